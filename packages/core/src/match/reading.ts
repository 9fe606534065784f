// How a pattern reads a message: as it was decoded, or as what its text also is. One rule for mocks, scenarios and
// assertions. A pattern about text is about the text, also where that is JSON: on('{}'), on(/^\[/). And a text that
// is a JSON number, boolean or null can be matched as such: on(42), on(integer()).
import type { Payload } from '../wire/frame.ts'
import { matches, matchPattern } from './match.ts'
import type { Memory } from './memory.ts'
import type { Match } from './mismatch.ts'
import type { Pattern } from './pattern.ts'

/** What `readingOf` returns where a pattern matches no reading. */
export const NO_READING: unique symbol = Symbol('no reading')

/** The reading of a message that a pattern matches, or NO_READING. Only a match changes the memory. */
export function readingOf(pattern: Pattern, message: unknown, payload: Payload, memory?: Memory): unknown {
  if (matches(pattern, message, memory)) return message
  if (typeof payload !== 'string') return NO_READING
  if (message !== payload) {
    return isAboutText(pattern) && matches(pattern, payload, memory) ? payload : NO_READING
  }
  const scalar = scalarOf(payload)
  return scalar !== undefined && matches(pattern, scalar, memory) ? scalar : NO_READING
}

/** Whether a pattern matches any reading of a message. */
export function matchesMessage(
  pattern: Pattern,
  message: unknown,
  payload: Payload,
  memory?: Memory,
): boolean {
  return readingOf(pattern, message, payload, memory) !== NO_READING
}

/** Why a pattern matches no reading of a message, judged by the one it is about. */
export function matchMessage(pattern: Pattern, message: unknown, payload: Payload, memory?: Memory): Match {
  if (matchesMessage(pattern, message, payload, memory)) return { matched: true }
  return matchPattern(pattern, isAboutText(pattern) ? payload : message, memory)
}

function isAboutText(pattern: Pattern): boolean {
  return typeof pattern === 'string' || pattern instanceof RegExp
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function scalarOf(text: string): number | boolean | null | undefined {
  switch (text) {
    case 'true':
      return true
    case 'false':
      return false
    case 'null':
      return null
    default:
      return NUMBER.test(text) ? Number(text) : undefined
  }
}
