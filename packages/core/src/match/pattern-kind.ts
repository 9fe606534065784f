// How a pattern is recognised at run time. The only place that knows in which order the kinds are told apart.
import { mistake } from '../errors.ts'
import { isMatcher, type Matcher } from './matcher.ts'
import type { Literal, Pattern, Predicate } from './pattern.ts'
import { isSchema, type StandardSchema } from './standard-schema.ts'

/** A pattern with its kind, for code that treats each kind differently. */
export type KnownPattern =
  | { readonly kind: 'literal'; readonly pattern: Literal }
  | { readonly kind: 'matcher'; readonly pattern: Matcher<unknown> }
  | { readonly kind: 'regExp'; readonly pattern: RegExp }
  | { readonly kind: 'predicate'; readonly pattern: Predicate }
  | { readonly kind: 'schema'; readonly pattern: StandardSchema }
  | { readonly kind: 'bytes'; readonly pattern: Uint8Array }
  | { readonly kind: 'array'; readonly pattern: readonly Pattern[] }
  | { readonly kind: 'object'; readonly pattern: { readonly [field: string]: Pattern } }

/**
 * Recognises a pattern.
 *
 * @param where the place, for the sentence, e.g. `on({ room })`
 * @throws MistakeError when it is none
 */
export function knownPattern(pattern: unknown, where = 'a pattern'): KnownPattern {
  if (isLiteral(pattern)) return { kind: 'literal', pattern }
  if (typeof pattern === 'function') {
    return isSchema(pattern)
      ? { kind: 'schema', pattern }
      : { kind: 'predicate', pattern: pattern as Predicate }
  }
  if (typeof pattern !== 'object' || pattern === null) throw notAPattern(pattern, where)
  if (isArrayPattern(pattern)) return { kind: 'array', pattern }
  if (isObjectPattern(pattern)) return { kind: 'object', pattern }
  if (isMatcher(pattern)) return { kind: 'matcher', pattern }
  if (isRegExp(pattern)) return { kind: 'regExp', pattern }
  if (isSchema(pattern)) return { kind: 'schema', pattern }
  if (isByteArray(pattern)) return { kind: 'bytes', pattern }
  throw notAPattern(pattern, where)
}

export function isLiteral(pattern: unknown): pattern is Literal {
  switch (typeof pattern) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return true
    default:
      return pattern === null
  }
}

export function isArrayPattern(pattern: object): pattern is readonly Pattern[] {
  return Array.isArray(pattern)
}

/** Whether it is an object literal that stands for itself. Schemas of some libraries are object literals too. */
export function isObjectPattern(pattern: object): pattern is { readonly [field: string]: Pattern } {
  const prototype: unknown = Object.getPrototypeOf(pattern)
  return (
    (prototype === Object.prototype || isRootOfARealm(prototype)) && !isSchema(pattern) && !isMatcher(pattern)
  )
}

// The prototype of object literals of another realm (a vm context, jsdom), or null.
function isRootOfARealm(prototype: unknown): boolean {
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** By tag and not by class: the test may run in another realm than this file. */
export function isRegExp(pattern: object): pattern is RegExp {
  return Object.prototype.toString.call(pattern) === '[object RegExp]'
}

export function isByteArray(pattern: object): pattern is Uint8Array {
  return Object.prototype.toString.call(pattern) === '[object Uint8Array]'
}

/** The mistake of writing something else where a pattern belongs. */
export function notAPattern(pattern: unknown, where: string): Error {
  if (pattern === undefined) {
    return mistake(
      where,
      'undefined is not a pattern',
      'Use absent() for a field that must not be there, or leave it out',
    )
  }
  if (typeof pattern === 'symbol')
    return mistake(where, 'a symbol is not a pattern', 'Messages hold no symbols')
  const made: unknown = typeof pattern === 'object' && pattern !== null ? pattern.constructor : undefined
  const name = typeof made === 'function' && made.name !== '' ? made.name : 'a class'
  return mistake(
    where,
    `an instance of ${name} is not a pattern`,
    'Use a plain value, a matcher, a RegExp, a predicate, a Standard Schema or a Uint8Array',
  )
}
