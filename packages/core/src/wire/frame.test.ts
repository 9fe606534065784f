import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength, copyBytes, isBytes } from './frame.ts'

describe('byteLength', () => {
  it('counts what TextEncoder would write, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(byteLength(text)).toBe(new TextEncoder().encode(text).byteLength)
      }),
    )
    expect([byteLength('\ud800'), byteLength('a\udc00'), byteLength('😀')]).toEqual([3, 4, 4])
  })
})

describe('copyBytes', () => {
  it('copies only what a view shows', () => {
    const { buffer } = new Uint8Array([1, 2, 3, 4])
    expect(copyBytes(new DataView(buffer, 1, 2))).toEqual(new Uint8Array([2, 3]))
    expect(copyBytes(buffer).buffer).not.toBe(buffer)
  })
})

describe('isBytes', () => {
  it('knows buffers and views, of any realm', () => {
    expect([new ArrayBuffer(1), new Uint16Array(1), new DataView(new ArrayBuffer(1))].map(isBytes)).toEqual([
      true,
      true,
      true,
    ])
    expect([[1], 'text', null, { byteLength: 1 }].map(isBytes)).toEqual([false, false, false, false])
  })
})
