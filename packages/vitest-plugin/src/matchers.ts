// The matchers: from `expect(client).toHaveSent(…)` to a claim of core's, and from its verdict to pass or a thrown error.
import {
  beSilent,
  type BroadcastOptions,
  type Claim,
  type ClosePattern,
  type CountOptions,
  explain,
  groupIn,
  haveBroadcast,
  haveClosed,
  haveJoined,
  haveReceived,
  haveReceivedInOrder,
  haveSent,
  type HistoryOptions,
  type Observed,
  pointAtCaller,
  settle,
  settleAfterDrain,
  type SilenceOptions,
  soughtIn,
  soughtList,
  timeoutOf,
  type WaitOptions,
} from '@parley-ws/core/runner'
import { expect, type MatcherState } from 'vitest'
import { mustBeAwaited, notAwaited } from './awaited.ts'
import { assertionError, atCallIfMistaken } from './failure.ts'
import { observedOf } from './subject.ts'
import { toUphold } from './uphold.ts'
import { toMatchTranscript, transcriptSerializer } from './transcript-snapshot.ts'

type Options = WaitOptions & { readonly forMs?: number | undefined }

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

type Matcher<Args extends readonly unknown[]> = (
  this: MatcherState,
  received: unknown,
  ...args: Args
) => Promise<Verdict>

/** What a matcher claims, and its options, of what it was given; read in the words of the mock's contract, if it has one. */
type Reading = (observed: Observed, args: readonly unknown[]) => readonly [Claim, Options | undefined]

function matcher(name: string, read: Reading): Matcher<readonly unknown[]> {
  return function judge(this: MatcherState, received, ...args) {
    // Taken at the call, while the user's line is still on the stack.
    const atCall = pointAtCaller(judge)
    const verdict = async (): Promise<Verdict> => {
      const observed = observedOf(name, received)
      const [claim, options = {}] = read(observed, args)
      // Vitest leaves it undefined where nothing is negated.
      const isNot = Boolean(this.isNot)
      const settled =
        isNot || name === 'toBeSilent'
          ? await settleAfterDrain(claim, observed, options.forMs ?? 0)
          : await settle(claim, observed, timeoutOf(claim.text, options))
      // Thrown here, since what Vitest would throw points at no line of the test.
      if (settled.pass === isNot) throw atCall(assertionError(this, explain(claim, settled, observed, isNot)))
      return { pass: settled.pass, message: () => explain(claim, settled, observed, isNot) }
    }
    return mustBeAwaited(this, atCallIfMistaken(verdict(), atCall), atCall(notAwaited(name)))
  }
}

/** Makes the matchers known to Vitest's `expect`. Doing it again changes nothing. */
export function registerMatchers(): void {
  expect.extend({
    toHaveSent: matcher('toHaveSent', (observed, args) => {
      const [sought, options] = soughtIn<CountOptions>('toHaveSent()', observed, 'clientToServer', args)
      return [haveSent(sought, options), options]
    }),
    toHaveReceived: matcher('toHaveReceived', (observed, args) => {
      const [sought, options] = soughtIn<CountOptions>('toHaveReceived()', observed, 'serverToClient', args)
      return [haveReceived(sought, options), options]
    }),
    toHaveReceivedInOrder: matcher('toHaveReceivedInOrder', (observed, [list, given]) => {
      const options = given as HistoryOptions | undefined
      const sought = soughtList('toHaveReceivedInOrder()', observed, 'serverToClient', list)
      return [haveReceivedInOrder(sought, options), options]
    }),
    toHaveBroadcast: matcher('toHaveBroadcast', (observed, args) => {
      const attempted = 'toHaveBroadcast()'
      const [sought, options] = soughtIn<BroadcastOptions>(attempted, observed, 'serverToClient', args)
      const group = groupIn(attempted, observed, options?.group) as string | undefined
      const named = options === undefined || group === undefined ? options : { ...options, group }
      return [haveBroadcast(sought, named), options]
    }),
    toHaveJoined: matcher('toHaveJoined', (observed, args) => {
      const [first, second, third] = args
      const isPair = typeof first === 'string' && typeof second === 'string'
      const group = groupIn('toHaveJoined()', observed, isPair ? [first, second] : first)
      const options = (isPair ? third : second) as HistoryOptions | undefined
      return [haveJoined(group as string, options), options]
    }),
    toHaveClosed: matcher('toHaveClosed', (_, [expected, given]) => {
      const options = given as HistoryOptions | undefined
      return [haveClosed(expected as number | ClosePattern | undefined, options), options]
    }),
    toBeSilent: matcher('toBeSilent', (_, [given]) => {
      const options = given as SilenceOptions | undefined
      return [beSilent(options), options]
    }),
    toMatchTranscript,
    toUphold,
  })
  expect.addSnapshotSerializer(transcriptSerializer)
}
