import { describe, expect, it } from 'vitest'
import { matches } from '../match.ts'
import { satisfies } from './satisfies.ts'

const isEven = satisfies('isEven', (value: number) => value % 2 === 0, 2)

describe('satisfies', () => {
  it('matches what the predicate holds for', () => {
    expect([2, 3].map((value) => matches(isEven, value))).toEqual([true, false])
  })

  it("asks only about values of the example's kind", () => {
    const shout = satisfies('shout', (value: string) => value.toUpperCase() === value, 'A')
    expect([1, null, ['A'], undefined].map((value) => matches(shout, value))).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('refuses an example that it does not hold for', () => {
    expect(() => satisfies('isEven', (value: number) => value % 2 === 0, 3)).toThrow(
      /isEven: its example 3 does not match it/,
    )
  })

  it('refuses to be nameless', () => {
    expect(() => satisfies('', () => true, 1)).toThrow(/it has no name/)
  })
})
