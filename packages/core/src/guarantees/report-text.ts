// A verdict for people: the law, what was found in words, and the timeline around the entries that show it.
import { lawText } from './law-text.ts'
import { indexOfSeq } from '../transcript/by-seq.ts'
import type { Transcript } from '../transcript/entry.ts'
import { timeline } from '../views/timeline.ts'
import type { GuaranteeReport, Verdict } from './verdict.ts'

export interface ExplainOptions {
  /** How many entries are shown before the first and after the last witness. Default 3. */
  readonly around?: number | undefined
}

const DEFAULT_AROUND = 3
/** Between witnesses further apart than this, only their surroundings are shown. */
const MOST_BETWEEN = 24

/** One verdict, with the timeline where it is violated. */
export function explainVerdict(
  verdict: Verdict,
  transcript: Transcript,
  options: ExplainOptions = {},
): string {
  const headline = verdictText(verdict)
  if (verdict.witnesses.length === 0) return headline
  return `${headline}\n\n${surroundings(verdict.witnesses, transcript, options.around ?? DEFAULT_AROUND)}`
}

/** All verdicts: what is violated with its timeline, then what is unknown, then what holds. */
export function explainReport(
  report: GuaranteeReport,
  transcript: Transcript,
  options: ExplainOptions = {},
): string {
  const { verdicts } = report
  const violated = verdicts.filter(({ verdict }) => verdict === 'violated')
  const unknown = verdicts.filter(({ verdict }) => verdict === 'unknown')
  const held = new Set(verdicts.filter(({ verdict }) => verdict === 'holds').map(({ law }) => law))
  const sections = violated.map((verdict) => explainVerdict(verdict, transcript, options))
  if (unknown.length > 0) sections.push(unknown.map(verdictText).join('\n'))
  if (held.size > 0) sections.push(`holds: ${[...held].join(', ')}`)
  return sections.join('\n\n')
}

/** In one line: `totalOrder of room/lobby is violated: c1 received …`. */
export function verdictText({ law, group, verdict, explanation }: Verdict): string {
  const subject = group === undefined ? law : `${law} of ${group}`
  if (verdict === 'holds') return `${subject} holds`
  const promise = verdict === 'violated' ? ` (${lawText(law)})` : ''
  return `${subject} is ${verdict}${promise}: ${explanation}`
}

/** The part of the timeline in which the witnesses lie. */
function surroundings(witnesses: readonly number[], { entries }: Transcript, around: number): string {
  const indices = witnesses.map((seq) => indexOfSeq(entries, seq)).filter((index) => index !== -1)
  const first = Math.max(0, Math.min(...indices) - around)
  const last = Math.min(entries.length, Math.max(...indices) + around + 1)
  const shown =
    last - first <= MOST_BETWEEN
      ? entries.slice(first, last)
      : entries.filter((_, index) => indices.some((witness) => Math.abs(witness - index) <= around))
  return timeline({ entries: shown }, { mark: witnesses })
}
