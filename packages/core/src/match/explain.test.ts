import { describe, expect, it } from 'vitest'
import { matchPattern } from './match.ts'
import { capture, ref } from './matchers/capture.ts'
import { integer } from './matchers/number.ts'
import { unique } from './matchers/sequence.ts'
import { text } from './matchers/text.ts'
import { Memory } from './memory.ts'
import type { Match, Mismatch } from './mismatch.ts'
import type { StandardSchema } from './standard-schema.ts'

const aString: StandardSchema<string> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'Expected a string' }] },
  },
}

function mismatchesOf(match: Match): readonly Mismatch[] {
  return match.matched ? [] : match.mismatches
}

describe('matchPattern', () => {
  it('lists every place that differs, with what was expected and what came', () => {
    const match = matchPattern(
      { type: 'say', room: 'lobby', items: [{ id: integer() }] },
      { type: 'say', room: 'lobbi', items: [{ id: 'x' }] },
    )
    expect(match).toEqual({
      matched: false,
      mismatches: [
        { path: ['room'], expected: "'lobby'", actual: 'lobbi' },
        { path: ['items', 0, 'id'], expected: 'integer()', actual: 'x' },
      ],
    })
  })

  it('says that it matched', () => {
    expect(matchPattern({ a: text() }, { a: '' })).toEqual({ matched: true })
  })

  it('says how many items came instead of comparing shifted ones', () => {
    expect(mismatchesOf(matchPattern([1, 2], [1]))).toEqual([
      { path: [], expected: '[1, 2]', actual: [1], hint: '2 items were expected and 1 came' },
    ])
  })

  it('says where long texts part', () => {
    const long = 'a'.repeat(80)
    expect(mismatchesOf(matchPattern(`${long}b`, `${long}c`))[0]?.hint).toBe(
      'they differ from character 81 on',
    )
  })

  it('reports the issues of a schema in its words, at its path', () => {
    expect(mismatchesOf(matchPattern({ name: aString }, { name: 4 }))).toEqual([
      { path: ['name'], expected: 'a schema of test', actual: 4, hint: 'Expected a string' },
    ])
  })

  it('judges a ref by the capture of the same message, and remembers nothing of a failure', () => {
    const memory = new Memory()
    const match = matchPattern({ id: capture('id'), copy: ref('id') }, { id: 1, copy: 2 }, memory)
    expect(mismatchesOf(match)).toEqual([
      { path: ['copy'], expected: '1', actual: 2, hint: "captured as 'id'" },
    ])
    expect(memory.hasCaptured('id')).toBe(false)
  })

  it('does not blame a part that matched in the failed attempt', () => {
    expect(mismatchesOf(matchPattern({ id: unique(), n: 1 }, { id: 'a', n: 2 }))).toEqual([
      { path: ['n'], expected: '1', actual: 2 },
    ])
  })

  it('is a mismatch too when a predicate changes its mind', () => {
    let asked = 0
    const match = matchPattern(() => asked++ > 0, 'x')
    expect(mismatchesOf(match)[0]?.hint).toMatch(/does not always answer the same/)
  })
})
