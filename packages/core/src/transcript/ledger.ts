// What a transcript with a bound weighs, oldest first, and how much of it has to go. Owns the estimate of what an entry
// takes in memory; forgetting is the recorder's.
import type { BroadcastEntry, Entry } from './entry.ts'

/** An entry as an object: its fields, their numbers, its place in the list. */
const ENTRY_BYTES = 160
/** A delivery of a broadcast, that shares everything but its number and its client with its neighbours. */
const DELIVERY_BYTES = 104
/** A reference in a list. */
const REFERENCE_BYTES = 8
/** What is kept when the bound is reached: forgetting is rare then, and one sweep each time. */
const KEPT = 0.75

export class Ledger {
  readonly #mostBytes: number
  /** Per record, oldest first: how many entries, and their bytes. */
  #counts: number[] = []
  #weights: number[] = []
  #bytes = 0

  /** @param mostBytes what all may weigh, in bytes; the newest record is kept, whatever it weighs */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  add(entry: Entry): void {
    this.#add(1, bytesOf(entry))
  }

  /** The deliveries of one broadcast, whose payload is the broadcast's. */
  addDeliveries(count: number): void {
    if (count > 0) this.#add(count, count * DELIVERY_BYTES)
  }

  get isOver(): boolean {
    return this.#bytes > this.#mostBytes
  }

  /** Takes the oldest off until three quarters of the bound are left. Returns how many entries that are. */
  takeOldest(): number {
    const enough = this.#mostBytes * KEPT
    let records = 0
    let entries = 0
    while (this.#bytes > enough && records < this.#counts.length - 1) {
      entries += this.#counts[records] ?? 0
      this.#bytes -= this.#weights[records] ?? 0
      records++
    }
    this.#counts = this.#counts.slice(records)
    this.#weights = this.#weights.slice(records)
    return entries
  }

  #add(count: number, bytes: number): void {
    this.#counts.push(count)
    this.#weights.push(bytes)
    this.#bytes += bytes
  }
}

/** About what an entry takes in memory, in bytes: a character of text counts as one. */
function bytesOf(entry: Entry): number {
  switch (entry.kind) {
    case 'message':
    case 'ping':
    case 'pong':
    case 'fault':
      return ENTRY_BYTES + lengthOf(entry.payload)
    case 'broadcast':
      return ENTRY_BYTES + lengthOf(entry.payload) + referencesIn(entry) * REFERENCE_BYTES
    case 'open': {
      const { url, headers = {}, offered = [] } = entry
      const texts = [url, ...offered, ...Object.entries(headers).flat()]
      return texts.reduce((sum, text) => sum + text.length, ENTRY_BYTES)
    }
    case 'violation':
      return entry.issues.reduce((sum, issue) => sum + issue.length, ENTRY_BYTES)
    case 'join':
    case 'leave':
      return ENTRY_BYTES + entry.group.length
    case 'close':
      return ENTRY_BYTES + entry.reason.length
    case 'reject':
      return ENTRY_BYTES + entry.url.length + entry.reason.length
    case 'error':
      return ENTRY_BYTES + entry.message.length
    default:
      return ENTRY_BYTES
  }
}

function referencesIn({ recipients, groups = [], users = [], clients = [] }: BroadcastEntry): number {
  return recipients.length + groups.length + users.length + clients.length
}

function lengthOf(payload: string | Uint8Array): number {
  return typeof payload === 'string' ? payload.length : payload.byteLength
}
