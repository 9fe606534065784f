import { describe, expect, it } from 'vitest'
import { matches, matchPattern } from '../match.ts'
import { exactly } from './exactly.ts'

describe('exactly', () => {
  it('matches no field more and no field less', () => {
    const pattern = exactly({ a: { b: [1] } })
    expect(matches(pattern, { a: { b: [1] } })).toBe(true)
    expect(matches(pattern, { a: { b: [1], c: 2 } })).toBe(false)
    expect(matches(pattern, { a: {} })).toBe(false)
    expect(matches(pattern, { a: { b: [1, 2] } })).toBe(false)
  })

  it('tells apart lists, objects, bytes and null', () => {
    const values = [[], {}, new Uint8Array(), null, '']
    for (const [index, value] of values.entries()) {
      expect(values.map((other) => matches(exactly(value), other))).toEqual(
        values.map((_, other) => other === index),
      )
    }
  })

  it('names each place that differs', () => {
    const match = matchPattern(exactly({ a: [1, 2], b: 1 }), { a: [1, 3], c: 1 })
    expect(match).toMatchObject({ mismatches: [{ path: ['a', 1] }, { path: ['b'] }, { path: ['c'] }] })
  })
})
