// Replies that differ from one time to the next: in turn, or at random from a seed. Written where a message is.
import { checkOptionNames, mistake } from '../errors.ts'
import type { RuleContext } from './context.ts'
import { seededDraws } from './random.ts'
import type { Sendable } from './sendable.ts'
import type { State } from './state.ts'

/** Whose turn it is. */
export interface TurnOptions {
  /** Counts for each connection by itself (the default), or for the mock as a whole. Both begin anew with each test. */
  readonly per?: 'connection' | 'mock' | undefined
}

export interface InTurnOptions extends TurnOptions {
  /** After the last message: `repeat` from the first (the default), or `stay` with the last. */
  readonly atEnd?: 'repeat' | 'stay' | undefined
}

export interface AtRandomOptions extends TurnOptions {
  /** The same seed draws the same messages. Default 1. */
  readonly seed?: number | undefined
}

type Reply = (context: RuleContext) => Sendable

/**
 * One message after the other: `on('next').reply(inTurn(['a', 'b', 'c']))`.
 *
 * @throws MistakeError for an empty list or an option that is none
 */
export function inTurn(messages: readonly Sendable[], options: InTurnOptions = {}): Reply {
  const attempted = 'inTurn()'
  checkOptionNames(attempted, options, ['per', 'atEnd'])
  const { atEnd = 'repeat' } = options
  if (atEnd !== 'repeat' && atEnd !== 'stay')
    throw mistake(attempted, `atEnd is ${JSON.stringify(atEnd)}`, "Use 'repeat' or 'stay'")
  const last = messages.length - 1
  return choosing(attempted, messages, options, (n) =>
    atEnd === 'stay' ? Math.min(n, last) : n % (last + 1),
  )
}

/**
 * Any of the messages, drawn from a seed: `on('roll').reply(atRandom([1, 2, 3, 4, 5, 6], { seed: 7 }))`.
 *
 * @throws MistakeError for an empty list or an option that is none
 */
export function atRandom(messages: readonly Sendable[], options: AtRandomOptions = {}): Reply {
  const attempted = 'atRandom()'
  checkOptionNames(attempted, options, ['per', 'seed'])
  return choosing(attempted, messages, options, seededDraws(options.seed ?? 1, messages.length))
}

function choosing(
  attempted: string,
  messages: readonly Sendable[],
  { per = 'connection' }: TurnOptions,
  place: (n: number) => number,
): Reply {
  const [first] = messages
  if (!Array.isArray(messages) || first === undefined)
    throw mistake(attempted, 'there is no message to choose from', 'Give a list of at least one')
  if (per !== 'connection' && per !== 'mock')
    throw mistake(attempted, `per is ${JSON.stringify(per)}`, "Use 'connection' or 'mock'")
  // By the state that ends with the test or the connection: rules are shared by the tests of a file, counts are not.
  const counts = new WeakMap<State, number>()
  return ({ client, state }) => {
    const owner = per === 'mock' ? state : client.state
    const n = counts.get(owner) ?? 0
    counts.set(owner, n + 1)
    return messages[place(n)] ?? first
  }
}
