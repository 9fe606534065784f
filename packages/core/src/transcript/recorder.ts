// The one writer of a transcript: appends entries, numbers them, tells who waits for news.
// On the hot path it neither copies nor renders; readers do that when they need it.
import type { Entry, MessageEntry, Transcript } from './entry.ts'

/** What the deliveries of one frame to many have in common. */
export type Delivery = Omit<MessageEntry, 'client' | 'seq'>

/** Deliveries that nobody has looked at: a fan-out to thousands is one of these. */
interface Unwritten {
  readonly delivery: Delivery
  readonly clients: readonly string[]
}

export class Recorder implements Transcript {
  readonly #entries: Entry[] = []
  /** What was recorded since deliveries were left unwritten, in order. */
  #unwritten: (Entry | Unwritten)[] | undefined
  #length = 0
  /** Somebody may hold the list and watch it grow. */
  #isRead = false
  readonly #now: () => number
  readonly #date: () => number
  readonly #origin: number
  #listeners: Set<() => void> | undefined

  /**
   * @param now the owner's clock, in ms; the first reading becomes the transcript's zero
   * @param date the time of day on that clock, in ms since 1970
   */
  constructor(now: () => number, date: () => number = now) {
    this.#now = now
    this.#date = date
    this.#origin = now()
  }

  get entries(): readonly Entry[] {
    this.#isRead = true
    if (this.#unwritten !== undefined) this.#writeOut(this.#unwritten)
    return this.#entries
  }

  /** The number of entries so far; the `seq` of the newest. */
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
    this.#tell()
    return seq
  }

  /** Appends an entry for each of these clients, in this order. The caller gives up both. */
  recordDeliveries(delivery: Delivery, clients: readonly string[]): void {
    if (this.#isRead) this.#write({ delivery, clients })
    else (this.#unwritten ??= []).push({ delivery, clients })
    this.#length += clients.length
    this.#tell()
  }

  /** Calls `listener` after new entries, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => {
      this.#listeners?.delete(listener)
      if (this.#listeners?.size === 0) this.#listeners = undefined
    }
  }

  #tell(): void {
    if (this.#listeners !== undefined) for (const listener of this.#listeners) listener()
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
      const seq = this.#entries.length + 1
      this.#entries.push({ kind, seq, at, cause, client, direction, opcode, payload, group })
    }
  }
}
