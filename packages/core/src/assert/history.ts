// Looks through a transcript for entries that fit. Consumes nothing; of a transcript that grows, what was looked at is not
// looked at again.
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
  return entries.filter((entry) => isMessageOf(entry, direction, client, start))
}

export function isMessageOf(
  entry: Entry,
  direction: Direction,
  client: string | undefined,
  start: number,
): entry is MessageEntry {
  return (
    entry.kind === 'message' &&
    entry.direction === direction &&
    entry.seq > start &&
    (client === undefined || entry.client === client)
  )
}

/**
 * Reads entries one by one into a state, each once: a claim is judged anew whenever there is news, and a conversation of
 * thousands of messages would be read thousands of times. Another list, another client, or a list whose beginning was
 * forgotten is read from its beginning.
 */
export function readOnce<State>(
  begin: () => State,
  read: (state: State, entry: Entry, client: string | undefined) => void,
): (entries: readonly Entry[], client: string | undefined) => State {
  let seen:
    | {
        readonly entries: readonly Entry[]
        readonly client: string | undefined
        readonly state: State
        next: number
      }
    | undefined
  return (entries, client) => {
    if (seen?.entries !== entries || seen.client !== client || seen.next > entries.length) {
      seen = { entries, client, state: begin(), next: 0 }
    }
    for (; seen.next < entries.length; seen.next++) {
      const entry = entries[seen.next]
      if (entry !== undefined) read(seen.state, entry, client)
    }
    return seen.state
  }
}

/** What was found of what is sought. */
interface Found {
  readonly witnesses: number[]
  near: (NearMiss & Misfit) | undefined
}

/** Judges how many of the candidates fit. */
export function counting(
  isCandidate: (entry: Entry, client: string | undefined) => entry is MessageEntry | BroadcastEntry,
  sought: Sought,
  range: Range,
): (entries: readonly Entry[], client: string | undefined, did: string) => Judgement {
  const find = readOnce<Found>(
    () => ({ witnesses: [], near: undefined }),
    (found, entry, client) => {
      if (!isCandidate(entry, client)) return
      const { seq, payload } = entry
      const differs = misfit(sought, payload)
      if (differs === undefined) found.witnesses.push(seq)
      else if (found.near === undefined || isNearer(differs, found.near)) found.near = { seq, ...differs }
    },
  )
  return (entries, client, did) => judgement(find(entries, client), range, did)
}

function judgement({ witnesses, near }: Found, { min, max }: Range, did: string): Judgement {
  const count = witnesses.length
  return {
    pass: count >= min && count <= max,
    final: count > max || (count >= min && max === Infinity),
    witnesses: [...witnesses],
    standing: `${did} ${count === 0 ? 'nothing that matches' : count === 1 ? 'it once' : `it ${count} times`}`,
    near: count === 0 ? near : undefined,
  }
}

/** Of two that differ as much, the later. */
function isNearer(one: Misfit, other: Misfit): boolean {
  if (one.isOther !== other.isOther) return other.isOther
  return one.mismatches.length <= other.mismatches.length
}
