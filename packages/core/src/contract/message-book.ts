// The messages of a contract: tells by its name, or by its schema, which message a value is, checks it, and makes values
// to send. Frames and codecs are compiled.ts's.
import { BugError, mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import { isSchema, issuePath, type SchemaResult, type StandardSchema } from '../match/standard-schema.ts'
import type { Direction } from '../wire/frame.ts'
import type { Envelope, Label } from './envelope.ts'
import { fieldsOf, type MessageFields } from './message-fields.ts'
import { isJsonSchema, jsonSchema } from './json-schema.ts'
import type { Messages } from './message-types.ts'
import type { Breach, Reading } from './reading.ts'

/** One message of a contract. */
export interface MessageTerms {
  readonly name: string
  readonly direction: Direction
  readonly schema: StandardSchema
  readonly fields: MessageFields
  /** Its name as it is on the wire: what its schema says, else the contract's own name for it. */
  readonly label: Label
  /** Whether its schema describes the field that carries the name, too. */
  readonly describesName: boolean
}

export class MessageBook {
  readonly #envelope: Envelope | undefined
  readonly #ignoresUnknown: boolean
  readonly #byName: Readonly<Record<Direction, ReadonlyMap<string, MessageTerms>>>
  readonly #byLabel: Readonly<Record<Direction, ReadonlyMap<string, MessageTerms>>>

  /** @throws MistakeError for a schema that is none, or two messages of one direction with one name on the wire */
  constructor(
    attempted: string,
    messages: Readonly<Record<Direction, Messages>>,
    envelope: Envelope | undefined,
    ignoresUnknown: boolean,
  ) {
    this.#envelope = envelope
    this.#ignoresUnknown = ignoresUnknown
    const terms = (direction: Direction): ReadonlyMap<string, MessageTerms> =>
      termsOf(attempted, direction, messages[direction], envelope?.nameField)
    this.#byName = { clientToServer: terms('clientToServer'), serverToClient: terms('serverToClient') }
    this.#byLabel = {
      clientToServer: byLabel(attempted, this.#byName.clientToServer),
      serverToClient: byLabel(attempted, this.#byName.serverToClient),
    }
  }

  /** All messages of a direction, by name, in the order of the contract. */
  all(direction: Direction): ReadonlyMap<string, MessageTerms> {
    return this.#byName[direction]
  }

  find(direction: Direction, name: string): MessageTerms | undefined {
    return this.#byName[direction].get(name)
  }

  /** @throws BugError: names are checked where they are written */
  get(direction: Direction, name: string): MessageTerms {
    const terms = this.find(direction, name)
    if (terms === undefined) throw new BugError(`the contract has no message ${name} ${direction}`)
    return terms
  }

  /** The value that is sent for a message. */
  close({ label }: MessageTerms, message: unknown): unknown {
    return this.#envelope === undefined ? message : this.#envelope.close(label, message)
  }

  /** Which message a value is, unchecked. Where names are not on the wire: the first that fits. */
  classify(
    direction: Direction,
    value: unknown,
  ): { readonly name: string | undefined; readonly message: unknown } {
    if (this.#envelope === undefined)
      return { name: this.#firstThatFits(direction, value)?.name, message: value }
    const label = this.#envelope.labelOf(value)
    const name = label === undefined ? undefined : this.#byLabel[direction].get(String(label))?.name
    return { name, message: this.#envelope.messageIn(value) }
  }

  /** Which message a value is, and whether it is as its schema says. Waits only for a schema that makes it wait. */
  read(direction: Direction, value: unknown): Reading | Promise<Reading> {
    if (this.#envelope === undefined) return this.#readNameless(direction, value)
    const label = this.#envelope.labelOf(value)
    if (label === undefined) return this.#stranger(direction, value, 'nameless')
    const terms = this.#byLabel[direction].get(String(label))
    if (terms === undefined) {
      const isTurned = this.#byLabel[opposite(direction)].has(String(label))
      return this.#stranger(direction, value, isTurned ? 'wrongWay' : 'unknown', String(label))
    }
    const subject = terms.describesName ? value : this.#envelope.bodyOf(value)
    const result = terms.schema['~standard'].validate(subject)
    const message = this.#envelope.messageIn(value)
    if ('then' in result) return result.then((settled) => readingOf(terms, message, settled))
    return readingOf(terms, message, result)
  }

  #readNameless(direction: Direction, value: unknown): Reading {
    const terms = this.#firstThatFits(direction, value)
    if (terms === undefined) return this.#stranger(direction, value, 'nameless')
    return readingOf(terms, value, atOnce(terms, value))
  }

  #firstThatFits(direction: Direction, value: unknown): MessageTerms | undefined {
    for (const terms of this.#byName[direction].values()) {
      if (atOnce(terms, value).issues === undefined) return terms
    }
    return undefined
  }

  #stranger(direction: Direction, value: unknown, why: Breach['why'], label?: string): Reading {
    const issues =
      label === undefined ? [] : [{ path: '', message: `the name on the wire is ${showValue(label)}` }]
    const breach: Breach = { direction, name: undefined, why, issues }
    const isIgnored = this.#ignoresUnknown && why !== 'wrongWay'
    return { name: undefined, message: value, output: value, breach: isIgnored ? undefined : breach }
  }
}

function opposite(direction: Direction): Direction {
  return direction === 'clientToServer' ? 'serverToClient' : 'clientToServer'
}

function readingOf(
  { name, direction }: MessageTerms,
  message: unknown,
  result: SchemaResult<unknown>,
): Reading {
  if (result.issues === undefined) return { name, message, output: result.value, breach: undefined }
  const issues = result.issues.map((issue) => ({ path: issuePath(issue).join('.'), message: issue.message }))
  return { name, message, output: message, breach: { direction, name, why: 'invalid', issues } }
}

/** @throws MistakeError for an asynchronous schema: the first that fits cannot be waited for */
function atOnce({ name, schema }: MessageTerms, value: unknown): SchemaResult<unknown> {
  const result = schema['~standard'].validate(value)
  if (!('then' in result)) return result
  result.then(undefined, () => {})
  throw mistake(
    `finding the first message that fits`,
    `the schema of ${showKey(name)} validates asynchronously, and a message is told by its schema at once`,
    'Give messages a name on the wire, or remove the asynchronous part',
  )
}

function termsOf(
  attempted: string,
  direction: Direction,
  messages: Messages,
  nameField: string | undefined,
): ReadonlyMap<string, MessageTerms> {
  if (typeof messages !== 'object' || messages === null) {
    throw mistake(attempted, `${direction} is ${showValue(messages)}`, `Write ${direction}: { name: schema }`)
  }
  return new Map(
    Object.entries(messages).map(([name, given]): [string, MessageTerms] => {
      const schema = schemaOf(`${attempted}, ${direction}.${showKey(name)}`, given)
      const fields = fieldsOf(schema)
      const describesName =
        nameField !== undefined && (fields.required.has(nameField) || fields.known?.has(nameField) === true)
      const label = describesName ? (fields.constants.get(nameField) ?? name) : name
      return [name, { name, direction, schema, fields, label, describesName }]
    }),
  )
}

/** @throws MistakeError for anything but a schema */
export function schemaOf(attempted: string, given: unknown): StandardSchema {
  if ((typeof given === 'object' || typeof given === 'function') && given !== null && isSchema(given))
    return given
  if (isJsonSchema(given)) return jsonSchema(given)
  throw mistake(
    attempted,
    `${showValue(given)} is no schema`,
    'Give one of zod, valibot, arktype…, a JSON Schema, or typed<T>() for a type alone',
  )
}

function byLabel(
  attempted: string,
  messages: ReadonlyMap<string, MessageTerms>,
): ReadonlyMap<string, MessageTerms> {
  const found = new Map<string, MessageTerms>()
  for (const terms of messages.values()) {
    const other = found.get(String(terms.label))
    if (other !== undefined) {
      throw mistake(
        attempted,
        `${terms.direction}: ${showKey(other.name)} and ${showKey(terms.name)} are both called ${showValue(terms.label)} on the wire`,
        'Give their schemas different literals, or leave the name to the contract',
      )
    }
    found.set(String(terms.label), terms)
  }
  return found
}
