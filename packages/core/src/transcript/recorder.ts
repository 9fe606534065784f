// The one writer of a transcript: appends entries, numbers them, tells who waits for news, and forgets the oldest where there
// is a bound. On the hot path it neither copies nor renders; readers do that when they need it.
import type { Entry, MessageEntry, Transcript } from './entry.ts'
import { Ledger } from './ledger.ts'

/** What the deliveries of one frame to many have in common. */
export type Delivery = Omit<MessageEntry, 'client' | 'seq'>

/** Deliveries that nobody has looked at: a fan-out to thousands is one of these. */
interface Unwritten {
  readonly delivery: Delivery
  readonly clients: readonly string[]
}

export class Recorder implements Transcript {
  #entries: Entry[] = []
  /** What was recorded since deliveries were left unwritten, in order. */
  #unwritten: (Entry | Unwritten)[] | undefined
  #length = 0
  #forgotten = 0
  /** Where there is a bound: what each record weighs. */
  readonly #ledger: Ledger | undefined
  /** Somebody may hold the list and watch it grow. */
  #isRead = false
  readonly #now: () => number
  readonly #date: () => number
  readonly #origin: number
  #listeners: Set<(isForgetting: boolean) => void> | undefined

  /**
   * @param now the owner's clock, in ms; the first reading becomes the transcript's zero
   * @param date the time of day on that clock, in ms since 1970
   * @param mostBytes what the entries may take in memory, in bytes, by estimate; then the oldest are forgotten. Default: no bound
   */
  constructor(now: () => number, date: () => number = now, mostBytes: number = Infinity) {
    this.#now = now
    this.#date = date
    this.#origin = now()
    this.#ledger = mostBytes === Infinity ? undefined : new Ledger(mostBytes)
  }

  /** Those that are kept. A list that was read before does not change when the oldest are forgotten; read it anew. */
  get entries(): readonly Entry[] {
    this.#isRead = true
    if (this.#unwritten !== undefined) this.#writeOut(this.#unwritten)
    return this.#entries
  }

  /** How many of the oldest are not kept any more. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** The number of entries so far, forgotten ones too; the `seq` of the newest. */
  get length(): number {
    return this.#length
  }

  /** The time since the transcript began: the `at` of what happens now. Read once for things of one instant. */
  now(): number {
    return this.#now() - this.#origin
  }

  /** The time of day on the owner's clock, in ms since 1970. */
  date(): number {
    return this.#date()
  }

  /** Appends an entry made for this call, numbers it and returns its `seq`. The caller gives up the object. */
  record(entry: Entry): number {
    const seq = ++this.#length
    entry.seq = seq
    if (this.#unwritten === undefined) this.#entries.push(entry)
    else this.#unwritten.push(entry)
    this.#ledger?.add(entry)
    this.#told()
    return seq
  }

  /** Appends an entry for each of these clients, in this order. The caller gives up both. */
  recordDeliveries(delivery: Delivery, clients: readonly string[]): void {
    if (this.#isRead) this.#write({ delivery, clients })
    else (this.#unwritten ??= []).push({ delivery, clients })
    this.#length += clients.length
    this.#ledger?.addDeliveries(clients.length)
    this.#told()
  }

  /** See `Observed.subscribe`. */
  subscribe(listener: (isForgetting: boolean) => void): () => void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => {
      this.#listeners?.delete(listener)
      if (this.#listeners?.size === 0) this.#listeners = undefined
    }
  }

  #told(): void {
    const isForgetting = this.#ledger?.isOver === true
    if (this.#listeners !== undefined) for (const listener of this.#listeners) listener(isForgetting)
    if (isForgetting) this.#forget(this.#ledger?.takeOldest() ?? 0)
  }

  /** Drops so many of the oldest: whole records, so that deliveries nobody has looked at go together. */
  #forget(count: number): void {
    this.#forgotten += count
    const written = this.#entries.length
    this.#entries = this.#entries.slice(count)
    let rest = count - written
    if (rest <= 0 || this.#unwritten === undefined) return
    let records = 0
    for (const each of this.#unwritten) {
      if (rest <= 0) break
      rest -= 'delivery' in each ? each.clients.length : 1
      records++
    }
    this.#unwritten = this.#unwritten.slice(records)
  }

  #writeOut(unwritten: readonly (Entry | Unwritten)[]): void {
    this.#unwritten = undefined
    for (const each of unwritten) {
      if ('delivery' in each) this.#write(each)
      else this.#entries.push(each)
    }
  }

  #write({ delivery, clients }: Unwritten): void {
    const { kind, at, cause, direction, opcode, payload, group } = delivery
    for (const client of clients) {
      const seq = this.#forgotten + this.#entries.length + 1
      this.#entries.push({ kind, seq, at, cause, client, direction, opcode, payload, group })
    }
  }
}
