// Failures point at the user's line: an async matcher throws long after the call that the stack should show.

/**
 * Remembers the stack of a call. Returns how to make the error of that call.
 *
 * @param above the function that was called: frames from it on are left out
 */
export function failAt(above: (...args: never[]) => unknown): (message: string) => Error {
  const here: { stack?: string } = {}
  // V8's; elsewhere the stack shows the matcher as well.
  if ('captureStackTrace' in Error) Error.captureStackTrace(here, above)
  return (message) => {
    const error = new Error(message)
    error.name = 'AssertionError'
    const frames = here.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
    if (frames.length > 0) error.stack = `${error.name}: ${message}\n${frames.join('\n')}`
    return error
  }
}
