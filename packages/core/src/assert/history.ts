// Looks through a transcript for entries that fit. Pure; consumes nothing.
import type { BroadcastEntry, Entry, MessageEntry } from '../transcript/entry.ts'
import type { Direction } from '../wire/frame.ts'
import type { Judgement, NearMiss } from './judgement.ts'
import type { Range } from './options.ts'
import { type Misfit, misfit, type Sought } from './sought.ts'

/** The messages of one direction after `start`; of one client, or of all. */
export function messagesOf(
  entries: readonly Entry[],
  direction: Direction,
  client: string | undefined,
  start: number,
): readonly MessageEntry[] {
  return entries.filter(
    (entry): entry is MessageEntry =>
      entry.kind === 'message' &&
      entry.direction === direction &&
      entry.seq > start &&
      (client === undefined || entry.client === client),
  )
}

/** Judges how many of the candidates fit. */
export function judgeCount(
  candidates: readonly (MessageEntry | BroadcastEntry)[],
  sought: Sought,
  { min, max }: Range,
  did: string,
): Judgement {
  const witnesses: number[] = []
  let near: (NearMiss & Misfit) | undefined
  for (const { seq, payload } of candidates) {
    const differs = misfit(sought, payload)
    if (differs === undefined) witnesses.push(seq)
    else if (near === undefined || isNearer(differs, near)) near = { seq, ...differs }
  }
  const count = witnesses.length
  return {
    pass: count >= min && count <= max,
    final: count > max || (count >= min && max === Infinity),
    witnesses,
    standing: `${did} ${count === 0 ? 'nothing that matches' : count === 1 ? 'it once' : `it ${count} times`}`,
    near: count === 0 ? near : undefined,
  }
}

/** Of two that differ as much, the later. */
function isNearer(one: Misfit, other: Misfit): boolean {
  if (one.isOther !== other.isOther) return other.isOther
  return one.mismatches.length <= other.mismatches.length
}
