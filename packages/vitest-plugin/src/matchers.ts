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
  settle,
  settleAfterDrain,
  timeoutOf,
  type WaitOptions,
} from '@parley-ws/core/runner'
import { expect } from 'vitest'
import type { MatcherState } from 'vitest'
import { observedOf } from './subject.ts'
import { toMatchTranscript, transcriptSerializer } from './transcript-snapshot.ts'
import { failAt } from './user-line.ts'

type Options = WaitOptions & { readonly forMs?: number | undefined }

/** A matcher whose last argument is its options, and whose claim is made of all of them. */
function matcher<Args extends readonly unknown[]>(
  name: string,
  claimOf: (...args: Args) => Claim,
  optionsOf: (args: Args) => Options | undefined,
): (this: MatcherState, received: unknown, ...args: Args) => Promise<{ pass: boolean; message: () => string }> {
  return async function judge(this: MatcherState, received, ...args) {
    // Taken before the first await, while the user's line is still on the stack.
    const fail = failAt(judge)
    const observed = observedOf(name, received)
    const claim = claimOf(...args)
    const { isNot } = this
    const options = optionsOf(args) ?? {}
    const watches = isNot || options.forMs !== undefined || name === 'toBeSilent'
    const settled = watches
      ? await settleAfterDrain(claim, observed, options.forMs ?? 0)
      : await settle(claim, observed, timeoutOf(claim.text, options))
    if (settled.pass === isNot) throw fail(explain(claim, settled, observed, isNot))
    return { pass: settled.pass, message: () => explain(claim, settled, observed, isNot) }
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
  })
  expect.addSnapshotSerializer(transcriptSerializer)
}
