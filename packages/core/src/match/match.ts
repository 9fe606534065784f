// Matching one value: the promise that a failed attempt leaves no trace in the memory. The walks are in accepts.ts
// (yes or no) and explain.ts (why not).
import { accepts } from './accepts.ts'
import { describePattern } from './describe.ts'
import { explain } from './explain.ts'
import { Memory } from './memory.ts'
import type { Match } from './mismatch.ts'
import type { Pattern } from './pattern.ts'

const MATCHED: Match = { matched: true }

/**
 * Whether a value matches. No more than the walk: made for every frame of a connection.
 *
 * What a predicate or a schema throws is passed on as it is. Fields are tried in the order in which the pattern names
 * them, so a `capture` may be followed by its `ref` in one pattern.
 *
 * @param memory what `capture`, `ref`, `unique` and `increasing` share between calls; only a match changes it
 */
export function matches(pattern: Pattern, value: unknown, memory: Memory = new Memory()): boolean {
  const mark = memory.mark()
  let matched = false
  try {
    matched = accepts(pattern, value, memory)
  } finally {
    if (matched) memory.commit()
    else memory.restore(mark)
  }
  return matched
}

/**
 * Matches a value and says where it differs. As `matches`, with the reasons; predicates may be called twice.
 *
 * @param memory what `capture`, `ref`, `unique` and `increasing` share between calls; only a match changes it
 */
export function matchPattern(pattern: Pattern, value: unknown, memory: Memory = new Memory()): Match {
  if (matches(pattern, value, memory)) return MATCHED
  const mark = memory.mark()
  try {
    const mismatches = explain(pattern, value, memory)
    if (mismatches.length > 0) return { matched: false, mismatches }
    const hint = 'it matched when asked again: a predicate or schema does not always answer the same'
    return {
      matched: false,
      mismatches: [{ path: [], expected: describePattern(pattern), actual: value, hint }],
    }
  } finally {
    memory.restore(mark)
  }
}
