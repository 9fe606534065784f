// What a schema tells of itself, as JSON Schema of what is on the wire: by Standard JSON Schema, or in valibot's own way.
// Reads no message; what is made of it is message-fields.ts's.
import type { StandardSchema } from '../match/standard-schema.ts'

/** A JSON Schema, or a part of one. */
export type Shape = Readonly<Record<string, unknown>>

/** Undefined where the library tells nothing. A part that has no JSON form says nothing, `{}`. */
export function shapeOf(schema: StandardSchema): Shape | undefined {
  return (
    standardShape(schema) ?? (schema['~standard'].vendor === 'valibot' ? valibotShape(schema, 0) : undefined)
  )
}

const OPTIONS = {
  target: 'draft-2020-12',
  // By default libraries throw at the first part that has no JSON form, a Date for instance: the words of zod, and of
  // arktype, for leaving it open.
  libraryOptions: { unrepresentable: 'any', fallback: ({ base }: { readonly base: unknown }) => base },
}

function standardShape(schema: StandardSchema): Shape | undefined {
  const { jsonSchema } = schema['~standard'] as {
    readonly jsonSchema?: { readonly input?: (options: typeof OPTIONS) => unknown }
  }
  try {
    const json = jsonSchema?.input?.(OPTIONS)
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}

/** Deeper than this a schema that contains itself is not followed. */
export const DEEPEST = 8

function valibotShape(schema: unknown, depth: number): Shape {
  if (!isObject(schema) || depth > DEEPEST) return {}
  const { type, entries, literal, options, wrapped } = schema
  switch (type) {
    case 'object':
    case 'loose_object':
    case 'strict_object':
    case 'object_with_rest':
      return isObject(entries) ? objectShape(entries, depth) : {}
    case 'record':
      return { type: 'object' }
    case 'string':
    case 'number':
    case 'boolean':
    case 'array':
      return { type }
    case 'tuple':
    case 'loose_tuple':
    case 'strict_tuple':
    case 'tuple_with_rest':
      return { type: 'array' }
    case 'literal':
      return { const: literal }
    case 'picklist':
    case 'enum':
      return { enum: options }
    case 'union':
    case 'variant':
      return { anyOf: listOf(options).map((option) => valibotShape(option, depth + 1)) }
    case 'intersect':
      return { allOf: listOf(options).map((option) => valibotShape(option, depth + 1)) }
    case 'nullable':
    case 'nullish':
      return { anyOf: [valibotShape(wrapped, depth + 1), { type: 'null' }] }
    default:
      return wrapped === undefined ? {} : valibotShape(wrapped, depth + 1)
  }
}

const OPTIONAL: readonly unknown[] = ['optional', 'exact_optional', 'nullish']

function objectShape(entries: Shape, depth: number): Shape {
  const fields = Object.entries(entries)
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([field, inner]) => [field, valibotShape(inner, depth + 1)])),
    required: fields.flatMap(([field, inner]) =>
      isObject(inner) && OPTIONAL.includes(inner['type']) ? [] : [field],
    ),
  }
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function isObject(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
