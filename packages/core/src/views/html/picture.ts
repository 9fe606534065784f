// What the page of an HTML timeline draws, as data: rows of events, lanes, memberships, findings. Owns what becomes one
// row (a fan-out and what it delivers at once) and what is left out; how it looks is the page's and the style sheet's.
import { toBase64 } from '../../transcript/base64.ts'
import type { BroadcastEntry, Entry, Transcript } from '../../transcript/entry.ts'
import { byteLength, type Payload } from '../../wire/frame.ts'
import { type EventText, eventText } from '../event-text.ts'
import { oneLine } from '../payload-text.ts'

/** What was found about a transcript: a verdict of a law, or a promise that was not kept. */
export interface Finding {
  /** Which: `totalOrder`. */
  readonly law: string
  /** The group it is about: `room/lobby`; undefined for one that is about connections. */
  readonly group: string | undefined
  /** In words, with the entries that show it. */
  readonly explanation: string
  /** The `seq` of the entries that show it. */
  readonly witnesses: readonly number[]
  /** Default `violated`. */
  readonly verdict?: 'holds' | 'violated' | 'unknown' | undefined
}

/** One event, drawn on one line. Clients and groups are positions in the picture's lists. */
export interface Row {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly tone: EventText['tone']
  readonly sign: string
  /** What happened, before the payload; `''` for a plain message. */
  readonly words: string
  readonly client?: number
  /** From a client to the server, or back. Neither: at the client, or at the server where there is no client. */
  readonly way?: 'up' | 'down'
  /** Text; of bytes their base64. */
  readonly payload?: string
  readonly isBinary?: true
  /** The size of the payload on the wire. */
  readonly bytes?: number
  /** How many characters or bytes of the payload are not in the page. */
  readonly cut?: number
  readonly cause?: number
  readonly group?: number
  /** Of a fan-out: whom it was for. */
  readonly recipients?: readonly number[]
  /** Of a fan-out: what was delivered at once, by `seq` and client. */
  readonly deliveries?: readonly (readonly [seq: number, client: number])[]
}

export interface Picture {
  readonly title: string
  readonly clients: readonly string[]
  readonly groups: readonly string[]
  readonly rows: readonly Row[]
  readonly findings: readonly Finding[]
  /** Entries to point at. */
  readonly marks: readonly number[]
  /** How many entries the transcript has; of a fan-out each delivery is one. */
  readonly entries: number
  /** How many there were before, that are not kept. */
  readonly forgotten: number
}

/** @param mostOfPayload how many characters or bytes of a payload the page gets */
export function pictureOf(
  { entries, forgotten = 0 }: Transcript,
  title: string,
  findings: readonly Finding[],
  marks: readonly number[],
  mostOfPayload: number,
): Picture {
  const clients = new Numbering()
  const groups = new Numbering()
  for (const entry of entries) {
    if ('client' in entry && entry.client !== undefined) clients.of(entry.client)
    if (entry.kind === 'broadcast') entry.recipients.forEach((name) => clients.of(name))
  }
  const rows: Row[] = []
  for (let index = 0; index < entries.length; index++) {
    const entry = entries[index]
    if (entry === undefined) continue
    const deliveries: [seq: number, client: number][] = []
    if (entry.kind === 'broadcast') {
      for (let next = entries[index + 1]; next !== undefined && isDeliveryOf(entry, next); index++) {
        deliveries.push([next.seq, clients.of(next.client)])
        next = entries[index + 2]
      }
    }
    rows.push(rowOf(entry, deliveries, clients, groups, mostOfPayload))
  }
  return {
    title,
    clients: clients.names,
    groups: groups.names,
    rows,
    findings,
    marks,
    entries: entries.length,
    forgotten,
  }
}

function rowOf(
  entry: Entry,
  deliveries: readonly (readonly [number, number])[],
  clients: Numbering,
  groups: Numbering,
  mostOfPayload: number,
): Row {
  const { sign, tone, text } = eventText(entry, {
    unmatched: `#${String(entry.cause)}`,
    // The lanes show who they are.
    mostRecipients: 0,
  })
  const client = 'client' in entry && entry.client !== undefined ? clients.of(entry.client) : undefined
  const group = groupOf(entry)
  const way = wayOf(entry)
  return {
    seq: entry.seq,
    // Real clocks count in fractions of a microsecond, which say nothing to a reader.
    at: Math.round(entry.at * 100) / 100,
    kind: entry.kind,
    tone,
    sign,
    words: text,
    ...(client !== undefined && { client }),
    ...(way !== undefined && { way }),
    ...('payload' in entry && payloadFields(entry.payload, mostOfPayload)),
    ...(entry.cause !== undefined && { cause: entry.cause }),
    ...(group !== undefined && { group: groups.of(group) }),
    ...(entry.kind === 'broadcast' && {
      recipients: entry.recipients.map((name) => clients.of(name)),
      deliveries,
    }),
  }
}

/** A delivery that is drawn with its fan-out: it follows at once, and is the same message. */
function isDeliveryOf(
  broadcast: BroadcastEntry,
  entry: Entry,
): entry is Extract<Entry, { readonly kind: 'message' }> {
  return (
    entry.kind === 'message' &&
    entry.cause === broadcast.seq &&
    entry.direction === 'serverToClient' &&
    entry.opcode === broadcast.opcode &&
    isSame(entry.payload, broadcast.payload)
  )
}

function isSame(a: Payload, b: Payload): boolean {
  if (a === b) return true
  if (typeof a === 'string' || typeof b === 'string' || a.length !== b.length) return false
  return a.every((byte, index) => byte === b[index])
}

function wayOf(entry: Entry): Row['way'] {
  if (entry.kind === 'open') return 'up'
  if (entry.kind === 'reject') return 'down'
  // A violation's direction says whose fault it is; nothing travels.
  if (entry.kind === 'violation' || !('direction' in entry) || entry.direction === undefined) return undefined
  return entry.direction === 'clientToServer' ? 'up' : 'down'
}

function groupOf(entry: Entry): string | undefined {
  if (entry.kind === 'broadcast') return entry.groups?.[0]
  return entry.kind === 'join' || entry.kind === 'leave' || entry.kind === 'message' ? entry.group : undefined
}

function payloadFields(payload: Payload, most: number): Pick<Row, 'payload' | 'isBinary' | 'bytes' | 'cut'> {
  if (payload.length === 0) return typeof payload === 'string' ? { payload: '', bytes: 0 } : {}
  const bytes = byteLength(payload)
  const cut = payload.length - most
  const shown = cut > 0 ? payload.slice(0, most) : payload
  return {
    ...(typeof shown === 'string' ? { payload: shown } : { payload: toBase64(shown), isBinary: true }),
    bytes,
    ...(cut > 0 && { cut }),
  }
}

/** Names in the order they appear, safe to show. */
class Numbering {
  readonly names: string[] = []
  readonly #positions = new Map<string, number>()

  of(name: string): number {
    let position = this.#positions.get(name)
    if (position === undefined) {
      position = this.names.push(name === '' ? '(unnamed)' : oneLine(name)) - 1
      this.#positions.set(name, position)
    }
    return position
  }
}
