// What a law is, and how it says what it found. Laws are pure functions of a history; positions become entries' numbers
// in judge.ts.
import type { Promised } from '../contract/promise.ts'
import type { Broadcast, Connection, Group, History } from './history.ts'
import type { LawName } from './verdict.ts'

export type Finding =
  | { readonly verdict: 'holds' }
  | { readonly verdict: 'unknown'; readonly explanation: string; readonly isVacuous: boolean }
  /** @property witnesses positions, in order */
  | { readonly verdict: 'violated'; readonly witnesses: readonly number[]; readonly explanation: string }

/** A law about the broadcasts of a group. */
export interface GroupLaw<P extends Promised = Promised> {
  readonly name: LawName
  readonly about: 'group'
  judge(group: Group, history: History, promised: P): Finding
}

/** A law about connections, whatever groups there are. */
export interface ConnectionLaw<P extends Promised = Promised> {
  readonly name: LawName
  readonly about: 'connections'
  judge(history: History, promised: P): Finding
}

export const HOLDS: Finding = { verdict: 'holds' }

export function violated(witnesses: readonly number[], explanation: string): Finding {
  return {
    verdict: 'violated',
    witnesses: [...new Set(witnesses)].toSorted((one, other) => one - other),
    explanation,
  }
}

/** It cannot be told. */
export function unknown(explanation: string): Finding {
  return { verdict: 'unknown', explanation, isVacuous: false }
}

/** Made once for each law: what to say where nothing happened that it is about. */
export function nothing(explanation: string): Finding {
  return { verdict: 'unknown', explanation: `nothing to judge: ${explanation}`, isVacuous: true }
}

/** `#14`: the entry at a position, as the timeline shows it. */
export function entryAt({ entries }: Pick<History, 'entries'>, position: number): string {
  return `#${entries[position]?.seq ?? position + 1}`
}

/** A broadcast as people know it: by its id, else by the entry that asked for it. */
export function nameOf(history: Pick<History, 'entries'>, { id, askedAt }: Broadcast): string {
  return id === undefined ? `the broadcast of ${entryAt(history, askedAt)}` : JSON.stringify(id)
}

/** The same, and when it was asked for: `"m1" at #7`. */
export function nameAndPlaceOf(history: Pick<History, 'entries'>, broadcast: Broadcast): string {
  const name = nameOf(history, broadcast)
  return broadcast.id === undefined ? name : `${name} at ${entryAt(history, broadcast.askedAt)}`
}

/** Whom a broadcast is from. */
export function senderOf(sender: Connection | undefined): string {
  return sender?.client ?? 'the server'
}

/** So many of them, in words. */
export function deliveriesText(count: number): string {
  return count === 1 ? 'one delivery' : `${count} deliveries`
}

/** The sentence for deliveries that a law cannot use, or undefined if it could use all. */
export function untold(count: number): Finding {
  return unknown(
    `${deliveriesText(count)} cannot be told from others: the contract gives broadcasts no id, or it was used twice`,
  )
}
