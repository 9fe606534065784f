// What happens to an error that nobody on the stack may catch.
import { nextTurn } from '../../clock.ts'

/** Makes an error uncaught, as the platform does with what a listener throws: whoever dispatched goes on undisturbed. */
export function rethrow(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void }
  // HTML's "report an exception"; Node has no such function, but an error thrown from the bare loop ends up the same way.
  if (reportError !== undefined) reportError(error)
  else {
    nextTurn(() => {
      throw error
    })
  }
}
