import { describe, expect, it } from 'vitest'
import { matches, matchPattern } from '../match.ts'
import { Memory } from '../memory.ts'
import { capture, ref } from './capture.ts'
import { integer } from './number.ts'

describe('capture', () => {
  it('captures only what its pattern matches', () => {
    const memory = new Memory()
    expect(matches(capture('id', integer()), 'x', memory)).toBe(false)
    expect(matches(capture('id', integer()), 3, memory)).toBe(true)
    expect(memory.captured('id')).toBe(3)
  })

  it('says what its pattern says of a value that differs', () => {
    expect(matchPattern(capture('id', { n: integer() }), { n: 'x' })).toMatchObject({
      mismatches: [{ path: ['n'], expected: 'integer()' }],
    })
  })

  it('refuses to be nameless', () => {
    expect(() => capture('')).toThrow(/it has no name/)
  })
})

describe('ref', () => {
  it('matches what was captured in an earlier message, deeply', () => {
    const memory = new Memory()
    matches({ user: capture('user') }, { user: { id: 1 } }, memory)
    expect(matches({ by: ref('user') }, { by: { id: 1 } }, memory)).toBe(true)
    expect(matches({ by: ref('user') }, { by: { id: 1, x: 2 } }, memory)).toBe(false)
  })

  it('matches nothing before the capture, and says so', () => {
    expect(matchPattern(ref('id'), undefined)).toMatchObject({
      mismatches: [{ expected: "ref('id')", hint: "nothing was captured as 'id' before" }],
    })
  })
})
