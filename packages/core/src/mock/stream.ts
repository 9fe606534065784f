// A stream: messages that one connection gets at an interval of the owner's clock, until it closes.
import { mistake } from '../errors.ts'
import type { Computed } from './computed.ts'
import type { Sendable } from './sendable.ts'

/** How a stream goes. */
export interface StreamOptions<Context = never> {
  /** From one message to the next, in ms; the first comes after one interval. */
  readonly everyMs: number
  /** Stops after so many messages. Default: goes on until the connection closes. */
  readonly times?: number | undefined
  /** For `stopStream(name)`; default `stream`. Starting a stream of the same name again starts it afresh. */
  readonly name?: Computed<Context, string> | undefined
}

/** The messages in turn (from the beginning again at the end), or what the nth message is, n from 0. */
export type StreamItems<Context = never> = readonly Sendable[] | ((n: number, context: Context) => Sendable)

// As in actions, the context is `never`: a plan no longer tells which rule it was made for.
export interface StreamPlan {
  readonly name: Computed<never, string>
  readonly everyMs: number
  readonly times: number
  readonly item: (n: number, context: never) => Sendable
}

/** The name of a stream that was given none. */
export const UNNAMED_STREAM = 'stream'

/** @throws MistakeError for an interval below 1 ms, a count that is none, or no items */
export function planStream(items: StreamItems, options: StreamOptions): StreamPlan {
  const { everyMs, times = Infinity, name = UNNAMED_STREAM } = options
  if (!(everyMs >= 1)) {
    throw mistake('stream()', `everyMs is ${String(everyMs)}`, 'Give the interval in ms, at least 1')
  }
  if (!(times >= 1))
    throw mistake('stream()', `times is ${String(times)}`, 'Give a count of at least 1, or leave it out')
  if (typeof items === 'function') return { name, everyMs, times, item: items }
  const [first] = items
  if (first === undefined)
    throw mistake('stream()', 'the list of messages is empty', 'Give at least one message')
  return { name, everyMs, times, item: (n) => items[n % items.length] ?? first }
}
