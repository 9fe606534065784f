// Vitest fails a test that does not await an assertion, but only for matchers of its own. Here ours get the same.
import { mistake } from '@parley-ws/core/runner'
import type { MatcherState } from 'vitest'
import { runningTests } from './current-tests.ts'

/**
 * Gives Vitest a matcher's result so that the test fails unless somebody awaits what comes of it.
 *
 * @param error what the test fails with then
 */
export function mustBeAwaited<Result>(
  state: MatcherState,
  result: Promise<Result>,
  error: Error,
): Promise<Result> {
  const task = runningTests.here?.task ?? state.task
  if (task === undefined) return result
  // A failure that nobody awaits would end the whole run; the test fails already.
  result.catch(() => {})
  let isAwaited = false
  task.context.onTestFinished(() => {
    if (!isAwaited) throw error
  })
  // Vitest takes the result at once, and what it makes of it is the author's to await.
  return handedOver(result, (made) => {
    made.catch(() => {})
    return handedOver(made, (promise) => {
      isAwaited = true
      return promise
    })
  })
}

type HandOver = <Value>(promise: Promise<Value>) => Promise<Value>

/** A promise that tells when it is used. */
function handedOver<Value>(promise: Promise<Value>, used: HandOver): Promise<Value> {
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- being awaited is what it is there to notice
    then: (onFulfilled, onRejected) => used(promise.then(onFulfilled, onRejected)),
    catch: (onRejected) => used(promise.catch(onRejected)),
    finally: (onFinally) => used(promise.finally(onFinally)),
    [Symbol.toStringTag]: 'Promise',
  }
}

/** The error for a matcher that nobody awaited. */
export function notAwaited(matcher: string): Error {
  return mistake(
    `expect(…).${matcher}()`,
    'it was not awaited, so it may not be decided when the test is over',
    `Write await expect(…).${matcher}()`,
  )
}
