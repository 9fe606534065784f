// What came to a client: a message, or the end of its connection. The values that expect steps look at.
import type { Memory } from '../match/memory.ts'
import type { Match } from '../match/mismatch.ts'
import type { Pattern } from '../match/pattern.ts'
import { matchesMessage, matchMessage } from '../match/reading.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { DataFrame, Payload } from '../wire/frame.ts'

/** A message that came. */
export interface MessageArrival {
  readonly kind: 'message'
  readonly payload: Payload
  /** The decoded message. */
  readonly message: unknown
}

/** The end of a connection. */
interface CloseArrival {
  readonly kind: 'close'
  readonly code: number
  readonly reason: string
  /** Whether the client itself ended it: then nobody has to expect it. */
  readonly isOwn: boolean
}

export type Arrival = MessageArrival | CloseArrival

/** Makes arrivals of frames. A broadcast hands the same frame to many: it is decoded once. */
export class Decoder {
  #frame: DataFrame | undefined
  #arrival: MessageArrival | undefined

  arrivalOf(frame: DataFrame): MessageArrival {
    if (this.#arrival !== undefined && this.#frame === frame) return this.#arrival
    const { payload } = frame
    this.#frame = frame
    this.#arrival = { kind: 'message', payload, message: jsonCodec.decode(payload) }
    return this.#arrival
  }
}

/** Whether a message matches; only a match changes the memory. */
export function messageMatches(
  pattern: Pattern,
  { message, payload }: MessageArrival,
  memory: Memory,
): boolean {
  return matchesMessage(pattern, message, payload, memory)
}

/** Why a message does not match. */
export function explainMessage(
  pattern: Pattern,
  { message, payload }: MessageArrival,
  memory: Memory,
): Match {
  return matchMessage(pattern, message, payload, memory)
}
