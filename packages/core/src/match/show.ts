// Values as short text for messages. Text is cut between characters, never inside one, and says that it was cut.
import { copyBytes, isBytes } from '../wire/frame.ts'

const LONGEST_TEXT = 60
const LONGEST_VALUE = 160
const MOST_BYTES = 8
const DEEPEST = 5

/** A value as one short line: `'lobby'`, `{ id: 1 }`, `<3 bytes: 01 02 03>`. The same value gives the same text. */
export function showValue(value: unknown): string {
  return shorten(show(value, 0), LONGEST_VALUE)
}

/** A string in single quotes, on one line. */
export function showText(text: string): string {
  const inside = JSON.stringify(shorten(text, LONGEST_TEXT)).slice(1, -1)
  return `'${inside.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** A field's name as source code has it: bare where it may be. */
export function showKey(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : showText(key)
}

/** Braces around fields that are already text. */
export function showFields(fields: readonly string[]): string {
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

/** At most `longest` characters; what is cut is replaced by `…`. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text
  const characters = [...text]
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`
}

function showBytes(bytes: Uint8Array): string {
  const first = [...bytes.subarray(0, MOST_BYTES)].map((byte) => byte.toString(16).padStart(2, '0'))
  const size = `${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}`
  if (bytes.length === 0) return `<${size}>`
  return `<${size}: ${first.join(' ')}${bytes.length > MOST_BYTES ? ' …' : ''}>`
}

function show(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return showText(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'function':
      return value.name === '' ? 'a function' : `function ${value.name}`
    case 'object':
      return value === null ? 'null' : showObject(value, depth)
    default:
      return String(value)
  }
}

function showObject(value: object, depth: number): string {
  if (isBytes(value)) return showBytes(copyBytes(value))
  if (depth >= DEEPEST) return '…'
  if (Array.isArray(value)) return `[${value.map((item) => show(item, depth + 1)).join(', ')}]`
  if (value instanceof RegExp || value instanceof Error) return String(value)
  return showFields(Object.entries(value).map(([key, field]) => `${showKey(key)}: ${show(field, depth + 1)}`))
}
