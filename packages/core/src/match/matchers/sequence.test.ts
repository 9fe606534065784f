import { describe, expect, it } from 'vitest'
import { matches, matchPattern } from '../match.ts'
import { Memory } from '../memory.ts'
import { increasing, unique } from './sequence.ts'

describe('unique', () => {
  it('matches a text once in its scope, and again in another', () => {
    const memory = new Memory()
    expect([unique(), unique(), unique('other')].map((one) => matches(one, 'a', memory))).toEqual([
      true,
      false,
      true,
    ])
  })

  it('matches numbers where it is told to', () => {
    const memory = new Memory()
    const ids = unique('ids', 'integer')
    expect([1, 1, 2, 'a'].map((value) => matches(ids, value, memory))).toEqual([true, false, true, false])
  })

  it('says whether a value came before, and how to take numbers', () => {
    const memory = new Memory()
    matches(unique(), 'a', memory)
    expect(matchPattern(unique(), 'a', memory)).toMatchObject({ mismatches: [{ hint: 'it came before' }] })
    expect(matchPattern(unique(), 1)).toMatchObject({
      mismatches: [{ hint: "for numbers there is unique(scope, 'integer')" }],
    })
  })
})

describe('increasing', () => {
  it('matches numbers that are greater than the last that matched', () => {
    const memory = new Memory()
    const numbers = [5, 5, 4, 5.5, '9', Number.NaN, 6]
    expect(numbers.map((value) => matches(increasing(), value, memory))).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
      true,
    ])
  })

  it('names the number to be exceeded', () => {
    const memory = new Memory()
    matches(increasing('seq'), 7, memory)
    expect(matchPattern(increasing('seq'), 7, memory)).toMatchObject({
      mismatches: [{ expected: 'a number greater than 7', actual: 7 }],
    })
  })
})
