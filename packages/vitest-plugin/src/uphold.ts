// toUphold: whether a conversation keeps its promises. Drains what is in flight first, then judges; what cannot be told
// fails, and says so.
import {
  type Asked,
  explain,
  isObservable,
  type Observed,
  observedTranscript,
  pointAtCaller,
  settleAfterDrain,
  transcriptIn,
  upholding,
  type UpholdOptions,
} from '@parley-ws/core/runner'
import type { MatcherState } from 'vitest'
import { mustBeAwaited, notAwaited } from './awaited.ts'
import { assertionError, atCallIfMistaken } from './failure.ts'
import { observedOf } from './subject.ts'

interface Verdict {
  readonly pass: boolean
  readonly message: () => string
}

export function toUphold(
  this: MatcherState,
  received: unknown,
  laws?: Asked,
  options?: UpholdOptions,
): Promise<Verdict> {
  const atCall = pointAtCaller(toUphold)
  const verdict = async (): Promise<Verdict> => {
    const observed = storyIn(received)
    const isNot = Boolean(this.isNot)
    const claim = upholding(laws, options, isNot, observed)
    const settled = { ...(await settleAfterDrain(claim, observed, 0)), evidence: 'exact' as const }
    const message = (): string => explain(claim, settled, observed, isNot)
    // Thrown here, since what Vitest would throw points at no line of the test.
    if (settled.pass === isNot) throw atCall(assertionError(this, message()))
    return { pass: settled.pass, message }
  }
  return mustBeAwaited(this, atCallIfMistaken(verdict(), atCall), atCall(notAwaited('toUphold')))
}

/** A mock, a client of it, or a transcript that is over. */
function storyIn(received: unknown): Observed {
  const transcript = isObservable(received) ? undefined : transcriptIn(received)
  return transcript === undefined ? observedOf('toUphold', received) : observedTranscript(transcript)
}
