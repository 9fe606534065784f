// A mock's own transcript: without a contract its entries say what happened; with one, only its messages count.
import { describe, expect, it } from 'vitest'
import { chatOf } from '../../test/guarantees/talk.ts'
import { of } from '../../test/simulated.ts'
import {
  atMostOnce,
  exactlyOnce,
  leaveFence,
  membersOnly,
  noCreation,
  type Promised,
  senderOrder,
  totalOrder,
} from '../contract/promise.ts'
import { mock } from '../mock/definition.ts'
import { type Fault, faults } from '../mock/fault.ts'
import { on, type Rule } from '../mock/rule.ts'
import { simulate } from '../run/simulate.ts'
import { scenario } from '../scenario/scenario.ts'
import type { Entry } from '../transcript/entry.ts'
import { check } from './check.ts'
import { exactlyOnceTotal } from './profiles.ts'

const rules: readonly Rule[] = [
  on({ type: 'join' }).join('room'),
  on({ type: 'hall' }).join('hall'),
  on({ type: 'leave' }).leave('room'),
  on({ type: 'say' }).broadcast(({ message }) => message, { group: 'room' }),
  on({ type: 'both' }).broadcast('to both', { groups: ['room', 'hall'] }),
  on({ type: 'all' }).broadcast('to everybody'),
  on({ type: 'others' }).broadcast('to others', { group: 'room', except: 'sender' }),
]

const conversation = scenario('a conversation', {
  clients: ['a', 'b', 'c'],
  open: true,
  steps: ({ a, b, c }) => [
    a.send({ type: 'join' }),
    b.send({ type: 'join' }),
    c.send({ type: 'hall' }),
    a.send({ type: 'say', n: 1 }),
    a.send({ type: 'say', n: 2 }),
    b.send({ type: 'say', n: 3 }),
    a.send({ type: 'both' }),
    a.send({ type: 'both' }),
    c.send({ type: 'all' }),
    b.send({ type: 'others' }),
    b.send({ type: 'leave' }),
    a.send({ type: 'say', n: 4 }),
  ],
})

async function entriesOf(...struck: readonly Fault[]): Promise<readonly Entry[]> {
  const { transcript } = await simulate(conversation, {
    mock: mock(rules, { faults: struck, unmatched: 'ignore' }),
  })
  return transcript.entries
}

const brokenBy = (entries: readonly Entry[], ...laws: readonly Promised[]) =>
  check({ entries }, laws).verdicts.flatMap(({ law, group, verdict }) =>
    verdict === 'violated' ? [[law, group]] : [],
  )

const to = { client: 'b', times: 1 }

describe('a mock without a contract', () => {
  it('keeps its promises in groups, in several at once, and to everybody', async () => {
    const { verdict, verdicts } = check({ entries: await entriesOf() }, [
      noCreation(),
      exactlyOnce(),
      membersOnly(),
      senderOrder(),
      totalOrder(),
    ])
    expect(verdict).toBe('holds')
    expect(new Set(verdicts.map(({ group }) => group))).toEqual(
      new Set(['everybody', 'room', 'hall', 'room + hall']),
    )
  })

  it.each([
    ['lost', faults.drop(to), [['atLeastOnce', 'room']]],
    ['doubled', faults.duplicate(to), [['atMostOnce', 'room']]],
    [
      'overtaken',
      faults.reorder(to),
      [
        ['senderOrder', 'room'],
        ['totalOrder', 'room'],
      ],
    ],
    ['late, and in order', faults.delay(20, to), []],
    ['given up with the connection', faults.halfOpen(to), []],
  ])('whose deliveries are %s', async (_, fault, expected) => {
    const broken = brokenBy(await entriesOf(fault), ...exactlyOnceTotal.promises)
    expect(broken.filter(([law]) => law !== 'causalOrder' && law !== 'progress')).toEqual(expected)
  })

  it('whose broadcast reaches one who has left, or another text', async () => {
    const entries = await entriesOf()
    const last = entries.findLast((entry) => entry.kind === 'message' && entry.direction === 'serverToClient')
    const astray = (fields: object) => [...entries, { ...last, seq: entries.length + 1, ...fields } as Entry]
    expect(brokenBy(astray({ client: 'b' }), membersOnly(), leaveFence())).toEqual([
      ['membersOnly', 'room'],
      ['leaveFence', 'room'],
    ])
    expect(brokenBy(astray({ payload: 'other' }), noCreation())).toEqual([['noCreation', 'room']])
  })
})

describe('a mock with a contract', () => {
  const contract = chatOf({ guarantees: exactlyOnceTotal.promises })
  const said = of(['c1', 'c2'], ({ c1, c2, server }) => [
    c1.send({ type: 'join', room: 'g1' }),
    c2.send({ type: 'join', room: 'g1' }),
    c1.send({ type: 'say', room: 'g1', id: 'm1', text: 'hi' }),
    c2.send({ type: 'say', room: 'g1', id: 'm2', text: 'ho' }),
    server.broadcast({ type: 'said', room: 'g1', id: 'm3', text: 'news' }, { group: 'room/g1' }),
    c2.send({ type: 'say', room: 'g1', id: 'm4', text: 'hm' }),
    c1.send({ type: 'leave', room: 'g1' }),
    c2.send({ type: 'say', room: 'g1', id: 'm5', text: 'bye' }),
  ])
  const open = { ...said, open: true }

  it('keeps what the contract promises, its own broadcasts included', async () => {
    const { transcript } = await simulate(open, { mock: mock(contract) })
    const report = check(transcript, undefined, { contract })
    expect(report.verdicts.filter(({ verdict }) => verdict === 'violated')).toEqual([])
    expect(report.verdicts.filter(({ verdict }) => verdict === 'unknown').map(({ law }) => law)).toEqual([
      // Nobody sent a heartbeat or asked anything.
      'heartbeat',
      'replyDeadline',
    ])
  })

  it('is judged by what clients received, whatever it says about itself', async () => {
    const { transcript } = await simulate(open, { mock: mock(contract) })
    const forgetful = transcript.entries.filter((entry) => {
      const isOfBroadcast =
        entry.kind === 'message' && entry.client === 'c2' && String(entry.payload).includes('m3')
      return !isOfBroadcast && entry.kind !== 'leave' && entry.kind !== 'join'
    })
    const { verdicts } = check({ entries: forgetful }, undefined, { contract })
    expect(verdicts.filter(({ verdict }) => verdict === 'violated').map(({ law }) => law)).toEqual([
      'atLeastOnce',
    ])
    const { verdicts: all } = check(
      { entries: [...transcript.entries, ...transcript.entries.filter(({ kind }) => kind === 'leave')] },
      atMostOnce(),
      { contract },
    )
    expect(all.map(({ verdict }) => verdict)).toEqual(['holds'])
  })
})
