import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonCodec } from './codec.ts'

const roundTrip = (message: unknown): unknown => jsonCodec.decode(jsonCodec.encode(message).payload)

describe('jsonCodec', () => {
  it('brings objects and arrays through the wire as they were', () => {
    const structured = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()))
    fc.assert(
      fc.property(structured, (message) => {
        const expected: unknown = JSON.parse(JSON.stringify(message))
        expect(roundTrip(message)).toEqual(expected)
      }),
    )
  })

  it('keeps text as text, also where it looks like a JSON scalar', () => {
    for (const text of ['!', '2', 'true', 'null', '"quoted"', '42["event"]', '', '{ not json']) {
      expect(jsonCodec.encode(text)).toEqual({ opcode: 'text', payload: text })
      expect(roundTrip(text)).toBe(text)
    }
  })

  it('keeps bytes as bytes, and copies them when they are handed over', () => {
    const bytes = new Uint8Array([1, 2, 3])
    const { opcode, payload } = jsonCodec.encode(bytes.subarray(1))
    bytes.fill(9)
    expect([opcode, payload]).toEqual(['binary', new Uint8Array([2, 3])])
  })

  it('replaces what cannot be encoded in UTF-8, as USVString does', () => {
    expect(jsonCodec.encode('a\ud800b').payload).toBe('a\ufffdb')
  })

  it('refuses what JSON would make an empty object of', () => {
    expect(() => jsonCodec.encode(Promise.resolve(1))).toThrow('sending a Promise: JSON has nothing of')
    expect(() => jsonCodec.encode(Promise.resolve(1))).toThrow('Await it first.')
    expect(() => jsonCodec.encode(new Blob(['x']))).toThrow('Send its bytes')
    expect(() => jsonCodec.encode(new Map([[1, 2]]))).toThrow('sending a Map')
    expect(() => jsonCodec.encode(new TypeError('x'))).toThrow('sending an Error')
    class Point {
      x = 1
    }
    expect(jsonCodec.encode(new Point()).payload).toBe('{"x":1}')
    expect(jsonCodec.encode(Object.assign(new Map(), { toJSON: () => [] })).payload).toBe('[]')
    expect(jsonCodec.encode(Object.create(null)).payload).toBe('{}')
  })

  it('refuses what has no JSON form', () => {
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    expect(() => jsonCodec.encode(undefined)).toThrow('sending undefined: it has no JSON form.')
    expect(() => jsonCodec.encode(() => 1)).toThrow('sending a function: it has no JSON form.')
    expect(() => jsonCodec.encode(1n)).toThrow(/sending a message as JSON: .*BigInt/)
    expect(() => jsonCodec.encode(cycle)).toThrow(/sending a message as JSON: .*circular/)
  })
})
