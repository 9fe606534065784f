import { describe, expect, it } from 'vitest'
import { MistakeError } from '../errors.ts'
import { checkPattern } from './check.ts'
import { text } from './matchers/text.ts'

describe('checkPattern', () => {
  it('accepts whatever is a pattern', () => {
    const shared = { a: 1 }
    const pattern = { a: [1, null, 2n, text(), /x/, () => true], b: Uint8Array.of(1), c: shared, d: shared }
    expect(() => checkPattern(pattern, 'on(…)')).not.toThrow()
  })

  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'on(…): undefined is not a pattern.'],
    [
      'an undefined field',
      { a: { b: undefined } },
      'on(…), at a.b: undefined is not a pattern. Use absent()',
    ],
    // oxlint-disable-next-line no-sparse-arrays
    ['a hole in a list', { a: [1, , 2] }, 'on(…), at a[1]: undefined is not a pattern'],
    ['a symbol', [Symbol('x')], 'on(…), at [0]: a symbol is not a pattern'],
    ['a Map', { m: new Map() }, 'on(…), at m: an instance of Map is not a pattern'],
    ['a Date', { 'sent-at': new Date(0) }, "on(…), at ['sent-at']: an instance of Date is not a pattern"],
  ])('refuses %s, naming its place', (_, pattern, sentence) => {
    const check = (): void => checkPattern(pattern, 'on(…)')
    expect(check).toThrow(MistakeError)
    expect(check).toThrow(sentence)
  })

  it('refuses a pattern that contains itself', () => {
    const pattern: Record<string, unknown> = { type: 'x' }
    pattern['self'] = [pattern]
    expect(() => checkPattern(pattern, 'on(…)')).toThrow('on(…), at self[0]: the pattern contains itself')
  })
})
