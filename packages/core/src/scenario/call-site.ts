// Where in the author's source a step was written. Kept beside the data of the step: not enumerable, so that steps
// stay equal, printable and savable.

/** From the global registry: a project may hold two copies of this package, and steps of one be run by the other. */
const callSite: unique symbol = Symbol.for('@parley-ws/core/call-site')

type CaptureStack = (target: object, below: (...args: never[]) => unknown) => void

/**
 * Remembers who called `below`. The text of a stack is made when somebody reads it, so this costs about a microsecond.
 *
 * @param below the function whose caller is the author
 */
export function locate<S extends object>(step: S, below: (...args: never[]) => unknown): S {
  const { captureStackTrace } = Error as { captureStackTrace?: CaptureStack }
  // Engines without it tell no call site; a failure then names the step alone.
  if (captureStackTrace === undefined) return step
  const site = {}
  captureStackTrace(site, below)
  // Configurable: a step made on behalf of another call is located there.
  Object.defineProperty(step, callSite, { value: site, configurable: true })
  return step
}

/** The same for a step that stands for another one: it was written where that one was. */
export function locatedAs<S extends object>(step: object, standIn: S): S {
  const { [callSite]: value }: { [callSite]?: object } = step
  if (value !== undefined) Object.defineProperty(standIn, callSite, { value, configurable: true })
  return standIn
}

/** The frames of the stack at which a step was written, the author's line first; undefined when it is not known. */
export function callSiteOf(step: object): string | undefined {
  const { stack }: { stack?: string } = (step as { [callSite]?: object })[callSite] ?? {}
  return stack?.split('\n').slice(1).join('\n')
}
