// How values become frames and frames become values. Structured values travel as JSON; text and bytes as they are.
import { mistake } from '../errors.ts'
import { copyBytes, type DataFrame, isBytes, type Payload } from './frame.ts'

/** Turns a message into a data frame and back. */
export interface Codec {
  encode(message: unknown): DataFrame
  decode(payload: Payload): unknown
}

/**
 * The default codec. A string is sent as it is, bytes as a binary frame, everything else as JSON. A text frame that
 * holds a JSON object or array is decoded; every other text (`!`, `2`, `ping`) is its own message.
 */
export const jsonCodec: Codec = { encode, decode }

function encode(message: unknown): DataFrame {
  if (typeof message === 'string')
    return { opcode: 'text', payload: message.isWellFormed() ? message : message.toWellFormed() }
  if (isBytes(message)) return { opcode: 'binary', payload: copyBytes(message) }
  refuseWithoutContent(message)
  const text = stringify(message)
  if (text === undefined) {
    throw mistake(
      `sending ${typeof message === 'function' ? 'a function' : String(message)}`,
      'it has no JSON form',
      'Send a string, bytes, or a value that JSON.stringify accepts',
    )
  }
  return { opcode: 'text', payload: text }
}

const NOT_DATA: readonly string[] = [
  'Promise',
  'Blob',
  'File',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'RegExp',
  'Error',
]

/** JSON has `{}` for them, whatever they hold. By tag: the test may run in another realm than this file. */
function refuseWithoutContent(message: unknown): void {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return
  if (Object.getPrototypeOf(message) === Object.prototype || 'toJSON' in message) return
  const tag = Object.prototype.toString.call(message).slice(8, -1)
  if (!NOT_DATA.includes(tag)) return
  throw mistake(
    `sending ${/^[AE]/.test(tag) ? 'an' : 'a'} ${tag}`,
    'JSON has nothing of what it holds',
    tag === 'Promise'
      ? 'Await it first'
      : tag === 'Blob' || tag === 'File'
        ? 'Send its bytes: await blob.bytes(), or blob.arrayBuffer()'
        : 'Make it a string, bytes, or a plain value',
  )
}

function stringify(message: unknown): string | undefined {
  try {
    return JSON.stringify(message)
  } catch (error) {
    throw mistake(
      'sending a message as JSON',
      error instanceof Error ? (error.message.split('\n')[0] ?? 'it cannot be serialised') : String(error),
      'Send a string, bytes, or a value that JSON.stringify accepts',
      { cause: error },
    )
  }
}

function decode(payload: Payload): unknown {
  if (typeof payload !== 'string') return payload
  const first = firstVisible(payload)
  if (first !== 0x7b && first !== 0x5b) return payload
  try {
    return JSON.parse(payload)
  } catch {
    // Not JSON after all: the text itself is the message, as promised above.
    return payload
  }
}

function firstVisible(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return unit
  }
  return -1
}
