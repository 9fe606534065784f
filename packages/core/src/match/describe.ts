// A pattern as short text for messages, close to the source that wrote it. Not source: long values are cut, and a
// function or a schema shows its name only.
import { isMatcher, type Matcher } from './matcher.ts'
import type { Pattern } from './pattern.ts'
import { shorten, showFields, showKey, showValue } from './show.ts'
import { isSchema, type StandardSchema } from './standard-schema.ts'

const LONGEST = 200
const DEEPEST = 8

/** A pattern in words: `{ type: 'say', text: text() }`. The same pattern always gives the same text. */
export function describePattern(pattern: Pattern): string {
  return shorten(describe(pattern, 0), LONGEST)
}

// Takes anything: arguments of matchers are described too, and the text of a failure must not fail itself.
function describe(pattern: unknown, depth: number): string {
  if (typeof pattern === 'function')
    return isSchema(pattern) ? describeSchema(pattern) : describeFunction(pattern)
  if (typeof pattern !== 'object' || pattern === null) return showValue(pattern)
  if (isMatcher(pattern)) return describeMatcher(pattern, depth)
  if (isSchema(pattern)) return describeSchema(pattern)
  if (depth >= DEEPEST) return '…'
  if (Array.isArray(pattern)) return `[${pattern.map((item) => describe(item, depth + 1)).join(', ')}]`
  if (Object.prototype.toString.call(pattern) !== '[object Object]') return showValue(pattern)
  const fields = Object.entries(pattern)
  return showFields(fields.map(([key, field]) => `${showKey(key)}: ${describe(field, depth + 1)}`))
}

function describeMatcher(matcher: Matcher<unknown>, depth: number): string {
  if (matcher.importName !== undefined) return matcher.importName
  return `${matcher.call.name}(${matcher.call.args.map((argument) => describe(argument, depth + 1)).join(', ')})`
}

function describeFunction(predicate: { readonly name: string }): string {
  return predicate.name === '' ? 'a predicate' : `predicate ${predicate.name}`
}

function describeSchema(schema: StandardSchema): string {
  return `a schema of ${schema['~standard'].vendor}`
}
