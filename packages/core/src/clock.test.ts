import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { nextTurn, realClock, runnerClock, timersAreFake, VirtualClock } from './clock.ts'

describe('VirtualClock', () => {
  it('fires timers as a sorted list would: by deadline, then in the order they were set', () => {
    const command = fc.oneof(
      fc.record({ do: fc.constant('set' as const), delayMs: fc.nat(20) }),
      fc.record({ do: fc.constant('cancel' as const), which: fc.nat(50) }),
      fc.record({ do: fc.constant('advance' as const), byMs: fc.nat(15) }),
      fc.record({ do: fc.constant('fireNext' as const) }),
    )
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const clock = new VirtualClock()
        const fired: string[] = []
        const cancels: (() => void)[] = []
        let model: { readonly id: number; readonly deadline: number }[] = []
        const expected: string[] = []
        let now = 0
        const inOrder = (): typeof model => model.toSorted((a, b) => a.deadline - b.deadline || a.id - b.id)
        for (const each of commands) {
          if (each.do === 'set') {
            const id = cancels.length
            cancels.push(clock.after(each.delayMs, () => fired.push(`${id}@${clock.now()}`)))
            model.push({ id, deadline: now + each.delayMs })
          } else if (each.do === 'cancel') {
            cancels[each.which]?.()
            model = model.filter(({ id }) => id !== each.which)
          } else if (each.do === 'fireNext') {
            const [next] = inOrder()
            expect(clock.fireNext()).toBe(next !== undefined)
            if (next === undefined) continue
            now = next.deadline
            expected.push(`${next.id}@${now}`)
            model = model.filter(({ id }) => id !== next.id)
          } else {
            now += each.byMs
            clock.advanceTo(now)
            const due = inOrder().filter(({ deadline }) => deadline <= now)
            expected.push(...due.map(({ id, deadline }) => `${id}@${deadline}`))
            model = model.filter(({ deadline }) => deadline > now)
          }
          expect(clock.now()).toBe(now)
          expect(clock.pending).toBe(model.length)
          expect(clock.nextDeadline).toBe(inOrder()[0]?.deadline)
        }
        expect(fired).toEqual(expected)
      }),
    )
  })

  it('fires what a timer sets for the same instant in the same advance', () => {
    const clock = new VirtualClock()
    const fired: number[] = []
    clock.after(5, () => clock.after(0, () => fired.push(clock.now())))
    clock.advanceTo(5)
    expect(fired).toEqual([5])
  })

  it('refuses to run backwards', () => {
    const clock = new VirtualClock()
    clock.advanceTo(5)
    expect(() => clock.advanceTo(4)).toThrow('told to go back from 5 to 4')
    expect(() => clock.after(-1, () => {})).toThrow('a timer was set -1 ms from now')
  })
})

describe('realClock and runnerClock', () => {
  it('only the runner’s follows fake timers', async () => {
    vi.useFakeTimers()
    try {
      expect(timersAreFake()).toBe(true)
      const fired: string[] = []
      runnerClock.after(1, () => fired.push('runner'))
      await new Promise<void>((resolve) => {
        realClock.after(2, resolve)
      })
      expect(fired).toEqual([])
      vi.advanceTimersByTime(1)
      expect(fired).toEqual(['runner'])
    } finally {
      vi.useRealTimers()
    }
    expect(timersAreFake()).toBe(false)
  })

  it('cancel what was set under fake timers also after they are gone', () => {
    vi.useFakeTimers()
    const cancel = runnerClock.after(1, () => {})
    expect(vi.getTimerCount()).toBe(1)
    cancel()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})

describe('nextTurn', () => {
  it('comes after all promise reactions that are due, however deep', async () => {
    const order: string[] = []
    const turn = new Promise<void>((resolve) => {
      nextTurn(() => {
        order.push('turn')
        resolve()
      })
    })
    const reactions = (async () => {
      for (let hop = 0; hop < 20; hop++) await Promise.resolve()
      order.push('reactions')
    })()
    await Promise.all([turn, reactions])
    expect(order).toEqual(['reactions', 'turn'])
  })

  it('comes also when queueMicrotask is faked', async () => {
    vi.useFakeTimers({ toFake: ['queueMicrotask', 'setTimeout'] })
    try {
      await new Promise<void>((resolve) => nextTurn(resolve))
    } finally {
      vi.useRealTimers()
    }
  })
})
