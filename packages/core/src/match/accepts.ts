// The walk through a pattern and a value that says yes or no. It runs for every frame and allocates nothing; matchers
// made of patterns call it for their parts. Memory is written on the way: whoever starts the walk takes it back.
import { mistake } from '../errors.ts'
import { isBytes } from '../wire/frame.ts'
import { isEqual } from './equal.ts'
import { isMatcher } from './matcher.ts'
import type { Memory } from './memory.ts'
import {
  isArrayPattern,
  isByteArray,
  isLiteral,
  isObjectPattern,
  isRegExp,
  notAPattern,
} from './pattern-kind.ts'
import type { Pattern, Predicate } from './pattern.ts'
import { isSchema, validate } from './standard-schema.ts'

/** A value with fields, as a partial pattern sees it. */
interface Fields {
  readonly [field: string]: unknown
}

/** Whether a value, or undefined for a field that is not there, is what the pattern says. */
export function accepts(pattern: unknown, value: unknown, memory: Memory): boolean {
  if (isLiteral(pattern)) return Object.is(pattern, value)
  if (typeof pattern === 'function') {
    return isSchema(pattern)
      ? validate(pattern, value).issues === undefined
      : holds(pattern as Predicate, value)
  }
  if (typeof pattern !== 'object' || pattern === null) throw notAPattern(pattern, 'matching')
  if (isArrayPattern(pattern)) return acceptsItems(pattern, value, memory)
  if (isObjectPattern(pattern)) return acceptsFields(pattern, value, memory)
  if (isMatcher(pattern)) return pattern.test(value, memory)
  if (isRegExp(pattern)) return typeof value === 'string' && testRegExp(pattern, value)
  if (isSchema(pattern)) return validate(pattern, value).issues === undefined
  if (isByteArray(pattern)) return isEqual(pattern, value)
  throw notAPattern(pattern, 'matching')
}

function acceptsFields(
  pattern: { readonly [field: string]: Pattern },
  value: unknown,
  memory: Memory,
): boolean {
  if (!isFields(value)) return false
  for (const field in pattern) {
    if (!accepts(pattern[field], fieldOf(value, field), memory)) return false
  }
  return true
}

function acceptsItems(pattern: readonly Pattern[], value: unknown, memory: Memory): boolean {
  if (!Array.isArray(value) || value.length !== pattern.length) return false
  for (let index = 0; index < pattern.length; index++) {
    if (!accepts(pattern[index], value[index], memory)) return false
  }
  return true
}

/** Whether a value can have fields: an object that is neither a list nor bytes. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isBytes(value)
}

/** A field of a message; undefined when it is not there. */
export function fieldOf(value: Fields, field: string): unknown {
  const found = value[field]
  // `constructor`, `toString` and `__proto__` are found in every object and are fields of none.
  return typeof found === 'function' || found === Object.prototype ? undefined : found
}

// The pattern belongs to the author: one with the flag g or y must neither start where it stopped nor move on.
function testRegExp(pattern: RegExp, text: string): boolean {
  const { lastIndex } = pattern
  pattern.lastIndex = 0
  const found = pattern.test(text)
  pattern.lastIndex = lastIndex
  return found
}

// Not asked about a field that is not there: predicates may rely on having a value.
function holds(predicate: Predicate, value: unknown): boolean {
  if (value === undefined) return false
  const held: unknown = predicate(value)
  if (typeof held === 'boolean') return held
  throw mistake(
    `matching with ${predicate.name === '' ? 'a predicate' : `the predicate ${predicate.name}`}`,
    `it returned ${held instanceof Promise ? 'a promise' : typeof held} and not true or false`,
    'Return a boolean, at once',
  )
}
