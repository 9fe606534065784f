// The matcher of alternatives.
import { mistake } from '../../errors.ts'
import { accepts } from '../accepts.ts'
import { checkPattern } from '../check.ts'
import { exampleIn } from '../example.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import type { MessageOf, Pattern } from '../pattern.ts'

/** A value that at least one pattern matches; the first that does counts, and gives the example. */
export function anyOf<const P extends readonly [Pattern, ...Pattern[]]>(
  ...patterns: P
): Matcher<MessageOf<P[number]>> {
  const [first] = patterns
  if (patterns.length === 0) throw mistake('anyOf()', 'it has no alternatives', 'Give at least one pattern')
  for (const [index, pattern] of patterns.entries())
    checkPattern(pattern, `anyOf(…), alternative ${index + 1}`)
  return defineMatcher<MessageOf<P[number]>>('anyOf', patterns, {
    test(value, memory) {
      const mark = memory.mark()
      for (const pattern of patterns) {
        if (accepts(pattern, value, memory)) return true
        // What a failed alternative captured must not be seen by the next.
        memory.restore(mark)
      }
      return false
    },
    // What `exampleIn` makes of one of the patterns is what MessageOf says of them all.
    example: (memory) => exampleIn(first, memory) as MessageOf<P[number]>,
  })
}
