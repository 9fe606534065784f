// Where a message carries its name: puts names into values and takes them out again. One class for each way; which
// messages there are is not known here.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { Discriminator } from './definition.ts'

/** A message's name as it stands on the wire. */
export type Label = string | number | boolean

export interface Envelope {
  /** Where the name stands among the message's own fields; undefined where it stands elsewhere. */
  readonly namePath: readonly string[] | undefined
  /** The value to send. @throws MistakeError for a message that has no place for a name */
  close(label: Label, body: unknown): unknown
  /** The name that a value carries; undefined when it carries none. */
  labelOf(value: unknown): Label | undefined
  /** What a pattern looks at: the message, with its name where that is a part of it. */
  messageIn(value: unknown): unknown
  /** What a schema describes that says nothing of the name. */
  bodyOf(value: unknown): unknown
}

/** The envelope of a discriminator; undefined for `firstThatFits`, where there is none. */
export function envelopeOf(discriminator: Discriminator): Envelope | undefined {
  if (discriminator === 'firstThatFits') return undefined
  if (typeof discriminator === 'string') return new FieldEnvelope(discriminator)
  if ('path' in discriminator) return new PathEnvelope(discriminator.path)
  if ('position' in discriminator) return new ArrayEnvelope(discriminator.position, discriminator.payload)
  const { field, payload } = discriminator
  return payload === undefined ? new FieldEnvelope(field) : new NestedEnvelope(field, payload)
}

/** `{ type: 'say', text: 'hi' }` */
class FieldEnvelope implements Envelope {
  readonly namePath: readonly string[]
  readonly #field: string

  constructor(field: string) {
    this.#field = field
    this.namePath = [field]
  }
  close(label: Label, body: unknown): unknown {
    // The name comes first, as people write it, and is the contract's to say.
    return { [this.#field]: label, ...fieldsToName(label, body), [this.#field]: label }
  }
  labelOf(value: unknown): Label | undefined {
    return asLabel(ownField(value, this.#field))
  }
  messageIn(value: unknown): unknown {
    return value
  }
  bodyOf(value: unknown): unknown {
    const { [this.#field]: _label, ...body } = fieldsIn(value)
    return body
  }
}

/** `{ event: 'say', data: { text: 'hi' } }` */
class NestedEnvelope implements Envelope {
  readonly namePath = undefined
  readonly #field: string
  readonly #payload: string

  constructor(field: string, payload: string) {
    this.#field = field
    this.#payload = payload
  }
  close(label: Label, body: unknown): unknown {
    return { [this.#field]: label, [this.#payload]: body }
  }
  labelOf(value: unknown): Label | undefined {
    return asLabel(ownField(value, this.#field))
  }
  messageIn(value: unknown): unknown {
    return ownField(value, this.#payload)
  }
  bodyOf(value: unknown): unknown {
    return this.messageIn(value)
  }
}

/** `{ head: { kind: 'say' }, text: 'hi' }` */
class PathEnvelope implements Envelope {
  readonly namePath: readonly string[]

  constructor(path: readonly string[]) {
    this.namePath = path
  }
  close(label: Label, body: unknown): unknown {
    return put(fieldsToName(label, body), this.namePath, label)
  }
  labelOf(value: unknown): Label | undefined {
    return asLabel(this.namePath.reduce<unknown>(ownField, value))
  }
  messageIn(value: unknown): unknown {
    return value
  }
  bodyOf(value: unknown): unknown {
    return without(value, this.namePath)
  }
}

/** `['say', 'hi']`, or with a payload's place `[null, '1', 'room:lobby', 'say', { text: 'hi' }]` */
class ArrayEnvelope implements Envelope {
  readonly namePath = undefined
  readonly #position: number
  readonly #payload: number | undefined

  constructor(position: number, payload: number | undefined) {
    this.#position = position
    this.#payload = payload
  }
  close(label: Label, body: unknown): unknown {
    if (this.#payload === undefined) {
      const items: unknown[] = Array.isArray(body) ? [...body] : body === undefined ? [] : [body]
      return items.toSpliced(this.#position, 0, label)
    }
    const items: unknown[] = Array.from({ length: Math.max(this.#position, this.#payload) + 1 }, () => null)
    items[this.#position] = label
    items[this.#payload] = body
    return items
  }
  labelOf(value: unknown): Label | undefined {
    return Array.isArray(value) ? asLabel(value[this.#position]) : undefined
  }
  messageIn(value: unknown): unknown {
    if (!Array.isArray(value)) return undefined
    const items: readonly unknown[] = value
    return this.#payload === undefined ? items.toSpliced(this.#position, 1) : items[this.#payload]
  }
  bodyOf(value: unknown): unknown {
    return this.messageIn(value)
  }
}

function put(value: unknown, path: readonly string[], label: unknown): unknown {
  const [key, ...below] = path
  if (key === undefined) return label
  const fields = fieldsIn(value)
  return { ...fields, [key]: put(ownField(fields, key), below, label) }
}

/** Leaves out the name, and what then is empty. */
function without(value: unknown, path: readonly string[]): unknown {
  const [key, ...below] = path
  if (key === undefined || !isFields(value)) return undefined
  const { [key]: inner, ...others } = value
  const rest = without(inner, below)
  return isFields(rest) && Object.keys(rest).length > 0 ? { ...others, [key]: rest } : others
}

/** Of a message that is nothing but its name, none. */
function fieldsToName(label: Label, body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined) return {}
  if (isFields(body)) return body
  throw mistake(
    `sending ${showValue(label)} with ${showValue(body)}`,
    'the name of a message stands among its fields, and that has none',
    "Make it an object, or give the contract a discriminator { field: 'event', payload: 'data' }",
  )
}

/** What an object has itself: a message has no `constructor` but one that was sent. */
function ownField(value: unknown, field: string): unknown {
  return isFields(value) && Object.hasOwn(value, field) ? value[field] : undefined
}

function fieldsIn(body: unknown): Readonly<Record<string, unknown>> {
  return isFields(body) ? body : {}
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

function asLabel(value: unknown): Label | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}
