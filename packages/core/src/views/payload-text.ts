// A payload, or any text that came from outside, on one line that is safe to print: no line break, no escape sequence.
import type { Payload } from '../wire/frame.ts'
import { cutColumns } from './text-width.ts'

const MOST_BYTES = 8

/** Text as it is, bytes as `<12 bytes 0x0a0b…>`; cut to so many columns. */
export function payloadText(payload: Payload, columns: number): string {
  if (typeof payload !== 'string') return bytesText(payload)
  // A column is at least one UTF-16 unit; combining marks and surrogates are why more are taken.
  return cutColumns(oneLine(payload.slice(0, columns * 8 + 8)), columns)
}

/** `<12 bytes 0x0a0b…>`: the size and how it begins. */
export function bytesText(bytes: Uint8Array, most: number = MOST_BYTES): string {
  if (bytes.length === 0) return '<0 bytes>'
  const size = `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`
  return `<${size} 0x${hex(bytes.subarray(0, most))}${bytes.length > most ? '…' : ''}>`
}

/** Bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

// Control characters move cursors, bidirectional ones reorder what a reader sees, lone surrogates are no text.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Writes what would break a line or a terminal as an escape: `\n`, `\u001b`. */
export function oneLine(text: string): string {
  return text.replaceAll(
    UNSAFE,
    (unit) => SHORT_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
