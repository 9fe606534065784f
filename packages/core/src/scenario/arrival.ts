// What came to a client, or from one that is an app: a message, or the end of its connection. The values that steps look at.
import type { Memory } from '../match/memory.ts'
import type { Match } from '../match/mismatch.ts'
import { matchesMessage, matchMessage } from '../match/reading.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import { showText } from '../match/show.ts'
import { matches, matchPattern } from '../match/match.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { DataFrame, Direction, Payload } from '../wire/frame.ts'
import type { Wanted } from './step.ts'

/** A message that came. */
export interface MessageArrival {
  readonly kind: 'message'
  readonly payload: Payload
  /** The decoded message; in a scenario with a contract, without what the name is wrapped in. */
  readonly message: unknown
  /** The contract's name for it, where it has one. */
  readonly name?: string | undefined
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
  readonly #contract: CompiledContract | undefined
  readonly #direction: Direction

  constructor(contract: CompiledContract | undefined, direction: Direction) {
    this.#contract = contract
    this.#direction = direction
  }

  arrivalOf(frame: DataFrame): MessageArrival {
    if (this.#arrival !== undefined && this.#frame === frame) return this.#arrival
    const { payload } = frame
    this.#frame = frame
    this.#arrival =
      this.#contract === undefined
        ? { kind: 'message', payload, message: jsonCodec.decode(payload) }
        : { kind: 'message', payload, ...this.#contract.classify(this.#direction, payload) }
    return this.#arrival
  }
}

/** Whether a message is what is wanted; only a yes changes the memory. */
export function messageMatches(
  { name, pattern }: Wanted,
  { message, payload, name: itsName }: MessageArrival,
  memory: Memory,
): boolean {
  if (name === undefined) return pattern === undefined || matchesMessage(pattern, message, payload, memory)
  return name === itsName && (pattern === undefined || matches(pattern, message, memory))
}

/** Why a message is not what is wanted. */
export function explainMessage(
  { name, pattern }: Wanted,
  { message, payload, name: itsName }: MessageArrival,
  memory: Memory,
): Match {
  if (name === undefined) {
    return pattern === undefined ? { matched: true } : matchMessage(pattern, message, payload, memory)
  }
  if (name === itsName)
    return pattern === undefined ? { matched: true } : matchPattern(pattern, message, memory)
  const expected = `the message ${showText(name)}`
  return { matched: false, mismatches: [{ path: [], expected, actual: itsName ?? message }] }
}
