// What a runner's matchers ask: from the name and arguments of `expect(client).toHaveSent(…)` to a verdict and its text. How
// a runner is told of it, and what arguments its types allow, is the binding's.
import { mistake } from '../errors.ts'
import type { Asked } from '../guarantees/check.ts'
import { isObservable, type Observed } from '../transcript/observed.ts'
import {
  beSilent,
  type BroadcastOptions,
  type ClosePattern,
  haveBroadcast,
  haveClosed,
  haveJoined,
  haveReceived,
  haveReceivedInOrder,
  haveSent,
  type SilenceOptions,
} from './claims.ts'
import { explain } from './explain.ts'
import type { Claim } from './judgement.ts'
import { type CountOptions, type HistoryOptions, timeoutOf, type WaitOptions } from './options.ts'
import { settle, settleAfterDrain, type Settled } from './settle.ts'
import { groupIn, soughtIn, soughtList } from './sought.ts'
import { observedOf } from './subject.ts'
import { observedTranscript, transcriptIn, upholding, type UpholdOptions } from './upholding.ts'

/** What came of a matcher. */
export interface MatcherVerdict {
  /** Whether the claim holds; with `.not`, the test fails if it does. */
  readonly pass: boolean
  /** Why the test fails, where it does. Made when it is read first. */
  readonly text: string
}

/**
 * What a matcher asks of what stands in `expect(…)`, read in the words of the mock's contract, if it has one.
 *
 * @param timeoutMs how long to wait where the options do not say it; default 1,000
 * @returns rejects with a MistakeError where it cannot be asked
 */
export type Question = (
  received: unknown,
  isNot: boolean,
  args: readonly unknown[],
  timeoutMs?: number,
) => Promise<MatcherVerdict>

/** What a matcher claims, and its options, of what it was given. */
type Reading = (observed: Observed, args: readonly unknown[]) => readonly [Claim, WaitOptions | undefined]

function question(name: string, read: Reading): Question {
  return async (received, isNot, args, timeoutMs) => {
    const observed = observedOf(name, received)
    const [claim, options = {}] = read(observed, args)
    const settled = isNot
      ? await settleAfterDrain(claim, observed, 0)
      : await settle(claim, observed, timeoutOf(claim.text, { timeoutMs, ...options }))
    return verdict(settled, () => explain(claim, settled, observed, isNot))
  }
}

/** The text has the timeline in it and takes longer than the judgement, so it is made for whoever reads it. */
function verdict({ pass }: Settled, explained: () => string): MatcherVerdict {
  let text: string | undefined
  return {
    pass,
    get text() {
      return (text ??= explained())
    },
  }
}

const askSilence: Question = async (received, isNot, [given]) => {
  const observed = observedOf('toBeSilent', received)
  const options = given as SilenceOptions | undefined
  const claim = beSilent(options)
  const settled = await settleAfterDrain(claim, observed, options?.forMs ?? 0)
  return verdict(settled, () => explain(claim, settled, observed, isNot))
}

const askUpheld: Question = async (received, isNot, [laws, options]) => {
  const observed = storyIn(received)
  const claim = upholding(laws as Asked | undefined, options as UpholdOptions | undefined, isNot, observed)
  const settled = { ...(await settleAfterDrain(claim, observed, 0)), evidence: 'exact' as const }
  return verdict(settled, () => explain(claim, settled, observed, isNot))
}

/** A mock, a client of it, or a transcript that is over. */
function storyIn(received: unknown): Observed {
  const transcript = isObservable(received) ? undefined : transcriptIn(received)
  return transcript === undefined ? observedOf('toUphold', received) : observedTranscript(transcript)
}

/** The questions of all matchers but `toMatchTranscript`, whose snapshots are the runner's. */
export const questions: {
  readonly toHaveSent: Question
  readonly toHaveReceived: Question
  readonly toHaveReceivedInOrder: Question
  readonly toHaveBroadcast: Question
  readonly toHaveJoined: Question
  readonly toHaveClosed: Question
  readonly toBeSilent: Question
  readonly toUphold: Question
} = {
  toHaveSent: question('toHaveSent', (observed, args) => {
    const [sought, options] = soughtIn<CountOptions>('toHaveSent()', observed, 'clientToServer', args)
    return [haveSent(sought, options), options]
  }),
  toHaveReceived: question('toHaveReceived', (observed, args) => {
    const [sought, options] = soughtIn<CountOptions>('toHaveReceived()', observed, 'serverToClient', args)
    return [haveReceived(sought, options), options]
  }),
  toHaveReceivedInOrder: question('toHaveReceivedInOrder', (observed, [list, given]) => {
    const options = given as HistoryOptions | undefined
    const sought = soughtList('toHaveReceivedInOrder()', observed, 'serverToClient', list)
    return [haveReceivedInOrder(sought, options), options]
  }),
  toHaveBroadcast: question('toHaveBroadcast', (observed, args) => {
    const attempted = 'toHaveBroadcast()'
    const [sought, options] = soughtIn<BroadcastOptions>(attempted, observed, 'serverToClient', args)
    const group = groupIn(attempted, observed, options?.group) as string | undefined
    const named = options === undefined || group === undefined ? options : { ...options, group }
    return [haveBroadcast(sought, named), options]
  }),
  toHaveJoined: question('toHaveJoined', (observed, args) => {
    const [first, second, third] = args
    const isPair = typeof first === 'string' && typeof second === 'string'
    const group = groupIn('toHaveJoined()', observed, isPair ? [first, second] : first)
    const options = (isPair ? third : second) as HistoryOptions | undefined
    return [haveJoined(group as string, options), options]
  }),
  toHaveClosed: question('toHaveClosed', (_, [expected, given]) => {
    const options = given as HistoryOptions | undefined
    return [haveClosed(expected as number | ClosePattern | undefined, options), options]
  }),
  toBeSilent: askSilence,
  toUphold: askUpheld,
}

/** The part of a conversation that a transcript snapshot keeps: all of it, or one client's. */
export function storyOf({ transcript, client }: Observed): Observed['transcript'] {
  if (client === undefined) return transcript
  const entries = transcript.entries.filter((entry) => 'client' in entry && entry.client === client)
  return { entries, forgotten: transcript.forgotten }
}

/** A snapshot that is asked for with `.not`. */
export function refuseNegatedSnapshot(isNot: boolean): void {
  if (!isNot) return
  throw mistake(
    'expect(…).not.toMatchTranscript()',
    'a snapshot cannot be negated',
    'Assert on what must not happen, e.g. .not.toHaveSent(…)',
  )
}
