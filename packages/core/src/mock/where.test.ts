import { describe, expect, it } from 'vitest'
import { Stage } from '../../test/stage.ts'
import { integer } from '../match/matchers/number.ts'
import { text } from '../match/matchers/text.ts'
import { on, onClose, onConnect, onPing } from './rule.ts'

const loosely = (value: unknown): never => value as never

describe('the circumstances of a rule', () => {
  it('are who speaks: query, headers, cookies, parameters', () => {
    const stage = new Stage([
      on('who', { query: { role: 'admin' } }).reply('an admin'),
      on('who', { headers: { 'x-team': /^b/ } }).reply('team b'),
      on('who', { cookies: { user: 'carl' } }).reply('carl'),
      on('who', { params: { room: 'lobby' } }).reply('in the lobby'),
      on('who').reply('somebody'),
    ])
    const asked = (...dialled: Parameters<Stage['connect']>): unknown => {
      const client = stage.connect(...dialled)
      client.send('who')
      return client.got[0]
    }
    expect([
      asked({ url: 'ws://chat.test/?role=admin' }),
      asked({ headers: { 'x-team': 'blue' } }),
      asked({ headers: { cookie: 'user=carl' } }),
      asked({}, { room: 'lobby' }),
      asked(),
    ]).toEqual(['an admin', 'team b', 'carl', 'in the lobby', 'somebody'])
  })

  it('are which message of its connection it is, counted from 1 for each connection', () => {
    const stage = new Stage([
      on('hi', { messageNumber: 1 }).reply('first'),
      on('hi', { messageNumber: integer({ min: 3 }) }).reply('again'),
      on('hi').reply(({ messageNumber }) => messageNumber),
    ])
    const [a, b] = [stage.connect(), stage.connect()]
    for (let n = 0; n < 3; n++) a.send('hi')
    b.send('hi')
    expect([a.got, b.got]).toEqual([['first', '2', 'again'], ['first']])
  })

  it('are whatever a function says of the message and the states', () => {
    const stage = new Stage([
      on({ type: 'say' }, { holds: ({ client }) => client.state['muted'] === true }).drop(),
      on({ type: 'mute' }).run(({ client }) => {
        client.state['muted'] = true
      }),
      on({ type: 'say' }).reply('said'),
    ])
    const client = stage.connect()
    for (const type of ['say', 'mute', 'say']) client.send({ type })
    expect(client.got).toEqual(['said'])
  })

  it('are looked at for connects, pings and closes too', () => {
    const stage = new Stage([
      onConnect({ query: { vip: '1' } }, { headers: { 'x-key': 'ok' } }).send('welcome'),
      onPing('are you there', { query: { vip: '1' } }).pong('always'),
      onClose({ messageNumber: 0 }).broadcast('left without a word'),
    ])
    const other = stage.connect()
    const vip = stage.connect({ url: 'ws://chat.test/?vip=1', headers: { 'x-key': 'ok' } })
    vip.ping('are you there')
    other.ping('are you there')
    vip.closes()
    expect(vip.got).toEqual(['welcome', 'pong always', 'close 1000'])
    expect(other.got).toEqual(['pong are you there', 'left without a word'])
  })

  it('fail the test when a function throws, also where a connection is made', () => {
    const refusing = new Stage([
      onConnect(undefined, {
        holds: () => {
          throw new Error('no answer')
        },
      }).send('y'),
    ])
    expect(refusing.connect().got).toEqual(['reject 500 internal error'])
    expect(refusing.reports).toHaveLength(1)
    const stage = new Stage([
      on('x', {
        holds: () => {
          throw new Error('no answer')
        },
      }).reply('y'),
    ])
    const client = stage.connect()
    client.send('x')
    expect(client.got).toEqual(['close 1011 internal error'])
    expect(stage.reports.map(({ error }) => String(error))).toEqual(['Error: no answer'])
  })

  it('are refused where they are none', () => {
    expect(() => on('x', loosely({ querry: {} }))).toThrow(`on('x'): there is no option "querry"`)
    expect(() => on('x', { query: loosely(undefined), cookies: loosely(new Date(0)) })).toThrow(
      "on('x'), cookies: an instance of Date is not a pattern",
    )
    expect(() => on('x', { holds: loosely(true) })).toThrow("on('x'): holds is not a function")
  })
})

describe('the time of day', () => {
  it('is the mock’s clock: a simulation begins at 0', () => {
    const stage = new Stage([
      on('when')
        .delay(30)
        .reply(({ now }) => now),
    ])
    const client = stage.connect()
    client.send('when')
    stage.clock.advanceTo(30)
    expect(client.got).toEqual(['30'])
  })
})

describe('the payload of a message', () => {
  it('is what came, before it was decoded', () => {
    const stage = new Stage([on({ say: text() }).reply(({ payload }) => `${String(payload)}!`)])
    const client = stage.connect()
    client.send('{ "say": "hi" }')
    expect(client.got).toEqual(['{ "say": "hi" }!'])
  })
})
