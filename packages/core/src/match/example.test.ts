import { describe, expect, it } from 'vitest'
import { MistakeError } from '../errors.ts'
import { exampleOf } from './example.ts'
import { matches } from './match.ts'
import { anyOf } from './matchers/any-of.ts'
import { arrayOf } from './matchers/array-of.ts'
import { boolean } from './matchers/boolean.ts'
import { bytes } from './matchers/bytes.ts'
import { capture, ref } from './matchers/capture.ts'
import { exactly } from './matchers/exactly.ts'
import { isoTime, uuid } from './matchers/format.ts'
import { integer, number } from './matchers/number.ts'
import { absent, anything } from './matchers/presence.ts'
import { satisfies } from './matchers/satisfies.ts'
import { increasing, unique } from './matchers/sequence.ts'
import { regex, text } from './matchers/text.ts'
import { Memory } from './memory.ts'
import type { Pattern } from './pattern.ts'
import type { StandardSchema } from './standard-schema.ts'

describe('exampleOf', () => {
  it.each<[string, Pattern]>([
    ['text()', text()],
    ['text({ minLength })', text({ minLength: 9 })],
    ['text({ maxLength: 0 })', text({ maxLength: 0 })],
    ['integer()', integer()],
    ['integer({ max: -3.5 })', integer({ max: -3.5 })],
    ['integer({ min: 0.5 })', integer({ min: 0.5 })],
    ['number({ min: 2, max: 2 })', number({ min: 2, max: 2 })],
    ['number({ max: -1 })', number({ max: -1 })],
    ['boolean()', boolean()],
    ['uuid()', uuid()],
    ['isoTime()', isoTime()],
    ['anything()', anything()],
    ['absent()', absent()],
    ['regex()', regex(/^a+$/, 'aa')],
    ['satisfies()', satisfies('even', (value: number) => value % 2 === 0, 2)],
    ['exactly()', exactly({ a: [1] })],
    ['bytes()', bytes()],
    ['bytes(content)', bytes([1, 255])],
    ['arrayOf()', arrayOf(text())],
    ['arrayOf({ min: 3 })', arrayOf(unique(), { min: 3 })],
    ['arrayOf({ max: 0 })', arrayOf(text(), { max: 0 })],
    ['anyOf()', anyOf({ type: 'a' }, 'b')],
    ['capture() and ref()', { id: capture('id', uuid()), copy: ref('id') }],
    ['unique()', [unique(), unique()]],
    ["unique('ids', 'integer')", unique('ids', 'integer')],
    ['increasing()', [increasing(), increasing()]],
    ['bytes themselves', Uint8Array.of(7)],
    ['literals', { a: [1, null, 'x', { b: true }] }],
    ['an optional field', { a: anyOf(absent(), text()) }],
  ])('gives what %s itself matches, time and again', (_, pattern) => {
    const memory = new Memory()
    for (let round = 0; round < 3; round++) {
      expect(matches(pattern, exampleOf(pattern, memory), memory)).toBe(true)
    }
  })

  it('leaves out what must be absent', () => {
    expect(exampleOf({ a: 1, b: absent() })).toStrictEqual({ a: 1 })
  })

  it('gives a field called __proto__ like any other', () => {
    expect(Object.keys(exampleOf({ ['__proto__']: 1 }))).toEqual(['__proto__'])
  })

  it('gives bytes that may be changed without changing the pattern', () => {
    const pattern = Uint8Array.of(1)
    exampleOf(pattern)[0] = 2
    expect(pattern).toEqual(Uint8Array.of(1))
  })

  it('counts, instead of drawing lots', () => {
    const memory = new Memory()
    const pattern = { id: unique('id'), n: increasing() }
    expect([exampleOf(pattern, memory), exampleOf(pattern, memory)]).toEqual([
      { id: 'id-1', n: 1 },
      { id: 'id-2', n: 2 },
    ])
  })

  it('gives nothing as unique that has been met', () => {
    const memory = new Memory()
    matches(unique('id'), 'id-1', memory)
    expect(exampleOf(unique('id'), memory)).toBe('id-2')
  })

  it('rises above what has been met', () => {
    const memory = new Memory()
    matches(increasing(), 41.5, memory)
    expect(exampleOf(increasing(), memory)).toBe(42)
  })

  it('stores what capture sends, for ref to send it again', () => {
    const memory = new Memory()
    const sent = exampleOf({ id: capture('id', unique('message')) }, memory)
    expect(exampleOf({ of: ref('id') }, memory)).toEqual({ of: sent.id })
  })

  it('refuses a ref to what was not captured, and forgets what it made before', () => {
    const memory = new Memory()
    expect(() => exampleOf({ a: capture('a'), b: ref('b') }, memory)).toThrow(
      /ref\('b'\): nothing was captured/,
    )
    expect(memory.hasCaptured('a')).toBe(false)
  })

  it.each<[string, Pattern, RegExp]>([
    ['a RegExp', /a/, /Use regex\(\/a\/, example\)/],
    ['a predicate', () => true, /Use satisfies\(name, predicate, example\)/],
    [
      'a schema',
      {
        '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
      } satisfies StandardSchema,
      /Use schema\(theSchema, \{ example \}\)/,
    ],
  ])('has none for %s and says what to write instead', (_, pattern, remedy) => {
    expect(() => exampleOf({ a: pattern })).toThrow(MistakeError)
    expect(() => exampleOf({ a: pattern })).toThrow(remedy)
  })
})
