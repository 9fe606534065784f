// The matcher of lists whose items all look alike.
import { accepts } from '../accepts.ts'
import { checkPattern } from '../check.ts'
import { describePattern } from '../describe.ts'
import { exampleIn } from '../example.ts'
import { explain } from '../explain.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import type { Memory } from '../memory.ts'
import { below, type Mismatch } from '../mismatch.ts'
import type { MessageOf, Pattern } from '../pattern.ts'
import { showValue } from '../show.ts'
import type { NumberRange } from './number.ts'
import { checkLengthRange, clamp } from './range.ts'

/** A list of any length, or one with at least `min` and at most `max` items, each of which matches the pattern. */
export function arrayOf<const P extends Pattern>(
  item: P,
  length?: NumberRange,
): Matcher<readonly MessageOf<P>[]> {
  checkPattern(item, 'arrayOf(…)')
  const { min = 0, max = Infinity } = length ?? {}
  checkLengthRange(`arrayOf(…, ${showValue(length)})`, min, max)
  const isLong = (items: readonly unknown[]): boolean => items.length >= min && items.length <= max
  return defineMatcher<readonly MessageOf<P>[]>('arrayOf', [item, length], {
    test(value, memory) {
      return Array.isArray(value) && isLong(value) && value.every((one) => accepts(item, one, memory))
    },
    explain(value, memory) {
      if (!Array.isArray(value)) return []
      if (!isLong(value)) return [wrongLength(item, length, value)]
      return explainItems(item, value, memory)
    },
    // Each item is what `exampleIn` makes of P, which is what MessageOf says.
    example: (memory) =>
      Array.from({ length: clamp(1, min, max) }, () => exampleIn(item, memory)) as readonly MessageOf<P>[],
  })
}

function explainItems(item: Pattern, items: readonly unknown[], memory: Memory): Mismatch[] {
  return items.flatMap((one, index) => explain(item, one, memory).map((mismatch) => below([index], mismatch)))
}

function wrongLength(item: Pattern, length: NumberRange | undefined, actual: readonly unknown[]): Mismatch {
  const expected = `a list of ${describePattern(item)} with ${showValue(length)} items`
  return { path: [], expected, actual, hint: `it has ${actual.length}` }
}
