// What a law finds: whether it holds, and the entries that show it. The text is report-text.ts's.
import type { PromiseName } from '../contract/promise.ts'

/** A law's name: the promise that it judges. `exactlyOnce` is judged as `atMostOnce` and `atLeastOnce`. */
export type LawName = Exclude<PromiseName, 'exactlyOnce'>

/**
 * `unknown`: it cannot be told, or there was nothing to judge: no broadcast, nobody who left. A law never guesses.
 */
export type VerdictWord = 'holds' | 'violated' | 'unknown'

/** What one law finds about one group. */
export interface Verdict {
  readonly law: LawName
  /** `room/lobby`, or a mock's own name of the group; undefined for a law about connections. */
  readonly group: string | undefined
  readonly verdict: VerdictWord
  /** The `seq` of the two or three entries that show a violation, in order. */
  readonly witnesses: readonly number[]
  /** In words: `c1's leave was acknowledged at #14, it received "m2" at #17`. Empty where it holds. */
  readonly explanation: string
  /** Whether it is unknown because nothing happened that the law is about. */
  readonly isVacuous: boolean
}

/** What is found about all groups together. */
export interface GuaranteeReport {
  /** `violated` if one law is, else `unknown` if one is; a law about which one group says nothing may hold by others. */
  readonly verdict: VerdictWord
  readonly verdicts: readonly Verdict[]
}
