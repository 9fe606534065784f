// The check of an example that the author gave: a matcher whose example does not match itself is refused when made.
import { mistake } from '../../errors.ts'
import { describeMismatches } from '../describe-mismatch.ts'
import { describePattern } from '../describe.ts'
import { matchPattern } from '../match.ts'
import type { Matcher } from '../matcher.ts'
import { showValue } from '../show.ts'

/** Returns the matcher. @throws MistakeError when the example does not match it */
export function withCheckedExample<T>(matcher: Matcher<T>, example: unknown): Matcher<T> {
  const match = matchPattern(matcher, example)
  if (match.matched) return matcher
  throw mistake(
    describePattern(matcher),
    `its example ${showValue(example)} does not match it: ${describeMismatches(match.mismatches).join('; ')}`,
    'Give an example that matches',
  )
}
