// Keeps the order of what a client sends while a Blob is being read: what comes behind one waits for its bytes.
import type { Pump } from './pump.ts'

/** Something that goes out when its turn comes, or a Blob whose bytes do when they are read. */
type Outgoing =
  | (() => void)
  | { readonly blob: Blob; readonly send: (bytes: Uint8Array<ArrayBuffer>) => void }

export class Outbox {
  readonly #pump: Pump
  readonly #onUnreadable: () => void
  #waiting: Outgoing[] = []
  #isReading = false

  /** @param onUnreadable a Blob's bytes cannot be had (its file is gone); nothing more goes out */
  constructor(pump: Pump, onUnreadable: () => void) {
    this.#pump = pump
    this.#onUnreadable = onUnreadable
  }

  /** Whether something put out now would have to wait. */
  get isReading(): boolean {
    return this.#isReading
  }

  put(outgoing: Outgoing): void {
    this.#waiting.push(outgoing)
    if (!this.#isReading) void this.#empty()
  }

  /** Nothing more goes out. */
  clear(): void {
    this.#waiting = []
  }

  async #empty(): Promise<void> {
    this.#isReading = true
    const release = this.#pump.hold()
    try {
      for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
        if (typeof first === 'function') first()
        else {
          const bytes = new Uint8Array(await first.blob.arrayBuffer())
          if (this.#waiting[0] === first) first.send(bytes)
        }
        this.#waiting.shift()
      }
    } catch {
      this.clear()
      this.#onUnreadable()
    } finally {
      this.#isReading = false
      release()
    }
  }
}
