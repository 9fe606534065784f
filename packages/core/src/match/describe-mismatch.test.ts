import { describe, expect, it } from 'vitest'
import { describeMismatches, describePath } from './describe-mismatch.ts'
import type { Match } from './mismatch.ts'
import { matchPattern } from './match.ts'
import { exactly } from './matchers/exactly.ts'
import { text } from './matchers/text.ts'

function linesOf(match: Match): string[] {
  return match.matched ? [] : describeMismatches(match.mismatches)
}

describe('describeMismatches', () => {
  it('writes a line for each place', () => {
    expect(linesOf(matchPattern({ room: 'lobby', text: text() }, { room: 'lobbi' }))).toEqual([
      "room: expected 'lobby', got 'lobbi'",
      'text: expected text(), got nothing',
    ])
  })

  it('names no place when the whole message differs', () => {
    expect(linesOf(matchPattern('ping', 'pong'))).toEqual(["expected 'ping', got 'pong'"])
  })

  it('shortens what came', () => {
    const [line] = linesOf(matchPattern('x', 'y'.repeat(1000)))
    expect(line).toMatch(/^expected 'x', got 'y{59}…' \(they differ from character 1 on\)$/)
  })

  it('says which field was too many', () => {
    expect(linesOf(matchPattern(exactly({ a: 1 }), { a: 1, b: 2 }))).toEqual(['b: expected nothing, got 2'])
  })
})

describe('describePath', () => {
  it('writes a path as source code has it', () => {
    expect(describePath(['items', 0, 'id', 'x-y'])).toBe("items[0].id['x-y']")
  })
})
