// A connection whose handshake the mock has not answered yet. Reads on, so that a client that gives up is noticed, and
// keeps what comes for the time after.
import { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'

/** A client speaks only after the answer (RFC 6455 section 4.1), so nothing should come at all. */
const MOST_EARLY_BYTES = 64 * 1024

export class PendingStream {
  readonly #stream: Duplex
  #early: Buffer[] = []
  #bytes = 0

  constructor(stream: Duplex) {
    this.#stream = stream
    stream.on('data', this.#onData)
    stream.on('end', this.#onEnd)
  }

  /** Stops reading and returns what came. */
  release(): Buffer {
    this.#stream.off('data', this.#onData)
    this.#stream.off('end', this.#onEnd)
    this.#stream.pause()
    return Buffer.concat(this.#early)
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#early.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes > MOST_EARLY_BYTES) this.#stream.destroy()
  }

  readonly #onEnd = (): void => {
    this.#stream.destroy()
  }
}
