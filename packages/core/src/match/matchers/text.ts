// Matchers of strings by their length or by a regular expression.
import { mistake } from '../../errors.ts'
import { accepts } from '../accepts.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import { isRegExp } from '../pattern-kind.ts'
import { showValue } from '../show.ts'
import { withCheckedExample } from './own-example.ts'
import { checkLengthRange } from './range.ts'

/** The length of a text in characters (Unicode code points), as JSON Schema counts. */
export interface TextLength {
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
}

const EXAMPLE = 'text'

/** Any string, or one of a certain length in characters. */
export function text(length?: TextLength): Matcher<string> {
  const { minLength = 0, maxLength = Infinity } = length ?? {}
  checkLengthRange(`text(${length === undefined ? '' : showValue(length)})`, minLength, maxLength)
  const example = EXAMPLE.padEnd(minLength, EXAMPLE).slice(0, maxLength)
  return defineMatcher('text', [length], {
    test(value) {
      if (typeof value !== 'string') return false
      return length === undefined || isWithin(value, minLength, maxLength)
    },
    example: () => example,
  })
}

function isWithin(value: string, minLength: number, maxLength: number): boolean {
  // No text has more characters than units, so most can be judged without counting.
  if (value.length < minLength) return false
  let characters = 0
  for (const _ of value) characters++
  return characters >= minLength && characters <= maxLength
}

/**
 * A string that a regular expression finds something in.
 *
 * @param example a string that it matches: what is sent where the pattern is played
 */
export function regex(pattern: RegExp, example: string): Matcher<string> {
  if (typeof pattern !== 'object' || pattern === null || !isRegExp(pattern)) {
    throw mistake('regex(pattern, example)', `${showValue(pattern)} is not a RegExp`, 'Write it as /…/')
  }
  const matcher = defineMatcher('regex', [pattern, example], {
    test: (value, memory) => accepts(pattern, value, memory),
    example: () => example,
  })
  return withCheckedExample(matcher, example)
}
