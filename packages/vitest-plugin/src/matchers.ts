// The matchers: from `expect(client).toHaveSent(…)` to a question of core's, and from its verdict to pass or a thrown error.
import { pointAtCaller, type Question, questions } from '@parley-ws/core/runner'
import { expect, type MatcherState } from 'vitest'
import { mustBeAwaited, notAwaited } from './awaited.ts'
import { assertionError, atCallIfMistaken } from './failure.ts'
import { toMatchTranscript, transcriptSerializer } from './transcript-snapshot.ts'

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

type Matcher = (this: MatcherState, received: unknown, ...args: readonly unknown[]) => Promise<Verdict>

function matcher(name: string, ask: Question): Matcher {
  return function judge(this: MatcherState, received, ...args) {
    // Taken at the call, while the user's line is still on the stack.
    const atCall = pointAtCaller(judge)
    const verdict = async (): Promise<Verdict> => {
      // Vitest leaves it undefined where nothing is negated.
      const isNot = Boolean(this.isNot)
      const answer = await ask(received, isNot, args)
      const { pass } = answer
      // Thrown here, since what Vitest would throw points at no line of the test.
      if (pass === isNot) throw atCall(assertionError(this, answer.text))
      return { pass, message: () => answer.text }
    }
    return mustBeAwaited(this, atCallIfMistaken(verdict(), atCall), atCall(notAwaited(name)))
  }
}

/** Makes the matchers known to Vitest's `expect`. Doing it again changes nothing. */
export function registerMatchers(): void {
  expect.extend({
    toHaveSent: matcher('toHaveSent', questions.toHaveSent),
    toHaveReceived: matcher('toHaveReceived', questions.toHaveReceived),
    toHaveReceivedInOrder: matcher('toHaveReceivedInOrder', questions.toHaveReceivedInOrder),
    toHaveBroadcast: matcher('toHaveBroadcast', questions.toHaveBroadcast),
    toHaveJoined: matcher('toHaveJoined', questions.toHaveJoined),
    toHaveClosed: matcher('toHaveClosed', questions.toHaveClosed),
    toBeSilent: matcher('toBeSilent', questions.toBeSilent),
    toUphold: matcher('toUphold', questions.toUphold),
    toMatchTranscript,
  })
  expect.addSnapshotSerializer(transcriptSerializer)
}
