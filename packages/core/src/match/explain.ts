// Why a value does not match: the same walk as accepts.ts, but through every part, collecting mismatches.
// Runs only after a no, so it may be slow; predicates are asked a second time.
import { accepts, fieldOf, isFields } from './accepts.ts'
import { describePattern } from './describe.ts'
import type { Matcher } from './matcher.ts'
import type { Memory } from './memory.ts'
import { below, type Mismatch } from './mismatch.ts'
import { knownPattern } from './pattern-kind.ts'
import type { Pattern } from './pattern.ts'
import { issuePath, type StandardSchema, validate } from './standard-schema.ts'

// Longer texts are shown cut, and could look the same.
const SHORT_TEXT = 40

/** Every place where the value differs; at least one when `accepts` said no. */
export function explain(pattern: Pattern, value: unknown, memory: Memory): readonly Mismatch[] {
  const mark = memory.mark()
  // Parts that match keep what they captured, so that a later ref() in the same message can be judged.
  if (accepts(pattern, value, memory)) return []
  memory.restore(mark)
  const known = knownPattern(pattern)
  switch (known.kind) {
    case 'object':
      return isFields(value) ? explainFields(known.pattern, value, memory) : [plain(pattern, value)]
    case 'array':
      return explainItems(known.pattern, value, memory)
    case 'matcher':
      return explainMatcher(known.pattern, value, memory)
    case 'schema':
      return explainSchema(known.pattern, value)
    case 'literal':
      return [withHint(plain(pattern, value), literalHint(known.pattern, value))]
    default:
      return [plain(pattern, value)]
  }
}

function explainFields(
  pattern: { readonly [field: string]: Pattern },
  value: { readonly [field: string]: unknown },
  memory: Memory,
): Mismatch[] {
  return Object.entries(pattern).flatMap(([field, part]) =>
    explain(part, fieldOf(value, field), memory).map((mismatch) => below([field], mismatch)),
  )
}

function explainItems(pattern: readonly Pattern[], value: unknown, memory: Memory): Mismatch[] {
  if (!Array.isArray(value)) return [plain(pattern, value)]
  if (value.length !== pattern.length) {
    return [withHint(plain(pattern, value), `${pattern.length} items were expected and ${value.length} came`)]
  }
  return pattern.flatMap((part, index) =>
    explain(part, value[index], memory).map((mismatch) => below([index], mismatch)),
  )
}

function explainMatcher(matcher: Matcher<unknown>, value: unknown, memory: Memory): readonly Mismatch[] {
  const explained = matcher.explain?.(value, memory) ?? []
  return explained.length === 0 ? [plain(matcher, value)] : explained
}

/** A schema's issues, in its own words. @param name what to call the schema */
export function explainSchema(schema: StandardSchema, value: unknown, name?: string): Mismatch[] {
  const { issues } = validate(schema, value)
  if (issues === undefined) return []
  return issues.map((issue) => {
    const path = issuePath(issue)
    return { path, expected: name ?? describePattern(schema), actual: at(value, path), hint: issue.message }
  })
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, key) => {
    if (Array.isArray(found)) return found[Number(key)]
    return isFields(found) ? fieldOf(found, String(key)) : undefined
  }, value)
}

function plain(pattern: Pattern, actual: unknown): Mismatch {
  return { path: [], expected: describePattern(pattern), actual }
}

function withHint(mismatch: Mismatch, hint: string | undefined): Mismatch {
  return hint === undefined ? mismatch : { ...mismatch, hint }
}

function literalHint(expected: unknown, actual: unknown): string | undefined {
  if (typeof expected !== 'string' || typeof actual !== 'string') return undefined
  if (expected.length <= SHORT_TEXT && actual.length <= SHORT_TEXT) return undefined
  let same = 0
  while (same < expected.length && expected[same] === actual[same]) same++
  return `they differ from character ${same + 1} on`
}
