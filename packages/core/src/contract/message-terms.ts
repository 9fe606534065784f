// One message of a contract: its schema, what that tells, and what the message is called on the wire. Checks that the
// schema and the contract agree on that.
import { mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import { isSchema, type StandardSchema } from '../match/standard-schema.ts'
import type { Direction } from '../wire/frame.ts'
import type { WireNames } from './definition.ts'
import type { Label } from './envelope.ts'
import { isJsonSchema, jsonSchema } from './json-schema.ts'
import { fieldsOf, type MessageFields } from './message-fields.ts'
import type { Messages } from './message-types.ts'

/** One message of a contract. */
export interface MessageTerms {
  readonly name: string
  readonly direction: Direction
  readonly schema: StandardSchema
  readonly fields: MessageFields
  /** What it is called on the wire: by its schema, else by the contract. Several where its schema allows several. */
  readonly labels: readonly [Label, ...Label[]]
  /** Whether its schema describes the field that carries the name, too. */
  readonly describesName: boolean
}

/** The messages of one direction, by name. @throws MistakeError for a schema that is none, or contradicts the contract */
export function termsOf(
  attempted: string,
  direction: Direction,
  messages: Messages,
  namePath: readonly string[] | undefined,
  names: WireNames,
): ReadonlyMap<string, MessageTerms> {
  if (typeof messages !== 'object' || messages === null) {
    throw mistake(attempted, `${direction} is ${showValue(messages)}`, `Write ${direction}: { name: schema }`)
  }
  return new Map(
    Object.entries(messages).map(([name, given]): [string, MessageTerms] => {
      const where = `${attempted}, ${direction}.${showKey(name)}`
      const schema = schemaOf(where, given)
      const fields = fieldsOf(schema, namePath)
      if (namePath !== undefined && fields.isObject === false) {
        throw mistake(
          where,
          'it is no object, and the name of a message stands among its fields',
          "Make it an object, or give a discriminator { field: 'event', payload: 'data' }",
        )
      }
      const labels = labelsOf(where, name, fields, Object.hasOwn(names, name) ? names[name] : undefined)
      return [name, { name, direction, schema, fields, labels, describesName: fields.name !== undefined }]
    }),
  )
}

/** What a message is called on the wire. @throws MistakeError where its schema and the contract contradict each other */
function labelsOf(
  where: string,
  name: string,
  { name: described }: MessageFields,
  given: Label | undefined,
): readonly [Label, ...Label[]] {
  const [first, ...others] = described?.labels ?? []
  if (given !== undefined && first !== undefined && !(first === given && others.length === 0)) {
    throw mistake(
      where,
      `its schema calls it ${[first, ...others].map(showValue).join(' or ')}, and discriminator.names ${showValue(given)}`,
      'Leave out one of them',
    )
  }
  return first === undefined ? [given ?? name] : [first, ...others]
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

/** Messages by what they are called on the wire. @throws MistakeError where two have one name */
export function byLabel(
  attempted: string,
  messages: ReadonlyMap<string, MessageTerms>,
): ReadonlyMap<Label, MessageTerms> {
  const found = new Map<Label, MessageTerms>()
  for (const terms of messages.values()) {
    for (const label of terms.labels) {
      const other = found.get(label)
      if (other !== undefined) {
        throw mistake(
          attempted,
          `${terms.direction}: ${showKey(other.name)} and ${showKey(terms.name)} are both called ${showValue(label)} on the wire`,
          'Give their schemas different literals, or leave the name to the contract',
        )
      }
      found.set(label, terms)
    }
  }
  return found
}
