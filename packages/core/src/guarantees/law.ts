// What a law is, and how it says what it found. Laws are pure functions of a history; positions become entries' numbers
// in judge.ts.
import type { Promised } from '../contract/promise.ts'
import { jsonCodec } from '../wire/codec.ts'
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

/** The sentence for deliveries that a law cannot use, or undefined if it could use all. */
export function untold(count: number): Finding {
  return unknown(
    `${count === 1 ? 'one delivery' : `${count} deliveries`} cannot be told from others: the contract gives broadcasts no id, or it was used twice`,
  )
}

/** The number in a delivered message; undefined where there is none. */
export function numberIn(message: unknown, field: string): number | undefined {
  // A mock without a contract delivers texts; most are JSON.
  const fields = typeof message === 'string' ? jsonCodec.decode(message) : message
  const value: unknown =
    typeof fields === 'object' && fields !== null ? Reflect.get(fields, field) : undefined
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined
}
