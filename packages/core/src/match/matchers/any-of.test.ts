import { describe, expect, it } from 'vitest'
import { matches, matchPattern } from '../match.ts'
import { Memory } from '../memory.ts'
import type { Pattern } from '../pattern.ts'
import { anyOf } from './any-of.ts'
import { capture } from './capture.ts'

describe('anyOf', () => {
  it('matches what one alternative matches', () => {
    const pattern = anyOf('a', { type: 'b' })
    expect(['a', { type: 'b', x: 1 }, 'b'].map((value) => matches(pattern, value))).toEqual([
      true,
      true,
      false,
    ])
  })

  it('keeps nothing of alternatives that failed', () => {
    const memory = new Memory()
    expect(matches(anyOf([capture('first'), 0], [1, capture('second')]), [1, 2], memory)).toBe(true)
    expect([memory.hasCaptured('first'), memory.captured('second')]).toEqual([false, 2])
  })

  it('lists the alternatives when none matches', () => {
    expect(matchPattern(anyOf('a', 'b'), 'c')).toMatchObject({
      mismatches: [{ expected: "anyOf('a', 'b')" }],
    })
  })

  it('refuses to have no alternative, or one that is no pattern', () => {
    const make = anyOf as (...patterns: unknown[]) => Pattern
    expect(() => make()).toThrow(/it has no alternatives/)
    expect(() => make('a', undefined)).toThrow(/alternative 2: undefined is not a pattern/)
  })
})
