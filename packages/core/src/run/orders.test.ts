import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Step } from '../scenario/step.ts'
import { choicesFrom, countOrders, ordersOf } from './orders.ts'

const act: Step = { do: 'cut', client: 'alice' }
const expects: Step = { do: 'expect', client: 'alice', pattern: 1 }
const together = (...branches: readonly (readonly Step[])[]): Step => ({ do: 'together', branches })

/** The order in which branches of acting steps go, by the choices given. */
function play(counts: readonly number[], choose: (count: number) => number): string {
  const left = [...counts]
  let order = ''
  for (;;) {
    const ready = [...left.keys()].filter((index) => (left[index] ?? 0) > 0)
    if (ready.length === 0) return order
    const branch = (ready.length === 1 ? ready[0] : ready[choose(ready.length)]) ?? 0
    left[branch] = (left[branch] ?? 0) - 1
    order += branch
  }
}

describe('countOrders', () => {
  it.each<[string, readonly Step[], number]>([
    ['a list', [act, act], 1],
    ['two by two', [together([act, act], [act, act])], 6],
    ['branches that only expect', [together([expects], [expects], [act])], 1],
    ['one behind the other', [together([act], [act]), act, together([act], [act], [act])], 12],
    ['one in the other', [together([act, together([act], [act])], [act])], 8],
    ['too many to count', [together(...Array.from({ length: 200 }, () => [act]))], Infinity],
  ])('counts those of %s', (_what, steps, count) => {
    expect(countOrders(steps)).toBe(count)
  })
})

describe('ordersOf', () => {
  it('visits each order once, as written first, when there are no more than it may', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), (counts) => {
        const steps = [together(...counts.map((count) => Array.from({ length: count }, () => act)))]
        const all = countOrders(steps)
        const seen: string[] = []
        for (const choices of ordersOf(steps, all, 1)) seen.push(play(counts, choices.choose))
        expect(new Set(seen).size).toBe(all)
        expect(seen).toHaveLength(all)
        expect(seen[0]).toBe(counts.map((count, index) => String(index).repeat(count)).join(''))
      }),
    )
  })

  it('is repeated by its token', () => {
    for (const choices of ordersOf([together([act, act], [act, act], [act])], 20, 7)) {
      const order = play([2, 2, 1], choices.choose)
      expect(play([2, 2, 1], choicesFrom(choices.token).choose)).toBe(order)
    }
  })
})
