import { describe, expect, it } from 'vitest'
import { precedes } from './path.ts'

describe('precedes', () => {
  it('is so in one list, and for what happens before the first step', () => {
    expect(precedes([0], [1])).toBe(true)
    expect(precedes([1], [0])).toBe(false)
    expect(precedes([], [0])).toBe(true)
    expect(precedes([1, 0, 0], [1, 0, 1])).toBe(true)
  })

  it('is so for a step of a branch and what stands before or behind its together', () => {
    expect(precedes([0], [1, 1, 3])).toBe(true)
    expect(precedes([1, 1, 3], [2])).toBe(true)
    expect(precedes([2], [1, 1, 3])).toBe(false)
  })

  it('is never so for steps of different branches', () => {
    expect(precedes([1, 0, 0], [1, 1, 5])).toBe(false)
    expect(precedes([1, 1, 5], [1, 0, 0])).toBe(false)
  })
})
