// Transcripts that a bound made forget their oldest entries: which entries are meant by a count of all, and what cannot be
// said of them.
import { mistake } from '../errors.ts'
import type { Entry, Transcript } from './entry.ts'

/** What was recorded after the first `seen` entries, as far as it is kept. */
export function entriesSince({ entries, forgotten = 0 }: Transcript, seen: number): readonly Entry[] {
  return entries.slice(Math.max(0, seen - forgotten))
}

/** The part of a transcript after the first `start` entries and up to the first `end`. */
export function partOf(transcript: Transcript, start: number, end?: number): Transcript {
  const { entries, forgotten = 0 } = transcript
  const first = Math.max(0, start - forgotten)
  const part = entries.slice(first, end === undefined ? undefined : Math.max(first, end - forgotten))
  const missing = Math.max(0, forgotten - start)
  return missing === 0 ? { entries: part } : { entries: part, forgotten: missing }
}

/** @throws MistakeError for a transcript that does not tell all that happened: a claim about it could be wrong */
export function checkWhole(attempted: string, { forgotten = 0 }: Transcript): void {
  if (forgotten === 0) return
  throw mistake(
    attempted,
    `the first ${forgotten === 1 ? 'entry' : `${forgotten} entries`} of the transcript were not kept`,
    'Leave maxTranscriptBytes out, or raise it, where a conversation is to be judged',
  )
}
