// Which fields an entry of each kind has, as data: what reading a file checks before it calls a line an entry.
import type { Entry, EntryKind } from './entry.ts'

/** What a field may hold in a file. */
interface Field {
  /** The end of the sentence "expected client to be …". */
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
}

type Fields = Readonly<Record<string, Field>>
type OfKind<K extends EntryKind> = Entry extends infer E
  ? E extends Entry
    ? K extends E['kind']
      ? E
      : never
    : never
  : never
type FieldTable = { readonly [K in EntryKind]: { readonly [F in Exclude<keyof OfKind<K>, 'kind'>]-?: Field } }

const text: Field = { expected: 'a string', accepts: (value) => typeof value === 'string' }
const bool: Field = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' }
const whole: Field = { expected: 'a whole number', accepts: Number.isSafeInteger }
const seq: Field = {
  expected: 'a whole number from 1',
  accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
}
const ms: Field = { expected: 'a number of ms', accepts: Number.isFinite }
const texts: Field = {
  expected: 'a list of strings',
  accepts: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
}
const headers: Field = {
  expected: 'an object of strings',
  accepts: (value) => isObject(value) && Object.values(value).every((each) => typeof each === 'string'),
}
const direction = oneOf('clientToServer', 'serverToClient')
const opcode = oneOf('text', 'binary')
const fault = oneOf('delay', 'drop', 'duplicate', 'reorder', 'cut', 'halfOpen')

const base = { seq, at: ms, cause: optional(seq) }
const ofClient = { ...base, client: text }
const membership = { ...ofClient, group: text }
const heartbeat = { ...ofClient, direction, payload: text }

const TABLE: FieldTable = {
  open: { ...ofClient, url: text, protocol: text, offered: optional(texts), headers: optional(headers) },
  reject: { ...ofClient, url: text, status: whole, reason: text },
  join: membership,
  leave: membership,
  message: { ...ofClient, direction, opcode, payload: text, group: optional(text) },
  broadcast: {
    ...base,
    opcode,
    payload: text,
    groups: optional(texts),
    users: optional(texts),
    path: optional(text),
    clients: optional(texts),
    except: optional(text),
    recipients: texts,
  },
  ping: heartbeat,
  pong: heartbeat,
  close: { ...ofClient, direction: optional(direction), code: whole, reason: text, clean: bool },
  error: { ...base, client: optional(text), message: text },
  fault: { ...ofClient, fault, opcode, payload: text, delayMs: optional(ms) },
  unmatched: { ...ofClient, cause: seq },
  violation: { ...base, client: optional(text), direction, message: optional(text), issues: texts },
}

/** The fields of a kind; of an unknown one, what every entry has. */
export function fieldsOf(kind: string): Fields {
  return isKnownKind(kind) ? TABLE[kind] : base
}

/** Whether this version knows entries of that kind. */
export function isKnownKind(kind: string): kind is EntryKind {
  return Object.hasOwn(TABLE, kind)
}

/** Whether a value is an object with fields, and not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function oneOf(...words: readonly string[]): Field {
  return { expected: words.join(' or '), accepts: (value) => words.includes(value as string) }
}

function optional({ expected, accepts }: Field): Field {
  return { expected: `${expected}, or left out`, accepts: (value) => value === undefined || accepts(value) }
}
