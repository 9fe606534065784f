// The text of a failed assertion: what was claimed, how it stands, what came close, and the timeline up to there.
import { timersAreFake } from '../clock.ts'
import { describeMismatches } from '../match/describe-mismatch.ts'
import type { Observed } from '../transcript/observed.ts'
import { timeline } from '../views/timeline.ts'
import type { Claim } from './judgement.ts'
import type { Settled } from './settle.ts'

const ENTRIES_SHOWN = 40

/** @param negated the claim was made with `.not` */
export function explain(claim: Claim, settled: Settled, observed: Observed, negated: boolean): string {
  const sections = [
    `expect(${observed.label})${negated ? '.not' : ''}.${claim.text}`,
    headline(settled, observed),
  ]
  if (settled.near !== undefined) {
    const { seq, mismatches } = settled.near
    sections.push(
      [`Closest: #${seq}`, ...describeMismatches(mismatches).map((line) => `  ${line}`)].join('\n'),
    )
  }
  sections.push(...context(observed, settled.witnesses))
  return sections.join('\n\n')
}

/** What every failure of a mock shows: the timeline, what no rule matched, what the mock still waits for. */
export function context(observed: Observed, marks: readonly number[] = []): string[] {
  const sections: string[] = []
  const { entries } = observed.transcript
  const story = timeline(observed.transcript, { last: ENTRIES_SHOWN, mark: marks })
  sections.push(entries.length === 0 ? 'Nothing happened: no client connected.' : `Timeline:\n${story}`)
  const unmatched = entries.filter((entry) => entry.kind === 'unmatched')
  if (unmatched.length > 0) {
    sections.push(`No rule matched: ${unmatched.map(({ cause }) => `#${cause}`).join(', ')}`)
  }
  const pending = observed.pending()
  if (pending.length > 0) {
    sections.push(['The mock still waits for:', ...pending.map((each) => `  ${each}`)].join('\n'))
  }
  if (timersAreFake()) {
    sections.push(
      'Fake timers are on: delays and streams of the mock wait until the test advances them, deadlines of matchers do not.',
    )
  }
  return sections
}

function headline({ standing, waitedMs, evidence }: Settled, { label }: Observed): string {
  const waited =
    evidence === 'exact'
      ? ` (waited ${Math.round(waitedMs)} ms)`
      : ' (bounded evidence: it could still speak)'
  return `${label} ${standing}${waited}.`
}
