// The three ways something can go wrong, each with a class of its own: the author's mistake, the peer's violation,
// our bug. Owns the shape of an error sentence (attempted, why, what to do); knows nothing of what went wrong.

/** Raised by something the author of a test, rule or scenario wrote. Nothing was changed by the refused call. */
export class MistakeError extends Error {
  override readonly name: string = 'MistakeError'
}

/** Raised when a peer (the app under test, a client, a server) broke the protocol or the contract. */
export class ViolationError extends Error {
  override readonly name: string = 'ViolationError'
}

/** Raised when Parley contradicts itself. Please report it. */
export class BugError extends Error {
  override readonly name: string = 'BugError'
  constructor(what: string) {
    super(`Parley contradicts itself: ${what}. This is a bug in Parley, please report it with this stack.`)
  }
}

/**
 * Makes the author's mistake a sentence.
 *
 * @param attempted what was attempted, e.g. `close(999)`
 * @param why why it was refused, e.g. `999 is not a close code`
 * @param remedy what to do instead, e.g. `Use 1000 or 3000-4999`
 */
export function mistake(
  attempted: string,
  why: string,
  remedy: string,
  options?: ErrorOptions,
): MistakeError {
  return new MistakeError(`${attempted}: ${why}. ${remedy}.`, options)
}

type CaptureStack = (target: object, above: (...args: never[]) => unknown) => void

/**
 * Remembers the stack of a call, for an error that is made long after it. What is returned gives an error that stack, so
 * that it points at the author's line.
 *
 * @param above the function that was called: frames from it on are left out
 */
export function pointAtCaller(above: (...args: never[]) => unknown): <E extends Error>(error: E) => E {
  const { captureStackTrace } = Error as { captureStackTrace?: CaptureStack }
  const call: { stack?: string } = {}
  captureStackTrace?.(call, above)
  return (error) => {
    const frames = call.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
    if (frames.length > 0) error.stack = `${error.name}: ${error.message}\n${frames.join('\n')}`
    return error
  }
}

/**
 * Refuses options that do not exist: a misspelt one would do nothing, and nobody would notice.
 *
 * @throws MistakeError naming the option and those there are
 */
export function checkOptionNames(attempted: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw mistake(
      attempted,
      `the options are ${JSON.stringify(options) ?? String(options)}`,
      'Give an object',
    )
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    throw mistake(attempted, `there is no option ${JSON.stringify(name)}`, `Use ${known.join(', ')}`)
  }
}

/** Refuses an option of another kind; undefined stands for its default. @throws MistakeError naming the option */
export function checkKind(
  attempted: string,
  name: string,
  value: unknown,
  kind: 'boolean' | 'function',
  remedy: string,
): void {
  if (value === undefined || typeof value === kind) return
  const shown = JSON.stringify(value) ?? String(value)
  throw mistake(attempted, `${name} is ${shown}, no ${kind}`, remedy)
}
