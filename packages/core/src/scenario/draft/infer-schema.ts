// A JSON Schema that accepts given values, and what is like them: types, fields, which of them are always there, UUIDs and
// times. Guesses no limits and no sets of values, except that `null` was seen.
import type { JsonSchema } from '../../contract/message-types.ts'
import { isObject } from '../../transcript/entry-fields.ts'
import { volatileKind } from '../../transcript/stable-names.ts'

type Schema = Record<string, unknown>

/** @param values at least one @param without fields of the values themselves that are left out */
export function inferSchema(values: readonly unknown[], without: readonly string[] = []): JsonSchema {
  const byType = Map.groupBy(values, typeOf)
  const schemas = Array.from(byType, ([type, group]) => schemaOf(type, group, without))
  const [only = {}] = schemas
  return schemas.length <= 1 ? only : { anyOf: schemas }
}

type TypeName = 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string'

function typeOf(value: unknown): TypeName {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

function schemaOf(type: TypeName, values: readonly unknown[], without: readonly string[]): Schema {
  switch (type) {
    case 'number':
      return { type: values.every(Number.isInteger) ? 'integer' : 'number' }
    case 'string':
      return stringSchema(values.map(String))
    case 'array': {
      const items = values.flatMap((value) => (Array.isArray(value) ? (value as readonly unknown[]) : []))
      return items.length === 0 ? { type } : { type, items: inferSchema(items) }
    }
    case 'object':
      return objectSchema(values.filter(isObject), without)
    default:
      return { type }
  }
}

/** RFC 3339 section 5.6, which `date-time` means: with seconds and an offset. */
const DATE_TIME = /T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

function stringSchema(values: readonly string[]): Schema {
  const kinds = new Set(values.map(volatileKind))
  const [kind] = kinds
  if (kinds.size !== 1 || kind === undefined) return { type: 'string' }
  if (kind === 'uuid') return { type: 'string', format: 'uuid' }
  return values.every((value) => DATE_TIME.test(value))
    ? { type: 'string', format: 'date-time' }
    : { type: 'string' }
}

function objectSchema(
  values: readonly Readonly<Record<string, unknown>>[],
  without: readonly string[],
): Schema {
  const fields = [...new Set(values.flatMap(Object.keys))].filter((field) => !without.includes(field))
  const properties = fields.map((field): [string, JsonSchema] => {
    const found = values.filter((value) => Object.hasOwn(value, field)).map((value) => value[field])
    return [field, inferSchema(found)]
  })
  const required = fields.filter((field) => values.every((value) => Object.hasOwn(value, field)))
  return {
    type: 'object',
    ...(fields.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(required.length > 0 && { required }),
  }
}
