// Plain JSON Schemas as Standard Schemas. The validator is loaded when it is first needed, or `prepared`: whoever describes
// messages with another library never pays for it.
import type { Validator } from '@cfworker/json-schema'
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { SchemaIssue, SchemaResult, StandardSchema } from '../match/standard-schema.ts'
import type { JsonSchema } from './message-types.ts'

/** A JSON Schema that types and validates, and tells other tools what it says (Standard JSON Schema). */
export interface JsonSchemaMessage<T> extends StandardSchema<T, T> {
  readonly '~standard': StandardSchema<T, T>['~standard'] & {
    readonly jsonSchema: { readonly input: () => JsonSchema; readonly output: () => JsonSchema }
  }
}

// One word of each vocabulary is enough to tell a schema from an object that is none.
const KEYWORDS: readonly string[] = [
  '$schema',
  '$ref',
  '$defs',
  'type',
  'properties',
  'required',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'if',
  'items',
  'prefixItems',
  'additionalProperties',
  'patternProperties',
]

/** Whether an object speaks as a JSON Schema does. */
export function isJsonSchema(value: unknown): value is JsonSchema {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return KEYWORDS.some((keyword) => Object.hasOwn(value, keyword))
}

/**
 * A message described by a JSON Schema (draft 2020-12, 2019-09, 7 or 4), with the type that you say it has:
 * `say: jsonSchema<Say>({ type: 'object', … })`. A contract takes a plain JSON Schema too; its messages are `unknown`.
 *
 * @throws MistakeError for an object that is none
 */
export function jsonSchema<T = unknown>(schema: JsonSchema): JsonSchemaMessage<T> {
  if (!isJsonSchema(schema)) {
    throw mistake(
      'jsonSchema()',
      `${showValue(schema)} is no JSON Schema`,
      "Give one, e.g. { type: 'object' }",
    )
  }
  let validator: Validator | undefined
  const load = async (): Promise<Validator> => {
    const { Validator: JsonValidator } = await import('@cfworker/json-schema')
    return (validator ??= new JsonValidator(schema, draftOf(schema), false))
  }
  const made: JsonSchemaMessage<T> & Preparable = {
    '~standard': {
      version: 1,
      vendor: 'json-schema',
      validate: (value) =>
        validator === undefined
          ? load().then((loaded) => judge<T>(loaded, value))
          : judge<T>(validator, value),
      jsonSchema: { input: () => schema, output: () => schema },
    },
    [preparation]: () => (validator === undefined ? load() : undefined),
  }
  return made
}

/** From the global registry: a project may hold two copies of this package. */
const preparation: unique symbol = Symbol.for('@parley-ws/core/prepare')

/** What can be made ready, so that it answers at once. */
interface Preparable {
  readonly [preparation]: () => Promise<unknown> | undefined
}

/** Loads what schemas need to answer at once; undefined where they do already. */
export function prepared(schemas: Iterable<StandardSchema>): Promise<unknown> | undefined {
  const pending = Array.from(schemas, (schema) =>
    preparation in schema ? (schema as StandardSchema & Preparable)[preparation]() : undefined,
  ).filter((each) => each !== undefined)
  return pending.length === 0 ? undefined : Promise.all(pending)
}

function draftOf({ $schema }: JsonSchema): '4' | '7' | '2019-09' | '2020-12' {
  if (typeof $schema !== 'string') return '2020-12'
  if ($schema.includes('draft-04')) return '4'
  if ($schema.includes('draft-07') || $schema.includes('draft-06')) return '7'
  return $schema.includes('2019-09') ? '2019-09' : '2020-12'
}

function judge<T>(validator: Validator, value: unknown): SchemaResult<T> {
  const { valid, errors } = validator.validate(value)
  // The schema says what the value is, and it has just accepted it.
  if (valid) return { value: value as T }
  // An object's own error repeats what its fields say.
  const innermost = errors.filter(
    ({ instanceLocation }) =>
      !errors.some((other) => other.instanceLocation.startsWith(`${instanceLocation}/`)),
  )
  return { issues: (innermost.length === 0 ? errors : innermost).map(issueOf) }
}

function issueOf({ instanceLocation, error }: { instanceLocation: string; error: string }): SchemaIssue {
  const path = instanceLocation
    .split('/')
    .slice(1)
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'))
  return { message: error, path }
}
