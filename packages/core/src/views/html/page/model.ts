// The picture, indexed for drawing: which row an entry is in, what proves what, how long connections and memberships
// last, which rows a filter leaves. Draws nothing.
import type { Finding, Picture, Row } from '../picture.ts'
import { oneLine } from '../../payload-text.ts'

/** From one row to another, both included, by position in the picture. */
export interface Span {
  readonly client: number
  readonly from: number
  readonly to: number
}

interface Membership extends Span {
  readonly group: number
}

/** A membership as a band: one of several side by side, where a client is in several groups at a time. */
export interface Band extends Membership {
  readonly slot: number
  readonly slots: number
}

export interface Filter {
  /** Kinds of events that are hidden. */
  readonly hidden: ReadonlySet<KindName>
  /** Clients that are looked at; none means all. */
  readonly clients: ReadonlySet<number>
  /** Groups that are looked at; none means all. */
  readonly groups: ReadonlySet<number>
  readonly search: string
  /** Shows what is found only. */
  readonly isOnlyFound: boolean
}

/** What a reader tells apart. */
export type KindName = 'messages' | 'fan-outs' | 'connections' | 'groups' | 'heartbeats' | 'trouble'

export const KINDS: readonly KindName[] = [
  'messages',
  'fan-outs',
  'connections',
  'groups',
  'heartbeats',
  'trouble',
]

export class Model {
  readonly picture: Picture
  readonly lives: readonly Span[]
  readonly bands: readonly Band[]
  /** What is violated. */
  readonly broken: readonly Finding[]
  /** Positions in `broken`, from 1, by the `seq` of a witness. */
  readonly #proofs = new Map<number, number[]>()
  readonly #marks: ReadonlySet<number>
  readonly #rowOf = new Map<number, number>()
  readonly #texts: (string | undefined)[] = []

  constructor(picture: Picture) {
    this.picture = picture
    this.#marks = new Set(picture.marks)
    this.broken = picture.findings.filter(({ verdict }) => verdict === undefined || verdict === 'violated')
    for (const [index, { witnesses }] of this.broken.entries()) {
      for (const seq of witnesses) this.#proofs.set(seq, [...(this.#proofs.get(seq) ?? []), index + 1])
    }
    for (const [index, row] of picture.rows.entries()) {
      this.#rowOf.set(row.seq, index)
      for (const [seq] of row.deliveries ?? []) this.#rowOf.set(seq, index)
    }
    this.lives = livesOf(picture.rows)
    this.bands = bandsOf(membershipsOf(picture.rows))
  }

  /** The position of the row that an entry is in. */
  rowOf(seq: number): number | undefined {
    return this.#rowOf.get(seq)
  }

  /** The numbers of the findings that an entry is a witness of. */
  proves(seq: number): readonly number[] {
    return this.#proofs.get(seq) ?? []
  }

  /** The same of a row, whose deliveries are entries, too. */
  proofsOf(row: Row): readonly number[] {
    const numbers = new Set(this.proves(row.seq))
    for (const [seq] of row.deliveries ?? []) for (const number of this.proves(seq)) numbers.add(number)
    return [...numbers]
  }

  isMarked(row: Row): boolean {
    return (
      this.#marks.has(row.seq) ||
      (row.deliveries ?? []).some(([seq]) => this.#marks.has(seq)) ||
      this.proofsOf(row).length > 0
    )
  }

  /** Whether there is an event of that kind. */
  has(kind: KindName): boolean {
    return this.picture.rows.some((row) => kindOf(row) === kind)
  }

  nameOf(client: number): string {
    return this.picture.clients[client] ?? ''
  }

  groupName(group: number): string {
    return this.picture.groups[group] ?? ''
  }

  /** The positions of the rows that are shown, in order. */
  shown(filter: Filter): readonly number[] {
    const positions: number[] = []
    for (const [position, row] of this.picture.rows.entries()) {
      if (filter.hidden.has(kindOf(row)) || !isAbout(row, filter)) continue
      if (filter.isOnlyFound && filter.search !== '' && !this.isFound(position, filter.search)) continue
      positions.push(position)
    }
    return positions
  }

  /** Whether what is searched stands in a row: in its number, its client, its words or its payload. */
  isFound(position: number, search: string): boolean {
    return this.#text(position).includes(search.toLowerCase())
  }

  #text(position: number): string {
    const row = this.picture.rows[position]
    if (row === undefined) return ''
    const name = row.client === undefined ? 'server' : this.nameOf(row.client)
    return (this.#texts[position] ??=
      `#${row.seq} ${name} ${row.kind} ${row.words} ${row.isBinary === true ? '' : (row.payload ?? '')}`.toLowerCase())
  }
}

function kindOf(row: Row): KindName {
  if (row.tone === 'trouble') return 'trouble'
  if (row.kind === 'message') return 'messages'
  if (row.kind === 'broadcast') return 'fan-outs'
  if (row.kind === 'join' || row.kind === 'leave') return 'groups'
  return row.kind === 'ping' || row.kind === 'pong' ? 'heartbeats' : 'connections'
}

function isAbout({ client, recipients, group }: Row, { clients, groups }: Filter): boolean {
  if (groups.size > 0 && (group === undefined || !groups.has(group))) return false
  if (clients.size === 0) return true
  if (client !== undefined) return clients.has(client)
  return recipients === undefined || recipients.some((each) => clients.has(each))
}

function livesOf(rows: readonly Row[]): readonly Span[] {
  const lives: Span[] = []
  const seen = new Set<number>()
  const begun = new Map<number, number>()
  for (const [position, { kind, client }] of rows.entries()) {
    if (client === undefined) continue
    if (kind === 'open') begun.set(client, position)
    // A recording may begin in the middle of a connection.
    else if (kind === 'message' && !seen.has(client)) begun.set(client, 0)
    else if (kind === 'close') {
      lives.push({ client, from: begun.get(client) ?? 0, to: position })
      begun.delete(client)
    }
    seen.add(client)
  }
  for (const [client, from] of begun) lives.push({ client, from, to: rows.length })
  return lives
}

function membershipsOf(rows: readonly Row[]): readonly Membership[] {
  const memberships: Membership[] = []
  const begun = new Map<string, Membership>()
  for (const [position, { kind, client, group }] of rows.entries()) {
    if (client === undefined) continue
    if (kind === 'join' && group !== undefined) {
      begun.set(`${client} ${group}`, { client, group, from: position, to: rows.length })
    }
    if (kind !== 'leave' && kind !== 'close') continue
    for (const [key, membership] of begun) {
      if (membership.client !== client || (kind === 'leave' && membership.group !== group)) continue
      memberships.push({ ...membership, to: position })
      begun.delete(key)
    }
  }
  return [...memberships, ...begun.values()]
}

function bandsOf(memberships: readonly Membership[]): readonly Band[] {
  const byClient = Map.groupBy(memberships, ({ client }) => client)
  return memberships.map((membership) => {
    const beside = (byClient.get(membership.client) ?? []).filter(
      (each) => each === membership || (each.from < membership.to && membership.from < each.to),
    )
    const groups = [...new Set(beside.map(({ group }) => group))].toSorted((a, b) => a - b)
    return { ...membership, slot: groups.indexOf(membership.group), slots: groups.length }
  })
}

/** A payload on one line, as much of it as a line holds. */
export function previewOf(row: Row): string {
  if (row.payload === undefined) return ''
  if (row.isBinary === true) return `<${row.bytes ?? 0} bytes>`
  return row.payload === '' ? '(empty)' : oneLine(row.payload.slice(0, 400))
}

/** The colour of a group: neighbours in the list differ. @param alpha of its bands */
export function colourOf(group: number, alpha: number): string {
  return `hsl(${Math.round((group * 137.5 + 28) % 360)} 70% 52% / ${alpha})`
}
