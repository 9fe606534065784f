// A stream: messages at an interval of the owner's clock. What its nth message is, how often and how many; sending them
// is the voice's work.
import { checkOptionNames, mistake } from '../errors.ts'
import type { MockClient } from './client.ts'
import type { Computed } from './computed.ts'
import { seededDraws } from './random.ts'
import type { Sendable } from './sendable.ts'

/** How a stream goes. */
export interface StreamOptions<Context = never> {
  /** From one message to the next, in ms; the first comes after one interval. */
  readonly everyMs: number
  /** Stops after so many messages. Default: goes on until the connection closes, or the mock ends. */
  readonly times?: number | undefined
  /** For `stopStream(name)`; default `stream`. Starting a stream of the same name again starts it afresh. */
  readonly name?: Computed<Context, string> | undefined
  /** A list's messages in turn, from the beginning again at the end, or drawn at random. Default `inTurn`. */
  readonly order?: 'inTurn' | 'random' | undefined
  /** For `random`: the same seed draws the same messages. Default 1. */
  readonly seed?: number | undefined
}

/** The messages, or what the nth message is, n from 0; nothing is sent where that is undefined. */
export type StreamItems<Context = never> =
  | readonly Sendable[]
  | ((n: number, context: Context) => Sendable | undefined)

/** What the nth message of a shared stream is: one for all, or a function of the recipient where it differs. */
export type SharedItem = Sendable | undefined | ((client: MockClient) => Sendable | undefined)

/**
 * The messages of a shared stream, or what the nth message is, n from 0, at a time of day in ms since 1970; nothing is
 * sent where that is undefined.
 */
export type SharedStreamItems = readonly Sendable[] | ((n: number, now: number) => SharedItem)

// As in actions, the context is `never`: a plan no longer tells which rule it was made for.
export interface StreamPlan {
  readonly name: Computed<never, string>
  readonly everyMs: number
  readonly times: number
  readonly item: (n: number, context: never) => unknown
}

/** The name of a stream that was given none. */
export const UNNAMED_STREAM = 'stream'

const NAMES: readonly string[] = [
  'everyMs',
  'times',
  'name',
  'order',
  'seed',
] satisfies (keyof StreamOptions)[]

/** @throws MistakeError for an interval below 1 ms, a count that is none, an option that is none, or no items */
export function planStream(
  attempted: string,
  items: readonly Sendable[] | ((n: number, context: never) => unknown),
  options: StreamOptions,
): StreamPlan {
  checkOptionNames(attempted, options, NAMES)
  const { everyMs, times = Infinity, name = UNNAMED_STREAM, order = 'inTurn', seed = 1 } = options
  if (!(everyMs >= 1)) {
    throw mistake(attempted, `everyMs is ${String(everyMs)}`, 'Give the interval in ms, at least 1')
  }
  if (!(times >= 1))
    throw mistake(attempted, `times is ${String(times)}`, 'Give a count of at least 1, or leave it out')
  if (order !== 'inTurn' && order !== 'random')
    throw mistake(attempted, `the order is ${JSON.stringify(order)}`, "Use 'inTurn' or 'random'")
  if (typeof items === 'function') return { name, everyMs, times, item: items }
  const [first] = items
  if (first === undefined)
    throw mistake(attempted, 'the list of messages is empty', 'Give at least one message')
  const { length } = items
  // The nth draw is the same however often it is asked for: a run that begins afresh begins the sequence afresh.
  const place = order === 'random' ? seededDraws(seed, length) : (n: number) => n % length
  return { name, everyMs, times, item: (n) => items[place(n)] ?? first }
}
