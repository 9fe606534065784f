// Finds an entry by its number, in a transcript or in a part of one.
import type { Entry } from './entry.ts'

/** The index of the entry with this `seq`; -1 where there is none. Numbers rise, and mostly without a gap. */
export function indexOfSeq(entries: readonly Entry[], seq: number): number {
  const guess = seq - (entries[0]?.seq ?? 1)
  if (entries[guess]?.seq === seq) return guess
  return entries.findIndex((entry) => entry.seq === seq)
}
