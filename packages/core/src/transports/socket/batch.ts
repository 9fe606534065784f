// The frames that one turn puts on a connection, as one write. Connections that were given the same frames share the
// same batch, so that ten broadcasts to ten thousand clients are joined once and not ten thousand times.
import { Buffer } from 'node:buffer'

export class Batch {
  readonly #before: Batch | undefined
  readonly #last: Buffer | undefined
  readonly #length: number
  /** What the connection that was here before this one was given next: most likely this one is given the same. */
  #next: Batch | undefined
  #joined: Buffer | undefined

  private constructor(before: Batch | undefined, last: Buffer | undefined) {
    this.#before = before
    this.#last = last
    this.#length = (before === undefined ? 0 : before.#length) + (last === undefined ? 0 : last.length)
  }

  /** The batch that every connection of a turn begins with. */
  static empty(): Batch {
    return new Batch(undefined, undefined)
  }

  /** This batch and one frame more. */
  and(frame: Buffer): Batch {
    const next = this.#next
    if (next !== undefined && next.#last === frame) return next
    return (this.#next = new Batch(this, frame))
  }

  /** All frames, in order. */
  get bytes(): Buffer {
    this.#joined ??= Batch.#join(this, this.#length)
    return this.#joined
  }

  static #join(newest: Batch, length: number): Buffer {
    // A single frame, by far the most common, is the buffer it came in.
    if (length === newest.#last?.length) return newest.#last
    const joined = Buffer.allocUnsafe(length)
    let end = length
    for (let batch: Batch | undefined = newest; batch !== undefined; batch = batch.#before) {
      end -= batch.#last?.length ?? 0
      if (batch.#last !== undefined) joined.set(batch.#last, end)
    }
    return joined
  }
}
