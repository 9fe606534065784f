// Web IDL's conversions, as far as WebSocket's arguments need them. A value that cannot be converted is a TypeError.
import { copyBytes } from '../../wire/frame.ts'

/** Web IDL 3.2.9, DOMString. A symbol throws. */
export function toDOMString(value: unknown): string {
  return typeof value === 'string' ? value : `${value as string}`
}

/** Web IDL 3.2.10, USVString: lone surrogates become U+FFFD. */
export function toUSVString(value: unknown): string {
  return toDOMString(value).toWellFormed()
}

/** Web IDL 3.2.4.9, `[Clamp] unsigned short`: a half is rounded to the even neighbour, NaN is 0. */
export function toClampedUnsignedShort(value: unknown): number {
  // Unlike Number(value), the unary plus refuses a BigInt, as ToNumber does.
  const number = +(value as number)
  if (Number.isNaN(number)) return 0
  const clamped = Math.min(Math.max(number, 0), 0xffff)
  const floor = Math.floor(clamped)
  const rest = clamped - floor
  if (rest < 0.5 || (rest === 0.5 && floor % 2 === 0)) return floor
  return floor + 1
}

/** Web IDL 3.2.24, `(DOMString or sequence<DOMString>)`: what can be iterated is a sequence, all else a string. */
export function toStringOrSequence(value: unknown): string | readonly string[] {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return toDOMString(value)
  const iterate = (value as Partial<Iterable<unknown>>)[Symbol.iterator]
  if (iterate === undefined || iterate === null) return toDOMString(value)
  return Array.from(value as Iterable<unknown>, toDOMString)
}

/**
 * Web IDL 3.2.25, `BufferSource`: `[AllowShared]` and `[AllowResizable]` are not given, so memory that another thread
 * may change, or that may change its size, is refused. Returns a copy of the bytes.
 */
export function toBytes(source: ArrayBuffer | ArrayBufferView): Uint8Array<ArrayBuffer> {
  const isView = ArrayBuffer.isView(source)
  const buffer = isView ? source.buffer : source
  if (tagOf(buffer) === 'SharedArrayBuffer')
    throw new TypeError("WebSocket.send: a view of shared memory can't be sent")
  if ((buffer as ArrayBuffer).resizable)
    throw new TypeError("WebSocket.send: a resizable buffer can't be sent")
  // A detached buffer holds no bytes (Web IDL 3.2.25, "get a copy of the bytes held by the buffer source").
  if (source.byteLength === 0) return new Uint8Array(0)
  return copyBytes(source)
}

/** Told by their tags, since a test's environment (jsdom) may have classes of its own beside the platform's. */
export function isBufferSource(value: object): value is ArrayBuffer | ArrayBufferView {
  return ArrayBuffer.isView(value) || tagOf(value) === 'ArrayBuffer'
}

/** The realm's own, or another's by its tag: happy-dom's have none. */
export function isBlob(value: object, RealmBlob: typeof Blob): value is Blob {
  if (value instanceof RealmBlob) return true
  const tag = tagOf(value)
  return (tag === 'Blob' || tag === 'File') && typeof (value as Partial<Blob>).arrayBuffer === 'function'
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}
