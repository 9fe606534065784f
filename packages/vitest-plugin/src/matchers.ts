// The matchers: from `expect(client).toHaveSent(…)` to a claim of core's, and from its verdict to pass or a thrown error.
import {
  beSilent,
  type Claim,
  explain,
  haveBroadcast,
  haveClosed,
  haveJoined,
  haveReceived,
  haveReceivedInOrder,
  haveSent,
  pointAtCaller,
  settle,
  settleAfterDrain,
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

/** A matcher whose claim is made of all its arguments, and whose options are among them. */
function matcher<Args extends readonly unknown[]>(
  name: string,
  claimOf: (...args: Args) => Claim,
  optionsOf: (args: Args) => Options | undefined,
): Matcher<Args> {
  return function judge(this: MatcherState, received, ...args) {
    // Taken at the call, while the user's line is still on the stack.
    const atCall = pointAtCaller(judge)
    const verdict = async (): Promise<Verdict> => {
      const observed = observedOf(name, received)
      const claim = claimOf(...args)
      // Vitest leaves it undefined where nothing is negated.
      const isNot = Boolean(this.isNot)
      const options = optionsOf(args) ?? {}
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
    toHaveSent: matcher('toHaveSent', haveSent, (args) => args[1]),
    toHaveReceived: matcher('toHaveReceived', haveReceived, (args) => args[1]),
    toHaveReceivedInOrder: matcher('toHaveReceivedInOrder', haveReceivedInOrder, (args) => args[1]),
    toHaveBroadcast: matcher('toHaveBroadcast', haveBroadcast, (args) => args[1]),
    toHaveJoined: matcher('toHaveJoined', haveJoined, (args) => args[1]),
    toHaveClosed: matcher('toHaveClosed', haveClosed, (args) => args[1]),
    toBeSilent: matcher('toBeSilent', beSilent, (args) => args[0]),
    toMatchTranscript,
    toUphold,
  })
  expect.addSnapshotSerializer(transcriptSerializer)
}
