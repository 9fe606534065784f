// Frames as values: what RFC 6455 calls data frames and control frames, without their bytes on the wire.
// A message is one frame here: fragmentation belongs to the transports.

/** What a data frame carries: text (always well-formed Unicode) or bytes. */
export type Payload = string | Uint8Array<ArrayBuffer>

interface TextFrame {
  readonly opcode: 'text'
  readonly payload: string
}

interface BinaryFrame {
  readonly opcode: 'binary'
  /** Owned by the frame: whoever builds one copies the bytes. */
  readonly payload: Uint8Array<ArrayBuffer>
}

/** RFC 6455 section 5.6. */
export type DataFrame = TextFrame | BinaryFrame

/** RFC 6455 sections 5.5.2 and 5.5.3; the payload is at most 125 bytes. */
interface HeartbeatFrame {
  readonly opcode: 'ping' | 'pong'
  readonly payload: Uint8Array<ArrayBuffer>
}

export type Frame = DataFrame | HeartbeatFrame

/** Which way a frame travels. The same words as a contract's `clientToServer` and `serverToClient`. */
export type Direction = 'clientToServer' | 'serverToClient'

/** The size of a payload on the wire, in bytes: UTF-8 for text. */
export function byteLength(payload: Payload): number {
  return typeof payload === 'string' ? utf8Length(payload) : payload.byteLength
}

// TextEncoder would allocate the bytes only to count them, and this runs for every frame an app sends.
function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      bytes += 2
      index++
    } else bytes += 2
  }
  return bytes
}

const utf8 = new TextEncoder()

/** The UTF-8 bytes of a text; a fresh buffer. */
export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  return utf8.encode(text)
}

/** A copy of whatever holds bytes, so that later changes to the original don't alter what was sent. */
export function copyBytes(
  source: ArrayBuffer | SharedArrayBuffer | ArrayBufferView,
): Uint8Array<ArrayBuffer> {
  const view = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
  return new Uint8Array(view)
}

/** Whether a value holds bytes, whatever realm (jsdom, a worker) its class comes from. */
export function isBytes(value: unknown): value is ArrayBuffer | SharedArrayBuffer | ArrayBufferView {
  if (ArrayBuffer.isView(value)) return true
  const tag: string = Object.prototype.toString.call(value)
  return tag === '[object ArrayBuffer]' || tag === '[object SharedArrayBuffer]'
}
