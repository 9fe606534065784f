// What conversations touch of a contract: counted from transcripts of simulations, of mocks, and of clients alone.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../contract/contract.ts'
import { mergeCoverage } from '../contract/coverage.ts'
import { exactlyOnce, leaveFence, membersOnly, totalOrder } from '../contract/promise.ts'
import { each } from '../scenario/combine.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { scenario } from '../scenario/scenario.ts'
import { simulate } from '../run/simulate.ts'
import { mock } from '../mock/definition.ts'
import type { Entry, Transcript } from '../transcript/entry.ts'
import { coverageItems, coverageOf } from './coverage-of.ts'

// Shorter than what stands for something redacted.
const room = z.string().max(9)
const chatContract = contract('chat', {
  url: '/rooms',
  handshake: { refusals: { 401: 'who are you?' } },
  clientToServer: {
    subscribe: z.object({ room }),
    unsubscribe: z.object({ room }),
    say: z.object({ room, id: z.string(), text: z.string() }),
    ask: z.object({ question: z.string() }),
  },
  serverToClient: {
    subscribed: z.object({ room }),
    unsubscribed: z.object({ room }),
    said: z.object({ room, id: z.string(), text: z.string() }),
    answer: z.object({ question: z.string() }),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [exactlyOnce(), totalOrder(), membersOnly(), leaveFence()],
    },
  },
  replies: { ask: { with: 'answer', withinMs: 100 } },
  closeCodes: { 4000: 'banned', 4001: 'full' },
})

const talk = scenario('two talk', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve }) => [
    alice.joinGroup('room', 'lobby'),
    bob.joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
    each(alice, bob).expect('said', { text: 'hi' }),
    alice.send('say', { room: 'lobby', id: '2', text: 'ho' }),
    each(alice, bob).expect('said', { text: 'ho' }),
    eve.expectNothing(),
  ],
})

/** What clients saw of a conversation: nothing that only a mock writes down. */
function asClientsSaw({ entries }: Transcript): Transcript {
  const seen = entries.filter(({ kind }) => !['join', 'leave', 'broadcast'].includes(kind))
  return { entries: seen.map((entry) => ({ ...entry, cause: undefined }) as Entry) }
}

describe('coverageItems', () => {
  it('lists all that a contract says, untouched', () => {
    expect(coverageItems(chatContract)).toEqual({
      contract: 'chat',
      definitions: [expect.stringMatching(/^[\da-f]{8}$/)],
      touched: {
        messages: {
          'clientToServer subscribe': 0,
          'clientToServer unsubscribe': 0,
          'clientToServer say': 0,
          'clientToServer ask': 0,
          'serverToClient subscribed': 0,
          'serverToClient unsubscribed': 0,
          'serverToClient said': 0,
          'serverToClient answer': 0,
        },
        closeCodes: { 4000: 0, 4001: 0 },
        refusals: { 401: 0 },
        groups: { 'room join': 0, 'room leave': 0, 'room broadcast': 0 },
        promises: {
          'room exactlyOnce': 0,
          'room totalOrder': 0,
          'room membersOnly': 0,
          'room leaveFence': 0,
          replyDeadline: 0,
        },
      },
      violated: {},
    })
  })
})

describe('coverageOf', () => {
  it('counts messages by direction, what happened to groups, and the promises that could be judged', async () => {
    const { transcript } = await simulate(talk)
    expect(coverageOf(chatContract, transcript).touched).toEqual({
      messages: {
        'clientToServer subscribe': 2,
        'clientToServer unsubscribe': 0,
        'clientToServer say': 2,
        'clientToServer ask': 0,
        'serverToClient subscribed': 2,
        'serverToClient unsubscribed': 0,
        'serverToClient said': 4,
        'serverToClient answer': 0,
      },
      closeCodes: { 4000: 0, 4001: 0 },
      refusals: { 401: 0 },
      groups: { 'room join': 2, 'room leave': 0, 'room broadcast': 2 },
      promises: {
        'room exactlyOnce': 1,
        'room totalOrder': 1,
        'room membersOnly': 1,
        'room leaveFence': 0,
        replyDeadline: 0,
      },
    })
  })

  it('finds the same in what clients alone saw', async () => {
    const { transcript } = await simulate(talk)
    expect(coverageOf(chatContract, asClientsSaw(transcript))).toEqual(coverageOf(chatContract, transcript))
  })

  it('counts a leave that was asked for, and not the end of a connection', async () => {
    const leaving = (end: 'leave' | 'close') =>
      scenario('one goes', {
        contract: chatContract,
        clients: ['alice', 'bob'],
        steps: ({ alice, bob }) => [
          each(alice, bob).joinGroup('room', 'lobby'),
          end === 'leave' ? alice.leaveGroup('room', 'lobby') : alice.close(4000),
          bob.send('say', { room: 'lobby', id: '1', text: 'gone?' }),
          bob.expect('said'),
        ],
      })
    const left = coverageOf(chatContract, (await simulate(leaving('leave'))).transcript).touched
    expect(left.groups['room leave']).toBe(1)
    expect(left.promises['room leaveFence']).toBe(1)
    const closed = coverageOf(chatContract, (await simulate(leaving('close'))).transcript).touched
    expect(closed.groups['room leave']).toBe(0)
    expect(closed.closeCodes['4000']).toBe(0)
  })

  it('counts close codes and refusals of the server', async () => {
    const banned = scenario('one is banned, one is refused', {
      contract: chatContract,
      clients: ['alice', 'bob'],
      steps: ({ alice, bob, server }) => [
        alice.connect(),
        server.close(4000, '', { to: alice }),
        alice.expectClose(4000),
        bob.connect({ query: { token: 'old' } }),
        bob.expectClose(1006),
      ],
    })
    const refusing = mock(chatContract, ({ onConnect }) => [
      onConnect({ query: { token: 'old' } }).reject(401),
    ])
    const { transcript } = await simulate(banned, { mock: refusing })
    expect(coverageOf(chatContract, transcript).touched.closeCodes).toEqual({ 4000: 1, 4001: 0 })
    expect(coverageOf(chatContract, transcript).touched.refusals).toEqual({ 401: 1 })
  })

  it('counts a message that breaks the contract as violated, and not as touched', () => {
    const said = (payload: unknown): Entry => ({
      kind: 'message',
      seq: 1,
      at: 0,
      client: 'alice',
      direction: 'clientToServer',
      opcode: 'text',
      payload: JSON.stringify(payload),
    })
    const found = coverageOf(chatContract, { entries: [said({ type: 'say', room: 'lobby' })] })
    expect(found.violated).toEqual({ 'clientToServer say': 1 })
    expect(found.touched.messages['clientToServer say']).toBe(0)
    const strange = coverageOf(chatContract, { entries: [said({ type: 'shout' })] })
    expect(strange).toEqual(coverageItems(chatContract))
  })
})

describe('coverageOf of a mock that has checked its messages', () => {
  it('takes its word: every delivery of a broadcast that broke the contract is violated', async () => {
    const lying = mock(chatContract, ({ on }) => [
      // @ts-expect-error -- the compiler sees it, too: the text is missing
      on('say').broadcast('said', { room: 'lobby', id: '1' }, { group: ['room', 'lobby'] }),
    ])
    const failure: unknown = await simulate(talk, { mock: lying }).catch((error: unknown) => error)
    if (!(failure instanceof ScenarioFailure)) throw failure
    const found = coverageOf(chatContract, failure.report.transcript, { isChecked: true })
    expect(found.violated).toEqual({ 'serverToClient said': 2 })
    expect(found.touched.messages).toMatchObject({ 'clientToServer say': 1, 'serverToClient said': 0 })
    expect(found.touched.groups).toMatchObject({ 'room join': 2, 'room broadcast': 0 })
  })

  it('does not mistake what was redacted for a breach', async () => {
    const discreet = mock(chatContract, undefined, { redaction: { redact: ['room'] } })
    const { transcript } = await simulate(talk, { mock: discreet })
    expect(coverageOf(chatContract, transcript, { isChecked: true }).violated).toEqual({})
  })
})

describe('mergeCoverage', () => {
  it('adds up what has one name', async () => {
    const once = coverageOf(chatContract, (await simulate(talk)).transcript)
    const [both, ...others] = mergeCoverage([once, coverageItems(chatContract), once])
    expect(others).toEqual([])
    expect(both?.touched.messages['clientToServer say']).toBe(4)
    expect(both?.definitions).toEqual(once.definitions)
  })

  it('keeps everything of contracts that say different things under one name, and says that there are two', () => {
    const other = contract('chat', { url: '/', clientToServer: { wave: z.object({}) }, serverToClient: {} })
    const [both] = mergeCoverage([coverageItems(chatContract), coverageItems(other)])
    expect(both?.definitions).toHaveLength(2)
    expect(Object.keys(both?.touched.messages ?? {})).toEqual([
      ...Object.keys(coverageItems(chatContract).touched.messages),
      'clientToServer wave',
    ])
  })
})
