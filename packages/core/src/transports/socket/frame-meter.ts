// Finds the first frame of a stream that is longer than allowed, from headers alone (RFC 6455 section 5.2). ws limits
// messages only; whatever else is wrong with a frame is left to ws.
import type { Buffer } from 'node:buffer'

const MASKED = 0x80
const LONGEST_HEADER = 14

export class FrameMeter {
  readonly #maxFrameBytes: number
  /** Bytes of the current frame, mask and payload, that have not come yet. */
  #toSkip = 0
  readonly #header = new Uint8Array(LONGEST_HEADER)
  #headerBytes = 0

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes
  }

  /** Takes in what came. Returns the length of a frame that is too long, as soon as its header is known. */
  measure(chunk: Buffer): number | undefined {
    let index = 0
    while (index < chunk.length) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, chunk.length - index)
        this.#toSkip -= skipped
        index += skipped
        continue
      }
      this.#header[this.#headerBytes++] = chunk[index++] ?? 0
      const length = this.#payloadLength()
      if (length === undefined) continue
      if (length > this.#maxFrameBytes) return length
      this.#toSkip = length + (((this.#header[1] ?? 0) & MASKED) === 0 ? 0 : 4)
      this.#headerBytes = 0
    }
    return undefined
  }

  #payloadLength(): number | undefined {
    if (this.#headerBytes < 2) return undefined
    const length = (this.#header[1] ?? 0) & 0x7f
    if (length < 126) return length
    const end = length === 126 ? 4 : 10
    if (this.#headerBytes < end) return undefined
    return this.#header.subarray(2, end).reduce((sum, byte) => sum * 256 + byte, 0)
  }
}
