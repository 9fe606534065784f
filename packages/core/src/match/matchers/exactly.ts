// The matcher of one value as a whole, where an object as a pattern would be partial.
import { mistake } from '../../errors.ts'
import { differences, isEqual } from '../equal.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'

/** A value that equals this one in every field, no more and no less. Matchers have no meaning inside. */
export function exactly<const T>(value: T): Matcher<T> {
  if (value === undefined) throw mistake('exactly(undefined)', 'no message is undefined', 'Use absent()')
  return defineMatcher<T>('exactly', [value], {
    test: (actual) => isEqual(value, actual),
    explain: (actual) => differences(value, actual),
    example: () => value,
  })
}
