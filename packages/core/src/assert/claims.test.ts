import { describe, expect, it } from 'vitest'
import { Stage } from '../../test/stage.ts'
import { text } from '../match/matchers/text.ts'
import { on, onConnect } from '../mock/rule.ts'
import {
  beSilent,
  haveBroadcast,
  haveClosed,
  haveJoined,
  haveReceived,
  haveReceivedInOrder,
  haveSent,
} from './claims.ts'
import type { Claim, Judgement } from './judgement.ts'

const loosely = (value: unknown): never => value as never

// alice and bob are client-1 and client-2; both join the lobby, alice says two things, bob leaves with 4001.
const stage = new Stage([
  onConnect().send({ type: 'welcome' }),
  on({ type: 'join', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'joined' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
])
const [alice, bob] = [stage.connect(), stage.connect()]
alice.send({ type: 'join', room: 'lobby' })
bob.send({ type: 'join', room: 'lobby' })
alice.send({ type: 'say', text: 'hi' })
alice.send({ type: 'say', text: 'ho' })
bob.closes(4001, 'tired')
stage.connect()

const { entries } = stage.host.recorder
const judge = (claim: Claim, client?: string): Judgement => claim.judge(entries, client)
const passes = (claim: Claim, client?: string): boolean => judge(claim, client).pass

describe('haveSent and haveReceived', () => {
  it('look at the whole history of one client, or of all', () => {
    expect(passes(haveSent({ type: 'say', text: 'ho' }), 'client-1')).toBe(true)
    expect(passes(haveSent({ type: 'say' }), 'client-2')).toBe(false)
    expect(passes(haveSent({ type: 'say' }))).toBe(true)
    expect(passes(haveReceived({ type: 'said', text: 'hi' }), 'client-2')).toBe(true)
    expect(passes(haveReceived({ type: 'said' }), 'client-3')).toBe(false)
  })

  it('count, and know when more can no longer help', () => {
    expect(judge(haveSent({ type: 'say' }, { times: 2 }), 'client-1')).toMatchObject({
      pass: true,
      final: false,
    })
    expect(judge(haveSent({ type: 'say' }, { times: 1 }), 'client-1')).toMatchObject({
      pass: false,
      final: true,
    })
    expect(judge(haveSent({ type: 'say' }, { times: 3 }), 'client-1')).toMatchObject({
      pass: false,
      final: false,
    })
    expect(passes(haveSent({ type: 'say' }, { times: { min: 1, max: 2 } }))).toBe(true)
    expect(passes(haveSent({ type: 'never' }, { times: 0 }))).toBe(true)
  })

  it('leave out what came before an entry', () => {
    const first = entries.find(
      (entry) => entry.kind === 'message' && entry.payload === '{"type":"say","text":"hi"}',
    )
    expect(passes(haveSent({ text: 'hi' }, { after: first }), 'client-1')).toBe(false)
    expect(passes(haveSent({ text: 'ho' }, { after: first?.seq }), 'client-1')).toBe(true)
  })

  it('name the closest message and what is wrong with it', () => {
    const { near, standing } = judge(haveSent({ type: 'say', text: 'hx' }), 'client-1')
    expect(standing).toBe('sent nothing that matches')
    expect(near?.mismatches).toEqual([
      expect.objectContaining({ path: ['text'], expected: "'hx'", actual: 'ho' }),
    ])
  })
})

describe('haveReceivedInOrder', () => {
  it('wants the order of one client’s own connection, others may stand between', () => {
    expect(
      passes(haveReceivedInOrder([{ type: 'welcome' }, { text: 'hi' }, { text: 'ho' }]), 'client-2'),
    ).toBe(true)
    expect(passes(haveReceivedInOrder([{ text: 'ho' }, { text: 'hi' }]))).toBe(false)
    expect(judge(haveReceivedInOrder([{ text: 'ho' }, { text: 'hi' }]), 'client-1').standing).toContain(
      "missing from there: { text: 'hi' }",
    )
  })
})

describe('haveBroadcast', () => {
  it('tells broadcasts from replies, and groups from each other', () => {
    expect(passes(haveBroadcast({ type: 'said', text: 'hi' }, { group: 'lobby' }))).toBe(true)
    expect(passes(haveBroadcast({ type: 'said' }, { group: 'kitchen' }))).toBe(false)
    expect(passes(haveBroadcast({ type: 'joined' }))).toBe(false)
    expect(passes(haveBroadcast({ type: 'said' }), 'client-3')).toBe(false)
  })
})

describe('haveJoined and haveClosed', () => {
  it('remember what is over', () => {
    expect([passes(haveJoined('lobby'), 'client-2'), passes(haveJoined('lobby'), 'client-3')]).toEqual([
      true,
      false,
    ])
    expect(passes(haveClosed(4001), 'client-2')).toBe(true)
    expect(passes(haveClosed({ reason: /tired/, clean: true }), 'client-2')).toBe(true)
    expect(() => haveClosed(loosely('4001'))).toThrow(
      'toHaveClosed(): "4001" is not how a connection ends. Give a code, a number, or { code, reason, clean }.',
    )
    expect(judge(haveClosed(1000), 'client-2')).toMatchObject({
      pass: false,
      final: true,
      standing: 'closed with 4001 "tired"',
    })
    expect(judge(haveClosed(), 'client-1')).toMatchObject({
      pass: false,
      final: false,
      standing: 'did not close',
    })
  })
})

describe('beSilent', () => {
  it('holds for who sent no message', () => {
    expect([passes(beSilent(), 'client-3'), passes(beSilent(), 'client-1')]).toEqual([true, false])
    expect(passes(beSilent({ after: entries.at(-1) }))).toBe(true)
  })
})

describe('claims', () => {
  it('refuse what is no pattern, count, group or entry, at once', () => {
    expect(() => haveSent('x', { times: -1 })).toThrow('times is -1')
    expect(() => haveSent('x', { times: 1.5 })).toThrow('times is 1.5')
    expect(() => haveSent('x', { after: loosely('yesterday') })).toThrow(
      'after is neither an entry nor a seq',
    )
    expect(() => haveReceivedInOrder(loosely('x'))).toThrow('there is no list of messages')
    expect(() => haveJoined(loosely(undefined))).toThrow('the group is not a string')
    expect(() => beSilent({ forMs: loosely('a while') })).toThrow('forMs is a while')
  })
})

describe('a claim that is waited for', () => {
  const growing = () => {
    const chat = new Stage([on(text()).broadcast(({ message }) => message)])
    return { chat, client: chat.connect(), other: chat.connect() }
  }
  // Every claim is judged anew with each message; that must not read a long conversation as often as it is long.
  it.each<[name: string, (looksLike: (value: unknown) => boolean) => Claim, looks: number]>([
    ['sent', (looksLike) => haveSent(looksLike), 100],
    ['received', (looksLike) => haveReceived(looksLike, { times: 3 }), 200],
    ['received in order', (looksLike) => haveReceivedInOrder([looksLike, looksLike]), 200],
    ['broadcast', (looksLike) => haveBroadcast(looksLike), 100],
  ])('looks at each message once: %s', (_, claimOf, looks) => {
    const { chat, client } = growing()
    let asked = 0
    const claim = claimOf(() => {
      asked++
      return false
    })
    for (let n = 0; n < 100; n++) {
      client.send(`${n}`)
      expect(claim.judge(chat.host.recorder.entries, undefined).pass).toBe(false)
    }
    // A message that does not match is looked at again to say why.
    expect(asked).toBeLessThanOrEqual(4 * looks)
  })

  it('sees what comes later, and begins anew for another client or another list', () => {
    const { chat, client, other } = growing()
    const said = haveSent('2', { times: 1 })
    const heard = haveReceivedInOrder(['1', '2'])
    const both = (name?: string) =>
      [said, heard].map((claim) => claim.judge(chat.host.recorder.entries, name).witnesses)
    client.send('1')
    expect([both(), both('client-1'), both('client-2')]).toEqual([
      [[], [6]],
      [[], [5]],
      [[], [6]],
    ])
    other.send('2')
    expect([both(), both('client-1'), both('client-2')]).toEqual([
      [[7], [5, 9]],
      [[], [5, 9]],
      [[7], [6, 10]],
    ])
    expect(said.judge(chat.host.recorder.entries.slice(0, 6), undefined).witnesses).toEqual([])
  })
})
