import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describePattern } from './describe.ts'
import { arrayOf } from './matchers/array-of.ts'
import { bytes } from './matchers/bytes.ts'
import { capture } from './matchers/capture.ts'
import { integer } from './matchers/number.ts'
import { satisfies } from './matchers/satisfies.ts'
import { regex, text } from './matchers/text.ts'
import type { Pattern } from './pattern.ts'

function isLobby(value: unknown): boolean {
  return value === 'lobby'
}

describe('describePattern', () => {
  it.each<[string, Pattern]>([
    ["{ type: 'say', text: text() }", { type: 'say', text: text() }],
    ['text({ minLength: 1 })', text({ minLength: 1 })],
    ["regex(/a'/u, 'a\\'')", regex(/a'/u, "a'")],
    ["capture('id', integer({ min: 1 }))", capture('id', integer({ min: 1 }))],
    ['arrayOf({ id: text() }, { max: 3 })', arrayOf({ id: text() }, { max: 3 })],
    ['bytes([1, 2])', bytes([1, 2])],
    ['isEven', satisfies('isEven', (value: number) => value % 2 === 0, 2)],
    ['predicate isLobby', isLobby],
    ["{ 'x-id': /a/, ünï: [null, -0, 2n] }", { 'x-id': /a/, ünï: [null, -0, 2n] }],
    ['<2 bytes: 01 ff>', Uint8Array.of(1, 255)],
    ['{}', {}],
    ["'a\\nb\"'", 'a\nb"'],
  ])('writes %s', (expected, pattern) => {
    expect(describePattern(pattern)).toBe(expected)
  })

  it('cuts long texts between characters', () => {
    const described = describePattern('👍'.repeat(500))
    expect(described.isWellFormed()).toBe(true)
    expect(described).toMatch(/…'$/)
  })

  it('ends with a pattern that contains itself', () => {
    const pattern: Record<string, Pattern> = {}
    pattern['self'] = pattern
    expect(describePattern(pattern)).toContain('…')
  })

  it('gives the same short, well-formed line for the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const described = describePattern(value as Pattern)
        expect(described).toBe(describePattern(structuredClone(value) as Pattern))
        expect([...described].length).toBeLessThanOrEqual(200)
        expect(described).not.toContain('\n')
      }),
    )
  })
})
