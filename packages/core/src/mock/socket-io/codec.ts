// Packets of Socket.IO's protocol, version 5, in the frames of Engine.IO's, version 4, over WebSocket. What a packet looks
// like is the official parser's to know; over WebSocket Engine.IO adds one character in front of a text, and nothing to bytes.
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser'

export { PacketType }

/** One packet. */
export interface SocketPacket {
  readonly type: PacketType
  readonly namespace: string
  readonly data?: unknown
  /** Where an acknowledgement is asked for, and in the acknowledgement. */
  readonly id?: number | undefined
}

/** A packet whose attachments, which follow as binary frames, are empty bytes so far. */
export interface Head extends SocketPacket {
  readonly attachments: number
}

/** What a frame is that cannot be read. */
export const MALFORMED: unique symbol = Symbol('malformed')

const ENGINE_MESSAGE = '4'
const MOST_ATTACHMENTS = 10
const NOTHING = new Uint8Array(0)
const encoder = new Encoder()

/** The frames of a packet: a text, and its attachments as bytes. */
export function framesOf({ type, namespace, data, id }: SocketPacket): readonly (string | Uint8Array)[] {
  const packet: Packet = { type, nsp: namespace, data, ...(id === undefined ? {} : { id }) }
  const parts = encoder.encode(packet) as readonly (string | Uint8Array)[]
  return parts.map((part) => (typeof part === 'string' ? `${ENGINE_MESSAGE}${part}` : part))
}

/** Reads the text frame that a packet begins with; undefined for what is none of Socket.IO's. */
export function readHead(message: unknown): Head | typeof MALFORMED | undefined {
  if (typeof message !== 'string' || !message.startsWith(ENGINE_MESSAGE)) return undefined
  const text = message.slice(1)
  const binary = /^([56])(\d+)-/.exec(text)
  const attachments = binary === null ? 0 : Number(binary[2])
  if (attachments > MOST_ATTACHMENTS) return MALFORMED
  const [packet] = decoded([text, ...Array.from({ length: attachments }, () => NOTHING)])
  return packet === undefined || lacksData(packet) ? MALFORMED : { ...packet, attachments }
}

// The parser lets it pass; the protocol asks for a list.
function lacksData({ type, data }: SocketPacket): boolean {
  return (type === PacketType.EVENT || type === PacketType.ACK) && !Array.isArray(data)
}

/** A packet whose attachments are on their way. */
export class Assembly {
  readonly #parts: (string | Uint8Array)[]
  #missing: number

  /** @param message the text frame that began it */
  constructor(message: string, { attachments }: Head) {
    this.#parts = [message.slice(1)]
    this.#missing = attachments
  }

  /** Returns the packet when this was its last attachment. */
  add(bytes: Uint8Array): SocketPacket | undefined {
    this.#parts.push(bytes)
    this.#missing--
    return this.#missing > 0 ? undefined : decoded(this.#parts)[0]
  }
}

/** The packets in these frames; none where the parser refuses them. */
function decoded(parts: readonly (string | Uint8Array)[]): readonly SocketPacket[] {
  const packets: SocketPacket[] = []
  const decoder = new Decoder({ maxAttachments: MOST_ATTACHMENTS })
  decoder.on('decoded', ({ type, nsp, data, id }) => {
    packets.push({ type, namespace: nsp, data: data as unknown, id })
  })
  try {
    for (const part of parts) decoder.add(part)
  } catch {
    return []
  }
  return packets
}
