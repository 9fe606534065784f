// How a matcher fails: with Vitest's kind of error, at the line of the call.
import { MistakeError, type pointAtCaller } from '@parley-ws/core/runner'
import { chai, type MatcherState } from 'vitest'

/** @param values what Vitest shows the difference of */
export function assertionError(
  state: MatcherState,
  text: string,
  values: { readonly actual?: unknown; readonly expected?: unknown } = {},
): Error {
  const said: unknown = chai.util.flag(state.assertion, 'message')
  const error = new Error(typeof said === 'string' ? `${said}: ${text}` : text)
  error.name = 'AssertionError'
  return Object.assign(error, values)
}

/** A mistake in the call is shown at the call, not in the depths where it was noticed. */
export function atCallIfMistaken<Value>(
  promise: Promise<Value>,
  atCall: ReturnType<typeof pointAtCaller>,
): Promise<Value> {
  return promise.catch((error: unknown) => {
    throw error instanceof MistakeError ? atCall(error) : error
  })
}
