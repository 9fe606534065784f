import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Memory } from './memory.ts'

const content = (memory: Memory): unknown[] =>
  ['a', 'b', 'c'].flatMap((name) => [memory.hasCaptured(name), memory.captured(name), memory.lastOf(name)])
const write = (memory: Memory, list: readonly (readonly [string, number])[]): void => {
  for (const [name, value] of list) {
    if (value % 2 === 0) memory.capture(name, value)
    else memory.rise(name, value)
  }
}

describe('Memory', () => {
  it('keeps the newest capture', () => {
    const memory = new Memory()
    memory.capture('id', 1)
    memory.capture('id', undefined)
    expect([memory.hasCaptured('id'), memory.captured('id')]).toEqual([true, undefined])
  })

  it('takes back to a mark what was written since, and no more', () => {
    const memory = new Memory()
    memory.capture('id', 1)
    const mark = memory.mark()
    memory.capture('id', 2)
    memory.see('s', 'x')
    memory.restore(mark)
    expect([memory.captured('id'), memory.hasSeen('s', 'x')]).toEqual([1, false])
  })

  it('forks into memories that do not see each other', () => {
    const memory = new Memory()
    memory.capture('id', 1)
    const fork = memory.fork()
    memory.capture('id', 2)
    fork.capture('id', 3)
    expect([memory.captured('id'), fork.captured('id')]).toEqual([2, 3])
  })

  it('stays as it is when only the fork goes on', () => {
    const memory = new Memory()
    memory.capture('id', 1)
    memory.fork().capture('id', 2)
    expect(memory.captured('id')).toBe(1)
  })

  it('can take back in the original what it wrote before it was forked, without touching the fork', () => {
    const memory = new Memory()
    const mark = memory.mark()
    memory.capture('id', 1)
    const fork = memory.fork()
    memory.restore(mark)
    expect([memory.hasCaptured('id'), fork.captured('id')]).toEqual([false, 1])
  })

  it('tells a number from its text, and scopes from values', () => {
    const memory = new Memory()
    memory.see('a b', 'c')
    memory.see('n', 1)
    expect([memory.hasSeen('a', 'b c'), memory.hasSeen('n', '1'), memory.hasSeen('n', 1)]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('is after a restore what it was at the mark, whatever was written', () => {
    const writes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer()))
    fc.assert(
      fc.property(writes, writes, fc.boolean(), (before, after, isCommitted) => {
        const memory = new Memory()
        write(memory, before)
        if (isCommitted) memory.commit()
        const kept = content(memory)
        const mark = memory.mark()
        write(memory, after)
        memory.restore(mark)
        expect(content(memory)).toEqual(kept)
      }),
    )
  })
})
