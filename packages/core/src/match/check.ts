// Refusing what is no pattern where it is written, instead of at the first message.
import { mistake } from '../errors.ts'
import { describePath } from './describe-mismatch.ts'
import { knownPattern } from './pattern-kind.ts'
import type { Pattern } from './pattern.ts'

type Path = readonly (string | number)[]

/**
 * Checks a pattern as a whole. Matchers have checked their parts when they were made.
 *
 * @param where the call in which it was written, for the sentence: `on({ … })`
 * @throws MistakeError naming the place of the first part that is no pattern
 */
export function checkPattern(pattern: unknown, where: string): asserts pattern is Pattern {
  check(pattern, where, [], [])
}

function check(pattern: unknown, where: string, path: Path, within: readonly unknown[]): void {
  const place = path.length === 0 ? where : `${where}, at ${describePath(path)}`
  if (within.includes(pattern)) {
    throw mistake(
      place,
      'the pattern contains itself',
      'Messages are trees: write down the part that is expected',
    )
  }
  const known = knownPattern(pattern, place)
  const inside = [...within, pattern]
  if (known.kind === 'array') {
    for (const [index, part] of known.pattern.entries()) check(part, where, [...path, index], inside)
  }
  if (known.kind === 'object') {
    for (const [field, part] of Object.entries(known.pattern)) check(part, where, [...path, field], inside)
  }
}
