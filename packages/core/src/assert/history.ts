// Looks through a transcript for entries that fit. Pure; consumes nothing.
import type { Mismatch } from '../match/mismatch.ts'
import type { Pattern } from '../match/pattern.ts'
import { matchMessage } from '../match/reading.ts'
import type { BroadcastEntry, Entry, MessageEntry } from '../transcript/entry.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { Direction, Payload } from '../wire/frame.ts'
import type { Judgement, NearMiss } from './judgement.ts'
import type { Range } from './options.ts'

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

/** Why a payload does not fit, or undefined if it does. Without a pattern everything fits. */
export function misfit(pattern: Pattern | undefined, payload: Payload): readonly Mismatch[] | undefined {
  if (pattern === undefined) return undefined
  const match = matchMessage(pattern, jsonCodec.decode(payload), payload)
  return match.matched ? undefined : match.mismatches
}

/** Judges how many of the candidates fit. */
export function judgeCount(
  candidates: readonly (MessageEntry | BroadcastEntry)[],
  pattern: Pattern | undefined,
  { min, max }: Range,
  did: string,
): Judgement {
  const witnesses: number[] = []
  let near: NearMiss | undefined
  for (const { seq, payload } of candidates) {
    const mismatches = misfit(pattern, payload)
    if (mismatches === undefined) witnesses.push(seq)
    else if (near === undefined || mismatches.length <= near.mismatches.length) near = { seq, mismatches }
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
