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
export function mistake(attempted: string, why: string, remedy: string, options?: ErrorOptions): MistakeError {
  return new MistakeError(`${attempted}: ${why}. ${remedy}.`, options)
}
