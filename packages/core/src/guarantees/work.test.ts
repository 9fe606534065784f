// The work of a law grows with the history and not with its square: counted by how often it looks at a delivery or a
// broadcast, since a clock would say something else each time.
import { describe, expect, it } from 'vitest'
import { chatOf, talk } from '../../test/guarantees/talk.ts'
import type { Promised } from '../contract/promise.ts'
import { historyOf } from './history-of.ts'
import type { History } from './history.ts'
import { judge } from './judge.ts'
import { lawsFor } from './laws.ts'
import { exactlyOnceTotal } from './profiles.ts'

const laws: readonly Promised[] = [
  ...exactlyOnceTotal.promises,
  { promise: 'pairwiseOrder' },
  { promise: 'sequenceAgreement', field: 'seq' },
  { promise: 'noGaps', field: 'seq' },
  { promise: 'resume', field: 'seq' },
  { promise: 'senderPolicy', echo: 'always' },
  { promise: 'quietWindow', forMs: 0 },
]

/** Members that come, speak and go, and some that stay. */
function busy(rounds: number): History {
  const transcript = talk().open('c1', 'c2', 'c3', 'c4').members('g1', 'c1', 'c2')
  for (let round = 0; round < rounds; round++) {
    transcript.members('g1', 'c3')
    for (const client of ['c1', 'c2']) {
      const id = `${client}-${round}`
      transcript.say(client, 'g1', id).ok(client, id)
      transcript.numbered('g1', id, transcript.entries.length, 'c1', 'c2', 'c3')
    }
    transcript.members('g1', 'c4').numbered('g1', `c2-${round}`, transcript.entries.length, 'c4')
    transcript.close('c4').open('c4')
    transcript.leave('c3', 'g1').left('c3', 'g1')
  }
  return historyOf(transcript, chatOf(), { quiescent: true })
}

/** How often the laws look at something. */
function looks(history: History, law: Promised): number {
  let count = 0
  const watch = (target: object, name: string): void => {
    const value: unknown = Reflect.get(target, name)
    Object.defineProperty(target, name, {
      get() {
        count++
        return value
      },
    })
  }
  for (const { broadcasts, memberships } of history.groups) {
    for (const broadcast of broadcasts)
      for (const name of ['at', 'doneAt', 'sender', 'index']) watch(broadcast, name)
    for (const { deliveries, moves } of memberships.values()) {
      for (const delivery of deliveries) for (const name of ['at', 'broadcast']) watch(delivery, name)
      for (const move of moves) for (const name of ['at', 'doneAt', 'joins']) watch(move, name)
    }
  }
  judge(history, lawsFor('a test', [law]))
  return count
}

describe('the work of a law', () => {
  it.each(laws.map((law) => [law.promise, law] as const))('%s grows with the history', (_, law) => {
    const few = looks(busy(50), law)
    const many = looks(busy(400), law)
    expect(few).toBeGreaterThan(0)
    // Eight times as much, and a little for searching what is in order.
    expect(many / few).toBeLessThan(8 * 1.5)
  })
})
