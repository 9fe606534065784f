import { describe, expect, it } from 'vitest'
import { MistakeError } from '../../errors.ts'
import { matches } from '../match.ts'
import { regex, text } from './text.ts'

describe('text', () => {
  it('matches strings, the empty one too, and nothing else', () => {
    expect(['', 'a', 1, null, undefined].map((value) => matches(text(), value))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('counts characters and not UTF-16 units', () => {
    expect(matches(text({ maxLength: 2 }), '👍👍')).toBe(true)
    expect(matches(text({ minLength: 3 }), '👍👍')).toBe(false)
    expect(matches(text({ maxLength: 2 }), '👍👍👍')).toBe(false)
  })

  it.each([{ minLength: 3, maxLength: 2 }, { minLength: -1 }, { maxLength: 1.5 }, { maxLength: Number.NaN }])(
    'refuses the bounds %o',
    (length) => {
      expect(() => text(length)).toThrow(MistakeError)
    },
  )
})

describe('regex', () => {
  it('matches what the expression finds', () => {
    expect(matches(regex(/^a+$/, 'a'), 'aaa')).toBe(true)
    expect(matches(regex(/^a+$/, 'a'), 'ab')).toBe(false)
  })

  it('refuses an example that it does not match', () => {
    expect(() => regex(/^a$/, 'b')).toThrow(/regex\(\/\^a\$\/, 'b'\): its example 'b' does not match it/)
  })

  it('refuses what is no expression', () => {
    expect(() => regex('a' as unknown as RegExp, 'a')).toThrow(/'a' is not a RegExp/)
  })
})
