// The matcher of true and false.
import { defineMatcher, type Matcher } from '../matcher.ts'

/** true or false. */
export function boolean(): Matcher<boolean> {
  return defineMatcher('boolean', [], {
    test: (value) => typeof value === 'boolean',
    example: () => true,
  })
}
