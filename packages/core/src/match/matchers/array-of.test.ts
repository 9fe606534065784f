import { describe, expect, it } from 'vitest'
import { matches, matchPattern } from '../match.ts'
import type { Pattern } from '../pattern.ts'
import { arrayOf } from './array-of.ts'
import { unique } from './sequence.ts'
import { text } from './text.ts'

describe('arrayOf', () => {
  it('matches lists whose items all match', () => {
    expect([[], ['a', 'b'], ['a', 1], 'a', {}].map((value) => matches(arrayOf(text()), value))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('includes its bounds', () => {
    const pattern = arrayOf(text(), { min: 1, max: 2 })
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((value) => matches(pattern, value))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('shares its memory among the items', () => {
    expect(matches(arrayOf(unique()), ['a', 'b'])).toBe(true)
    expect(matches(arrayOf(unique()), ['a', 'a'])).toBe(false)
  })

  it('names the items that differ, or says how many there are', () => {
    expect(matchPattern(arrayOf(text()), ['a', 1])).toMatchObject({
      mismatches: [{ path: [1], expected: 'text()' }],
    })
    expect(matchPattern(arrayOf(text(), { min: 2 }), ['a'])).toMatchObject({
      mismatches: [{ hint: 'it has 1' }],
    })
  })

  it('refuses an item that is no pattern, when it is made', () => {
    expect(() => arrayOf({ a: undefined } as unknown as Pattern)).toThrow(/arrayOf\(…\), at a: undefined/)
  })
})
