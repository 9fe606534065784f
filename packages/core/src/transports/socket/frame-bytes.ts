// The bytes of a frame that a server sends: unfragmented and unmasked (RFC 6455 section 5.2). Owns the header; when the
// bytes are written, and to whom, is the network's.
import { Buffer } from 'node:buffer'
import type { Frame } from '../../wire/frame.ts'

const FIN = 0x80
const OPCODES: Readonly<Record<Frame['opcode'], number>> = { text: 0x1, binary: 0x2, ping: 0x9, pong: 0xa }

/** Header and payload in one buffer, so that one write carries both and many sockets can share it. */
export function frameBytes({ opcode, payload }: Frame): Buffer {
  const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength
  const start = length < 126 ? 2 : length < 0x10000 ? 4 : 10
  const bytes = Buffer.allocUnsafe(start + length)
  bytes[0] = FIN | OPCODES[opcode]
  if (start === 2) {
    bytes[1] = length
  } else if (start === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeUInt32BE(Math.floor(length / 0x100000000), 2)
    bytes.writeUInt32BE(length >>> 0, 6)
  }
  if (typeof payload === 'string') bytes.write(payload, start)
  else bytes.set(payload, start)
  return bytes
}
