// Lets laws judge a history, and adds up what they find.
import type { History } from './history.ts'
import type { Finding } from './law.ts'
import type { LawInForce } from './laws.ts'
import type { GuaranteeReport, LawName, Verdict, VerdictWord } from './verdict.ts'

/** Every law about every group that it is about. Pure: judging twice gives the same. */
export function judge(history: History, laws: readonly LawInForce[]): GuaranteeReport {
  const verdicts: Verdict[] = []
  for (const { name, kind, judgeGroup, judgeConnections } of laws) {
    if (judgeConnections !== undefined)
      verdicts.push(verdictOf(history, name, undefined, judgeConnections(history)))
    if (judgeGroup === undefined) continue
    let isAsked = false
    for (const group of history.groups) {
      if (kind !== undefined && group.terms?.kind !== kind) continue
      isAsked = true
      verdicts.push(verdictOf(history, name, group.name, judgeGroup(group, history)))
    }
    if (!isAsked) verdicts.push(verdictOf(history, name, undefined, NO_GROUP))
  }
  return { verdict: overall(verdicts), verdicts }
}

const NO_GROUP: Finding = {
  verdict: 'unknown',
  explanation: 'nothing to judge: nobody joined or addressed a group',
  isVacuous: true,
}

function verdictOf(history: History, law: LawName, group: string | undefined, finding: Finding): Verdict {
  const { verdict } = finding
  return {
    law,
    group,
    verdict,
    witnesses: verdict === 'violated' ? seqsOf(history, finding.witnesses) : NOBODY,
    explanation: verdict === 'holds' ? '' : finding.explanation,
    isVacuous: verdict === 'unknown' && finding.isVacuous,
  }
}

const NOBODY: readonly number[] = []

function seqsOf({ entries }: History, positions: readonly number[]): readonly number[] {
  return positions.map((position) => entries[position]?.seq ?? position + 1)
}

/** A law about which one group says nothing holds if it holds for another. */
function overall(verdicts: readonly Verdict[]): VerdictWord {
  const ofLaws = new Map<LawName, VerdictWord>()
  for (const { law, verdict, isVacuous } of verdicts) {
    if (verdict === 'violated') return 'violated'
    if (verdict === 'holds') {
      if (!ofLaws.has(law)) ofLaws.set(law, 'holds')
    } else if (!isVacuous) ofLaws.set(law, 'unknown')
  }
  for (const { law } of verdicts) if (ofLaws.get(law) !== 'holds') return 'unknown'
  return verdicts.length === 0 ? 'unknown' : 'holds'
}
