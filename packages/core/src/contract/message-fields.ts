// What can be known of a message's fields before any message has come: from the JSON Schema that a schema tells
// (Standard JSON Schema), from what its library shows, else from what it misses in an empty object.
import type { StandardSchema } from '../match/standard-schema.ts'

export interface MessageFields {
  readonly required: ReadonlySet<string>
  /** All fields that it speaks of; undefined where that cannot be known. */
  readonly known: ReadonlySet<string> | undefined
  /** The one value that a field can have; undefined where there are others, or it cannot be known. */
  readonly constants: ReadonlyMap<string, string | number | boolean>
}

interface Part {
  readonly required: readonly string[]
  readonly known: readonly string[]
  readonly constants: readonly (readonly [string, string | number | boolean])[]
}

/** Fields of the message that a schema describes. */
export function fieldsOf(schema: StandardSchema): MessageFields {
  const json = jsonSchemaOf(schema)
  const part = json === undefined ? undefined : partOf(json, json, 0)
  if (part !== undefined) {
    return {
      required: new Set(part.required),
      known: new Set(part.known),
      constants: new Map(part.constants),
    }
  }
  const entries = 'entries' in schema ? schema.entries : undefined
  return {
    required: new Set(missedIn(schema)),
    // How valibot's objects show their fields.
    known: isObject(entries) ? new Set(Object.keys(entries)) : undefined,
    constants: isObject(entries) ? constantsOfEntries(entries) : new Map(),
  }
}

/** The schema of what is on the wire, as JSON Schema; undefined where the library tells none. */
function jsonSchemaOf(schema: StandardSchema): Readonly<Record<string, unknown>> | undefined {
  const { jsonSchema } = schema['~standard'] as {
    readonly jsonSchema?: { readonly input?: (options: { readonly target: string }) => unknown }
  }
  try {
    const json = jsonSchema?.input?.({ target: 'draft-2020-12' })
    return isObject(json) ? json : undefined
  } catch {
    // A part of it has no JSON Schema; the standard says that it throws then.
    return undefined
  }
}

function partOf(schema: unknown, root: Readonly<Record<string, unknown>>, depth: number): Part | undefined {
  if (!isObject(schema) || depth > 8) return undefined
  const { $ref } = schema
  if (typeof $ref === 'string') return partOf(resolved($ref, root), root, depth + 1)
  const own: Part[] = []
  if (isObject(schema['properties'])) own.push(partOfObject(schema, schema['properties']))
  for (const all of listOf(schema['allOf'])) {
    const part = partOf(all, root, depth + 1)
    if (part === undefined) return undefined
    own.push(part)
  }
  for (const keyword of ['anyOf', 'oneOf']) {
    const alternatives = listOf(schema[keyword]).map((one) => partOf(one, root, depth + 1))
    if (alternatives.length === 0) continue
    const told = alternatives.filter((one) => one !== undefined)
    if (told.length < alternatives.length) return undefined
    own.push(either(told))
  }
  if (own.length === 0) return undefined
  return {
    required: own.flatMap(({ required }) => required),
    known: own.flatMap(({ known }) => known),
    constants: own.flatMap(({ constants }) => constants),
  }
}

function partOfObject(
  { required }: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, unknown>>,
): Part {
  const constants = Object.entries(properties).flatMap(
    ([field, inner]): [string, string | number | boolean][] => {
      const value = isObject(inner) ? (inner['const'] ?? onlyOf(inner['enum'])) : undefined
      return isScalar(value) ? [[field, value]] : []
    },
  )
  return {
    required: listOf(required).filter((field) => typeof field === 'string'),
    known: Object.keys(properties),
    constants,
  }
}

/** What holds whichever alternative it is. */
function either(parts: readonly Part[]): Part {
  const [first, ...others] = parts
  if (first === undefined) return { required: [], known: [], constants: [] }
  return {
    required: first.required.filter((field) => others.every((other) => other.required.includes(field))),
    known: parts.flatMap(({ known }) => known),
    constants: first.constants.filter(([field, value]) =>
      others.every((other) => other.constants.some(([name, its]) => name === field && its === value)),
    ),
  }
}

function resolved($ref: string, root: Readonly<Record<string, unknown>>): unknown {
  return $ref
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (found, key) => (isObject(found) ? found[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      root,
    )
}

/** Fields without which an empty object is refused; none where the schema answers only later. */
function missedIn(schema: StandardSchema): readonly string[] {
  try {
    const result = schema['~standard'].validate({})
    if ('then' in result) {
      // Nobody waits for what it finds out about an object that never was a message.
      result.then(undefined, () => {})
      return []
    }
    return (result.issues ?? []).flatMap(({ path = [] }) => {
      const [first] = path
      const key = typeof first === 'object' ? first.key : first
      return typeof key === 'string' && path.length === 1 ? [key] : []
    })
  } catch {
    return []
  }
}

function constantsOfEntries(entries: object): ReadonlyMap<string, string | number | boolean> {
  return new Map(
    Object.entries(entries).flatMap(([field, inner]: [string, unknown]) => {
      const value = isObject(inner) && inner['type'] === 'literal' ? inner['literal'] : undefined
      return isScalar(value) ? [[field, value] as const] : []
    }),
  )
}

function onlyOf(values: unknown): unknown {
  return Array.isArray(values) && values.length === 1 ? values[0] : undefined
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
