import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MistakeError } from '../errors.ts'
import { matches } from './match.ts'
import { capture, ref } from './matchers/capture.ts'
import { exactly } from './matchers/exactly.ts'
import { absent, anything } from './matchers/presence.ts'
import { unique } from './matchers/sequence.ts'
import { Memory } from './memory.ts'
import type { Pattern } from './pattern.ts'
import type { StandardSchema } from './standard-schema.ts'

const aString: StandardSchema<string> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'Expected a string' }] },
  },
}

describe('matches', () => {
  it('ignores fields that an object pattern does not name, at every depth', () => {
    expect(matches({ a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 })).toBe(true)
    expect(matches({ a: { b: 1 } }, { a: { c: 2 } })).toBe(false)
  })

  it('matches arrays item by item and as a whole', () => {
    expect(matches([1, { a: 2 }], [1, { a: 2, b: 3 }])).toBe(true)
    expect(matches([1], [1, 2])).toBe(false)
    expect(matches([1, 2], [1])).toBe(false)
    expect(matches([], {})).toBe(false)
  })

  it('tells a number from its text, null from nothing, NaN from other numbers', () => {
    expect(matches(1, '1')).toBe(false)
    expect(matches({ a: null }, {})).toBe(false)
    expect(matches(Number.NaN, Number.NaN)).toBe(true)
    expect(matches(0, -0)).toBe(false)
  })

  it('tests strings with a RegExp, and nothing else', () => {
    expect(matches(/^a/, 'abc')).toBe(true)
    expect(matches(/1/, 1)).toBe(false)
  })

  it('gives the same answer twice for a RegExp with the flag g, and leaves its position alone', () => {
    const pattern = /a/g
    pattern.lastIndex = 5
    expect([matches(pattern, 'a'), matches(pattern, 'a')]).toEqual([true, true])
    expect(pattern.lastIndex).toBe(5)
  })

  it('compares bytes with bytes, whatever holds them', () => {
    expect(matches(Uint8Array.of(1, 2), Uint8Array.of(1, 2).buffer)).toBe(true)
    expect(matches(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
    expect(matches(Uint8Array.of(), '')).toBe(false)
  })

  it('does not see an object in bytes or in a list', () => {
    expect(matches({}, Uint8Array.of(1))).toBe(false)
    expect(matches({ length: 1 }, [1])).toBe(false)
  })

  it('finds no field in what every object inherits', () => {
    expect(matches({ constructor: anything() }, {})).toBe(false)
    expect(matches({ ['__proto__']: absent() }, {})).toBe(true)
    expect(matches({ ['__proto__']: 1 }, JSON.parse('{"__proto__":1}'))).toBe(true)
  })

  it('recognises patterns of another realm', () => {
    const foreign = runInNewContext('({ a: [/^x/, new Uint8Array([1])] })') as Pattern
    expect(matches(foreign, { a: ['xy', Uint8Array.of(1)] })).toBe(true)
    expect(matches(foreign, { a: ['yx', Uint8Array.of(1)] })).toBe(false)
  })

  it('asks a predicate about what is there, and only then', () => {
    const asked: unknown[] = []
    const pattern = { a: (value: unknown) => asked.push(value) > 0 }
    expect(matches(pattern, { a: null })).toBe(true)
    expect(matches(pattern, {})).toBe(false)
    expect(asked).toEqual([null])
  })

  it('refuses the promise of an async predicate', () => {
    const pattern = { a: async () => true } as unknown as Pattern
    expect(() => matches(pattern, { a: 1 })).toThrow(/the predicate a: it returned a promise.*boolean/)
  })

  it('passes on the very error that a predicate throws, and forgets what was captured on the way', () => {
    const error = new Error('mine')
    const memory = new Memory()
    const broken = (): boolean => {
      throw error
    }
    expect(() => matches([capture('a'), broken], [1, 2], memory)).toThrow(error)
    expect(memory.hasCaptured('a')).toBe(false)
  })

  it('asks a schema, also about a field that is not there', () => {
    expect(matches({ a: aString }, { a: 'four' })).toBe(true)
    expect(matches({ a: aString }, { a: 4 })).toBe(false)
    expect(matches({ a: aString }, {})).toBe(false)
  })

  it('refuses what is no pattern instead of answering', () => {
    expect(() => matches({ a: undefined } as unknown as Pattern, {})).toThrow(MistakeError)
    expect(() => matches(new Map() as unknown as Pattern, {})).toThrow(/an instance of Map is not a pattern/)
  })

  it('changes the memory only when the whole pattern matched', () => {
    const memory = new Memory()
    const pattern = { id: capture('id'), nonce: unique(), n: 1 }
    expect(matches(pattern, { id: 7, nonce: 'x', n: 2 }, memory)).toBe(false)
    expect(memory.hasCaptured('id')).toBe(false)
    expect(matches(pattern, { id: 7, nonce: 'x', n: 1 }, memory)).toBe(true)
    expect(memory.captured('id')).toBe(7)
    expect(matches(pattern, { id: 8, nonce: 'x', n: 1 }, memory)).toBe(false)
    expect(memory.captured('id')).toBe(7)
  })

  it('lets a ref see a capture of the same message, also without a memory', () => {
    const pattern = { id: capture('id'), copy: ref('id') }
    expect(matches(pattern, { id: 1, copy: 1 })).toBe(true)
    expect(matches(pattern, { id: 1, copy: 2 })).toBe(false)
  })

  it('accepts every JSON value as the exact pattern of itself, and as a pattern', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(matches(exactly(value), structuredClone(value))).toBe(true)
        expect(matches(value as Pattern, structuredClone(value))).toBe(true)
      }),
    )
  })
})
