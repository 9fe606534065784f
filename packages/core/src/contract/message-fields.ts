// What can be known of a message's fields before any message has come: from the JSON Schema that a schema tells, else from
// what it misses in an empty object.
import { issuePath, type StandardSchema } from '../match/standard-schema.ts'
import type { Label } from './envelope.ts'
import { DEEPEST, isObject, listOf, type Shape, shapeOf } from './schema-shape.ts'

/** What values a field has; `other`: neither strings nor numbers. */
type FieldType = 'string' | 'number' | 'either' | 'other'

export interface MessageFields {
  readonly required: ReadonlySet<string>
  /** All fields that it speaks of; undefined where that cannot be known. */
  readonly known: ReadonlySet<string> | undefined
  /** What values a field has, where that can be known. */
  readonly types: ReadonlyMap<string, FieldType>
  /** Whether a message is an object of fields; undefined where that cannot be known. */
  readonly isObject: boolean | undefined
  /** What it says of the place of the name; undefined where it leaves that to the contract. */
  readonly name: DescribedName | undefined
}

/** What a schema says of the place where messages carry their name. */
interface DescribedName {
  /** The names that it allows there; none where it allows any. */
  readonly labels: readonly Label[]
}

interface Part {
  readonly required: readonly string[]
  readonly properties: readonly (readonly [field: string, shape: Shape])[]
}

/**
 * What a schema says of its message.
 *
 * @param namePath where messages carry their name, among their own fields; undefined where they carry none there
 */
export function fieldsOf(schema: StandardSchema, namePath: readonly string[] | undefined): MessageFields {
  const shape = shapeOf(schema)
  const part = partOf(shape, shape ?? {}, 0)
  return shape === undefined || part === undefined
    ? guessed(schema, shape, namePath)
    : {
        required: new Set(part.required),
        known: new Set([...part.properties.map(([field]) => field), ...part.required]),
        types: typesOfFields(part, shape),
        isObject: true,
        name: namePath && nameAt(shape, shape, namePath),
      }
}

/** Of a schema that tells nothing of its fields. */
function guessed(
  schema: StandardSchema,
  shape: Shape | undefined,
  namePath: readonly string[] | undefined,
): MessageFields {
  const types = typesOf(shape, shape ?? {}, 0)
  const mayBeObject = types?.has('object')
  const missed = (value: object, path: readonly string[]): readonly string[] =>
    mayBeObject === false ? [] : missedIn(schema, value, path)
  const above = namePath?.slice(0, -1) ?? []
  const around = above.reduceRight<object>((inner, key) => ({ [key]: inner }), {})
  return {
    required: new Set(missed({}, [])),
    known: undefined,
    types: new Map(),
    isObject: mayBeObject,
    name: missed(around, above).includes(namePath?.at(-1) ?? '') ? { labels: [] } : undefined,
  }
}

function typesOfFields({ properties }: Part, root: Shape): ReadonlyMap<string, FieldType> {
  const types = new Map<string, FieldType>()
  for (const [field, shape] of properties) {
    const type = fieldType(shape, root)
    if (type !== undefined) types.set(field, types.has(field) && types.get(field) !== type ? 'either' : type)
  }
  return types
}

function nameAt(shape: unknown, root: Shape, path: readonly string[]): DescribedName | undefined {
  const [key, ...below] = path
  const part = partOf(shape, root, 0)
  const found = (part?.properties ?? []).flatMap(([field, inner]) => (field === key ? [inner] : []))
  if (found.length === 0) return undefined
  if (below.length > 0) {
    const described = found.flatMap((inner) => nameAt(inner, root, below) ?? [])
    if (described.length === 0) return undefined
    return { labels: distinct(described) }
  }
  return { labels: distinct(found.map((inner) => ({ labels: constantsOf(inner, root, 0) }))) }
}

/** The labels of all; none where one of them allows any. */
function distinct(described: readonly DescribedName[]): readonly Label[] {
  if (described.some(({ labels }) => labels.length === 0)) return []
  return [...new Set(described.flatMap(({ labels }) => labels))]
}

/** The values that a shape has, where it lists them. */
function constantsOf(shape: unknown, root: Shape, depth: number): readonly Label[] {
  if (!isObject(shape) || depth > DEEPEST) return []
  const { $ref } = shape
  if (typeof $ref === 'string') return constantsOf(resolved($ref, root), root, depth + 1)
  if ('const' in shape) return isLabel(shape['const']) ? [shape['const']] : []
  const values = listOf(shape['enum'])
  if (values.length > 0) return values.every(isLabel) ? values : []
  const alternatives = [...listOf(shape['anyOf']), ...listOf(shape['oneOf'])].map((one) => ({
    labels: constantsOf(one, root, depth + 1),
  }))
  return distinct(alternatives)
}

function partOf(schema: unknown, root: Shape, depth: number): Part | undefined {
  if (!isObject(schema) || depth > DEEPEST) return undefined
  const { $ref } = schema
  if (typeof $ref === 'string') return partOf(resolved($ref, root), root, depth + 1)
  const own: Part[] = []
  const { properties: described, required } = schema
  if (isObject(described) || Array.isArray(required)) {
    own.push({
      required: listOf(required).filter((field) => typeof field === 'string'),
      properties: Object.entries(isObject(described) ? described : {}).map(([field, inner]) => [
        field,
        isObject(inner) ? inner : {},
      ]),
    })
  }
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
    required: own.flatMap((each) => each.required),
    properties: own.flatMap((each) => each.properties),
  }
}

/** What holds whichever alternative it is. */
function either(parts: readonly Part[]): Part {
  const [first, ...others] = parts
  return {
    required: (first?.required ?? []).filter((field) =>
      others.every((other) => other.required.includes(field)),
    ),
    properties: parts.flatMap(({ properties }) => properties),
  }
}

function fieldType(shape: Shape, root: Shape): FieldType | undefined {
  const types = typesOf(shape, root, 0)
  if (types === undefined) return undefined
  const isText = types.has('string')
  const isNumber = types.has('number')
  if (isText && isNumber) return 'either'
  return isText ? 'string' : isNumber ? 'number' : 'other'
}

/** The JSON types that a shape allows; undefined where it may be any. */
function typesOf(shape: unknown, root: Shape, depth: number): ReadonlySet<string> | undefined {
  if (!isObject(shape) || depth > DEEPEST) return undefined
  const { $ref, type } = shape
  if (typeof $ref === 'string') return typesOf(resolved($ref, root), root, depth + 1)
  if (type !== undefined) {
    const names = typeof type === 'string' ? [type] : listOf(type)
    return new Set(names.map((name) => (name === 'integer' ? 'number' : String(name))))
  }
  if ('const' in shape) return new Set([typeof shape['const']])
  if (Array.isArray(shape['enum'])) return new Set(shape['enum'].map((value) => typeof value))
  const alternatives = [...listOf(shape['anyOf']), ...listOf(shape['oneOf'])]
  if (alternatives.length === 0) return undefined
  const types = alternatives.map((one) => typesOf(one, root, depth + 1))
  return types.includes(undefined) ? undefined : new Set(types.flatMap((one) => [...(one ?? [])]))
}

function resolved($ref: string, root: Shape): unknown {
  return $ref
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (found, key) => (isObject(found) ? found[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      root,
    )
}

/** Fields below a path without which an object is refused; none where the schema answers only later. */
function missedIn(schema: StandardSchema, value: object, path: readonly string[]): readonly string[] {
  try {
    const result = schema['~standard'].validate(value)
    if ('then' in result) {
      // Nobody waits for what it finds out about an object that never was a message.
      result.then(undefined, () => {})
      return []
    }
    return (result.issues ?? []).flatMap((issue) => {
      const keys = issuePath(issue)
      const key = keys[path.length]
      const isBelow = keys.length === path.length + 1 && path.every((part, index) => part === keys[index])
      return isBelow && typeof key === 'string' ? [key] : []
    })
  } catch {
    return []
  }
}

function isLabel(value: unknown): value is Label {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
