import { describe, expect, it } from 'vitest'
import { integer } from './matchers/number.ts'
import { matchMessage, matchesMessage, NO_READING, readingOf } from './reading.ts'

describe('readingOf', () => {
  it('prefers the message as it was decoded', () => {
    expect(readingOf({ a: 1 }, { a: 1 }, '{"a":1}')).toEqual({ a: 1 })
    expect(readingOf('2', '2', '2')).toBe('2')
  })

  it('reads JSON as the text it is, for a pattern about text', () => {
    expect(readingOf('[1]', [1], '[1]')).toBe('[1]')
    expect(readingOf(/^\[/, [1], '[1]')).toBe('[1]')
    expect(readingOf(/x/, [1], '[1]')).toBe(NO_READING)
  })

  it('reads a text as a JSON number, boolean or null, and as nothing else', () => {
    expect([readingOf(42, '42', '42'), readingOf(integer(), '-7', '-7')]).toEqual([42, -7])
    expect([readingOf(true, 'true', 'true'), readingOf(null, 'null', 'null')]).toEqual([true, null])
    for (const text of ['', ' 42', '042x', '0x10', 'Infinity', '"42"'])
      expect(matchesMessage(42, text, text)).toBe(false)
  })

  it('reads bytes as bytes', () => {
    const bytes = new Uint8Array([52, 50])
    expect(readingOf(42, bytes, bytes)).toBe(NO_READING)
  })
})

describe('matchMessage', () => {
  it('explains by the reading that the pattern is about', () => {
    expect(matchMessage(/x/, [1], '[1]')).toMatchObject({ matched: false, mismatches: [{ actual: '[1]' }] })
    expect(matchMessage({ a: 1 }, { a: 2 }, '{"a":2}')).toMatchObject({
      mismatches: [{ path: ['a'], actual: 2 }],
    })
  })
})
