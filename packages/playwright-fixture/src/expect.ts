// `expect` with Parley's matchers: from `expect(chat).toHaveSent(…)` to a question of core's, and to what Playwright makes
// of its verdict.
import type { Pattern } from '@parley-ws/core'
import {
  type Asked,
  type BroadcastOptions,
  type ClosePattern,
  type CountOptions,
  type HistoryOptions,
  MistakeError,
  pointAtCaller,
  type Question,
  questions,
  type SilenceOptions,
  type UpholdOptions,
} from '@parley-ws/core/runner'
import {
  type Expect,
  expect as base,
  type ExpectMatcherState,
  type MatcherReturnType,
} from '@playwright/test'
import { toMatchTranscript } from './transcript-snapshot.ts'

/** Playwright infers a matcher's arguments from tuples that could be written to. */
type Matcher<Args extends unknown[]> = (
  this: ExpectMatcherState,
  received: unknown,
  ...args: Args
) => Promise<MatcherReturnType>

function matcher(name: string, ask: Question): Matcher<unknown[]> {
  return async function judge(this: ExpectMatcherState, received, ...args) {
    const atCall = pointAtCaller(judge)
    const answer = await ask(received, this.isNot, args, this.timeout).catch((error: unknown) => {
      throw error instanceof MistakeError ? atCall(error) : error
    })
    return { name, pass: answer.pass, message: () => answer.text }
  }
}

type Options<O> = [options?: O]

/** A message by what it is like; of a mock with a contract, also by its name: `('say', { text: 'hi' }, options)`. */
type Message<O> =
  | [pattern?: Pattern | undefined, ...Options<O>]
  | [name: string, is: Pattern | undefined, ...Options<O>]

/** A group by its name; by its kind and its key, where there is a contract. */
type Group<O> =
  | [group: string | readonly [kind: string, key: string], ...Options<O>]
  | [kind: string, key: string, ...Options<O>]

interface GroupedOptions extends Omit<BroadcastOptions, 'group'> {
  readonly group?: string | readonly [kind: string, key: string] | undefined
}

/**
 * What is asked of a mock, or of a client of it. Matchers read the whole history and consume nothing. They wait up to
 * `timeoutMs` (default: the timeout of Playwright's `expect`, 5,000 ms); with `.not`, and `toBeSilent`, they let everything in flight arrive and judge what happened so
 * far. Of a mock with a contract, messages and groups can be named as the contract names them.
 */
export type WsMatchers = {
  /** The client sent a message that matches; of a mock: some client did. Without a pattern: any message. */
  readonly toHaveSent: Matcher<Message<CountOptions>>
  /** The client was sent a message that matches. */
  readonly toHaveReceived: Matcher<Message<CountOptions>>
  /** The client was sent messages that match, in this order; others may stand between. */
  readonly toHaveReceivedInOrder: Matcher<
    [messages: readonly (Pattern | readonly [name: string, is?: Pattern])[], ...Options<HistoryOptions>]
  >
  /** The mock broadcast a message that matches; of a client: it was among the recipients. */
  readonly toHaveBroadcast: Matcher<Message<GroupedOptions>>
  /** The client became a member of the group. */
  readonly toHaveJoined: Matcher<Group<HistoryOptions>>
  /** The connection has ended, whoever ended it; with a code, or a pattern of code, reason and cleanness. */
  readonly toHaveClosed: Matcher<[expected?: number | ClosePattern, ...Options<HistoryOptions>]>
  /** The client has sent nothing: bounded evidence, as it could still speak. */
  readonly toBeSilent: Matcher<Options<SilenceOptions>>
  /** The conversation keeps these promises; without any, those of the contract. What cannot be told fails. */
  readonly toUphold: Matcher<[laws?: Asked, ...Options<UpholdOptions>]>
  /** What happened is as it was when the snapshot was taken. */
  readonly toMatchTranscript: typeof toMatchTranscript
}

const matchers: WsMatchers = {
  toHaveSent: matcher('toHaveSent', questions.toHaveSent),
  toHaveReceived: matcher('toHaveReceived', questions.toHaveReceived),
  toHaveReceivedInOrder: matcher('toHaveReceivedInOrder', questions.toHaveReceivedInOrder),
  toHaveBroadcast: matcher('toHaveBroadcast', questions.toHaveBroadcast),
  toHaveJoined: matcher('toHaveJoined', questions.toHaveJoined),
  toHaveClosed: matcher('toHaveClosed', questions.toHaveClosed),
  toBeSilent: matcher('toBeSilent', questions.toBeSilent),
  toUphold: matcher('toUphold', questions.toUphold),
  toMatchTranscript,
}

/** Playwright's `expect` with the matchers; to be combined with others by `mergeExpects`. */
export const expect: Expect<WsMatchers> = base.extend(matchers)
