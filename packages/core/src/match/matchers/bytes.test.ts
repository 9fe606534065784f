import { describe, expect, it } from 'vitest'
import { matches } from '../match.ts'
import { bytes } from './bytes.ts'

describe('bytes', () => {
  it('matches any binary content, but no text', () => {
    expect([new Uint8Array(), new ArrayBuffer(1), 'a', [1]].map((value) => matches(bytes(), value))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('matches exactly the given content', () => {
    expect(matches(bytes([1, 2]), Uint8Array.of(1, 2))).toBe(true)
    expect(matches(bytes(Uint8Array.of(1, 2)), Uint8Array.of(1, 2, 3))).toBe(false)
  })

  it('keeps the content it was given when that changes later', () => {
    const content = Uint8Array.of(1)
    const pattern = bytes(content)
    content[0] = 2
    expect(matches(pattern, Uint8Array.of(1))).toBe(true)
  })

  it('refuses what does not fit in a byte', () => {
    expect(() => bytes([256])).toThrow(/256 is not a byte/)
  })
})
