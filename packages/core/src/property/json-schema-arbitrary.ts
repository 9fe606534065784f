// Values that a JSON Schema accepts, as far as it can be read: what it says with other words is left to the schema itself,
// which has to accept what was made.
import * as fc from 'fast-check'

type Json = Readonly<Record<string, unknown>>

/** Undefined where the schema says nothing that values can be made from. */
export function arbitraryOf(schema: unknown): fc.Arbitrary<unknown> | undefined {
  return isObject(schema) ? made(schema, schema, 0) : undefined
}

const DEEPEST = 6

function made(schema: Json, root: Json, depth: number): fc.Arbitrary<unknown> | undefined {
  if (depth > DEEPEST) return undefined
  const inner = (part: unknown): fc.Arbitrary<unknown> | undefined =>
    isObject(part) ? made(part, root, depth + 1) : fc.constant(null)
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom<unknown>(...(schema['enum'] as unknown[]))
  if (typeof schema['$ref'] === 'string') return inner(resolved(schema['$ref'], root))
  for (const keyword of ['anyOf', 'oneOf']) {
    const parts = schema[keyword]
    if (!Array.isArray(parts)) continue
    const alternatives = parts.map(inner).filter((one) => one !== undefined)
    return alternatives.length === 0 ? undefined : fc.oneof(...alternatives)
  }
  if (Array.isArray(schema['allOf'])) {
    const { allOf, ...own } = schema
    const parts: readonly unknown[] = [own, ...(allOf as unknown[])]
    const all = parts.map(inner)
    if (all.some((one) => one === undefined)) return undefined
    return fc
      .tuple(...all.filter((one) => one !== undefined))
      .map((values) => (values.every(isObject) ? Object.assign({}, ...values) : values.at(-1)) as unknown)
  }
  const { type } = schema
  const types = Array.isArray(type) ? type : [type ?? (isObject(schema['properties']) ? 'object' : undefined)]
  const alternatives = types.map((one) => ofType(one, schema, inner)).filter((one) => one !== undefined)
  return alternatives.length === 0 ? undefined : fc.oneof(...alternatives)
}

type Inner = (part: unknown) => fc.Arbitrary<unknown> | undefined

function ofType(type: unknown, schema: Json, inner: Inner): fc.Arbitrary<unknown> | undefined {
  switch (type) {
    case 'string':
      return textOf(schema)
    case 'integer':
      return fc.integer(boundsOf(schema, 1))
    case 'number':
      return fc.double({ ...boundsOf(schema, 0), noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return listOf(schema, inner)
    case 'object':
      return objectOf(schema, inner)
    default:
      return undefined
  }
}

function objectOf({ properties, required }: Json, inner: Inner): fc.Arbitrary<unknown> | undefined {
  if (!isObject(properties)) return fc.constant({})
  const fields: Record<string, fc.Arbitrary<unknown>> = {}
  const needed = Array.isArray(required) ? required.filter((field) => typeof field === 'string') : []
  for (const [field, part] of Object.entries(properties)) {
    const arbitrary = inner(part)
    if (arbitrary !== undefined) fields[field] = arbitrary
    else if (needed.includes(field)) return undefined
  }
  return fc.record(fields, { requiredKeys: needed.filter((field) => field in fields) })
}

function listOf(
  { items, prefixItems, minItems, maxItems }: Json,
  inner: Inner,
): fc.Arbitrary<unknown> | undefined {
  if (Array.isArray(prefixItems)) {
    const parts = prefixItems.map(inner)
    return parts.some((one) => one === undefined)
      ? undefined
      : fc.tuple(...parts.filter((one) => one !== undefined))
  }
  const item = inner(items ?? {})
  const minLength = typeof minItems === 'number' ? minItems : 0
  const maxLength = typeof maxItems === 'number' ? maxItems : minLength + 3
  if (item === undefined) return minLength === 0 ? fc.constant([]) : undefined
  return fc.array(item, { minLength, maxLength: Math.min(maxLength, minLength + 3) })
}

function textOf({ format, pattern, minLength, maxLength }: Json): fc.Arbitrary<string> | undefined {
  switch (format) {
    case 'uuid':
      return fc.uuid()
    case 'date-time':
      return fc
        .tuple(day(), upTo(23), upTo(59), upTo(59))
        .map(([date, ...time]) => `${date}T${time.map(twoDigits).join(':')}Z`)
    case 'date':
      return day()
    case 'email':
      return fc.emailAddress()
    case 'uri':
      return fc.webUrl()
    case 'ipv4':
      return fc.ipV4()
    case 'ipv6':
      return fc.ipV6()
  }
  if (typeof pattern === 'string') {
    try {
      return fc.stringMatching(new RegExp(pattern, 'u'))
    } catch {
      return undefined
    }
  }
  const least = typeof minLength === 'number' ? minLength : 0
  const most = typeof maxLength === 'number' ? maxLength : Math.max(least, 8)
  return fc.string({ minLength: least, maxLength: Math.min(most, Math.max(least, 8)) })
}

function day(): fc.Arbitrary<string> {
  return fc.tuple(fc.integer({ min: 1970, max: 2099 }), upTo(11), upTo(27)).map(([year, month, date]) => {
    return `${year}-${twoDigits(month + 1)}-${twoDigits(date + 1)}`
  })
}

function upTo(max: number): fc.Arbitrary<number> {
  return fc.nat({ max })
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

function boundsOf(
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Json,
  gap: number,
): { min?: number; max?: number } {
  const min =
    typeof minimum === 'number'
      ? minimum
      : typeof exclusiveMinimum === 'number'
        ? exclusiveMinimum + (gap || 1e-9)
        : undefined
  const max =
    typeof maximum === 'number'
      ? maximum
      : typeof exclusiveMaximum === 'number'
        ? exclusiveMaximum - (gap || 1e-9)
        : undefined
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

function resolved($ref: string, root: Json): unknown {
  return $ref
    .split('/')
    .slice(1)
    .reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), root)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
