import { describe, expect, it } from 'vitest'
import { MistakeError } from '../../errors.ts'
import { matches } from '../match.ts'
import { integer, number } from './number.ts'

describe('integer', () => {
  it('matches whole numbers that a double holds exactly', () => {
    expect([0, -7, 1.5, '1', Number.NaN, 2 ** 53, 1n].map((value) => matches(integer(), value))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it('includes its bounds', () => {
    expect([1, 2, 5, 6].map((value) => matches(integer({ min: 2, max: 5 }), value))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it.each([
    { min: 2, max: 1 },
    { min: 0.2, max: 0.8 },
    { min: Number.NaN },
    { min: '1' as unknown as number },
  ])('refuses the range %o', (range) => {
    expect(() => integer(range)).toThrow(MistakeError)
  })
})

describe('number', () => {
  it('matches what JSON can hold', () => {
    expect(
      [1.5, -0, Number.MAX_VALUE, Infinity, Number.NaN, '1'].map((value) => matches(number(), value)),
    ).toEqual([true, true, true, false, false, false])
  })

  it('includes its bounds', () => {
    expect([0, 0.5, 1, 1.01].map((value) => matches(number({ min: 0.5, max: 1 }), value))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('refuses a range without numbers', () => {
    expect(() => number({ min: 2, max: 1 })).toThrow(/nothing is at least 2 and at most 1/)
    expect(() => number({ min: Infinity })).toThrow(MistakeError)
  })
})
