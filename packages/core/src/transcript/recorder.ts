// The one writer of a transcript: appends entries, numbers them, tells who waits for news.
// On the hot path it neither copies nor renders; readers do that when they need it.
import type { Entry, Transcript } from './entry.ts'

export class Recorder implements Transcript {
  readonly #entries: Entry[] = []
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
    return this.#entries
  }

  /** The number of entries so far; the `seq` of the newest. */
  get length(): number {
    return this.#entries.length
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
    const seq = this.#entries.push(entry)
    entry.seq = seq
    if (this.#listeners !== undefined) for (const listener of this.#listeners) listener()
    return seq
  }

  /** Calls `listener` after each new entry, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => {
      this.#listeners?.delete(listener)
      if (this.#listeners?.size === 0) this.#listeners = undefined
    }
  }
}
