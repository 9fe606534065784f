import { describe, expect, it } from 'vitest'
import { matches } from '../match.ts'
import { boolean } from './boolean.ts'
import { absent, anything } from './presence.ts'

describe('anything', () => {
  it('matches every value that is there', () => {
    expect(matches({ a: anything() }, { a: null })).toBe(true)
    expect(matches({ a: anything() }, {})).toBe(false)
  })
})

describe('absent', () => {
  it('matches a field that is not there', () => {
    expect(matches({ a: absent() }, { b: 1 })).toBe(true)
    expect(matches({ a: absent() }, { a: null })).toBe(false)
  })
})

describe('boolean', () => {
  it('matches true and false and nothing that is only like them', () => {
    expect([true, false, 0, 'true', null].map((value) => matches(boolean(), value))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
