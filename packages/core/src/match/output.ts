// What the author's code sees of a message that matched: where the pattern holds a Standard Schema, the schema's
// output stands in the place of what travelled on the wire.
import type { Pattern } from './pattern.ts'
import { knownPattern } from './pattern-kind.ts'
import { validate } from './standard-schema.ts'

/** Whether a match changes anything. Asked once for each rule, so that messages of most rules cost nothing. */
export function changesMessages(pattern: Pattern): boolean {
  const known = knownPattern(pattern)
  if (known.kind === 'schema') return true
  if (known.kind === 'array') return known.pattern.some(changesMessages)
  return known.kind === 'object' && Object.values(known.pattern).some(changesMessages)
}

/** The message with the outputs of its schemas. The original is left as it is. */
export function outputOf(pattern: Pattern, value: unknown): unknown {
  const known = knownPattern(pattern)
  if (known.kind === 'schema') {
    const result = validate(known.pattern, value)
    return result.issues === undefined ? result.value : value
  }
  if (known.kind === 'array' && Array.isArray(value)) {
    return value.map((item: unknown, index) => {
      const inner = known.pattern[index]
      return inner === undefined ? item : outputOf(inner, item)
    })
  }
  if (known.kind !== 'object' || typeof value !== 'object' || value === null) return value
  const fields = Object.entries(known.pattern).map(([field, inner]) => [
    field,
    outputOf(inner, Reflect.get(value, field)),
  ])
  return { ...value, ...Object.fromEntries(fields) }
}
