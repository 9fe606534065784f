// What an assertion finds in a transcript: a verdict with the entries that prove it. Text is made in explain.ts.
import type { Entry } from '../transcript/entry.ts'
import type { Mismatch } from '../match/mismatch.ts'

/** An entry that nearly was what was looked for, and why it is not. */
export interface NearMiss {
  readonly seq: number
  readonly mismatches: readonly Mismatch[]
}

export interface Judgement {
  readonly pass: boolean
  /** No later entry can change the verdict: waiting on is useless. */
  readonly final: boolean
  /** The `seq`s of the entries that prove it. */
  readonly witnesses: readonly number[]
  /** How it stands, as a sentence without subject: `sent it 2 times`. */
  readonly standing: string
  readonly near?: NearMiss | undefined
}

/** A claim about a transcript. Pure: judging twice gives the same. */
export interface Claim {
  /** As the author wrote it, without the subject: `toHaveSent({ type: 'say' })`. */
  readonly text: string
  /** @param client whose part of the transcript is meant; undefined means everybody's */
  judge(entries: readonly Entry[], client: string | undefined): Judgement
}
