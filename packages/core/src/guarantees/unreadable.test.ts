// What nobody can read is held against nobody: it may have been anything.
import { describe, expect, it } from 'vitest'
import { type ChatTerms, chatOf, type Talk, talk } from '../../test/guarantees/talk.ts'
import { contract } from '../contract/contract.ts'
import {
  atLeastOnce,
  atMostOnce,
  leaveFence,
  membersOnly,
  noCreation,
  noGaps,
  type Promised,
  replyDeadline,
  resume,
  sequenceAgreement,
  steadyHeartbeat,
} from '../contract/promise.ts'
import { typed } from '../contract/typed.ts'
import { check } from './check.ts'

const judge = (transcript: Talk, law: Promised, terms: ChatTerms = {}) =>
  check(transcript, law, { contract: chatOf(terms) }).verdict

const three = () => talk().open('c1', 'c2', 'c3').members('g1', 'c1', 'c2', 'c3')

const HIDDEN = '<redacted>'

describe('a request that nobody can read', () => {
  const cutShort = '{"type":"join","ro'

  it.each([
    ['hidden', { type: 'join', room: HIDDEN }],
    ['damaged', cutShort],
  ])('may have been one to join: %s', (_, request) => {
    const joined = talk().open('c1', 'c2').members('g1', 'c1').sends('c2', request)
    joined.say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    expect(judge(joined, membersOnly())).toBe('unknown')
  })

  it('cannot have been a cause of what came before it', () => {
    const early = talk().open('c1', 'c2').members('g1', 'c1').say('c1', 'g1', 'm1')
    early.said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1').sends('c2', cutShort)
    expect(judge(early, membersOnly())).toBe('violated')
  })

  it('may have been one to join again', () => {
    const again = three().leave('c3', 'g1').left('c3', 'g1').sends('c3', cutShort)
    again.say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2', 'c3').ok('c1', 'm1')
    expect(judge(again, leaveFence())).toBe('unknown')
    expect(judge(again, membersOnly())).toBe('unknown')
  })

  it('may have been one to leave', () => {
    const gone = three().sends('c3', '{"type":"leave","ro')
    gone.say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    expect(judge(gone, atLeastOnce())).toBe('holds')
    const before = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    expect(judge(before.sends('c3', '{"type":"leave","ro'), atLeastOnce())).toBe('violated')
  })

  it('may have been one more of the same', () => {
    const alike = three().say('c1', 'g1', '', 'hi').sends('c1', '{"type":"say","ro')
    alike.hears('c2', { type: 'said', room: 'g1', id: '', text: 'hi' })
    alike.hears('c2', { type: 'said', room: 'g1', id: '', text: 'hi' })
    expect(judge(alike, atMostOnce(), { ids: false, acknowledges: 'none' })).not.toBe('violated')
  })

  it('may have been a heartbeat', () => {
    const beating = talk().open('c1').sends('c1', { type: 'ping' })
    beating.at = 100
    beating.sends('c1', '{"ty')
    beating.at = 200
    expect(judge(beating.sends('c1', { type: 'ping' }), steadyHeartbeat())).toBe('unknown')
  })

  it('may have said where to go on', () => {
    const back = talk().open('c1', 'c2').members('g1', 'c1', 'c2')
    back.say('c1', 'g1', 'm1').numbered('g1', 'm1', 1, 'c2').ok('c1', 'm1')
    back.entry({ kind: 'close', client: 'c2', code: 1000, reason: '', clean: true })
    back.open('c2').sends('c2', cutShort).numbered('g1', 'm1', 1, 'c2')
    expect(judge(back, resume('seq'))).toBe('unknown')
  })
})

describe('an answer that nobody can read', () => {
  const asked = () => talk().open('c1').sends('c1', { type: 'ask', q: '1' })
  const later = (transcript: Talk): Talk => {
    transcript.at = 500
    return transcript.hears('c1', { type: 'here', who: 'c1' })
  }

  it('may have come in time', () => {
    expect(judge(later(asked().hears('c1', { type: 'answer', q: HIDDEN })), replyDeadline())).toBe('holds')
    expect(judge(later(asked().hears('c1', '{"type":"answ')), replyDeadline())).toBe('unknown')
    expect(judge(later(asked()), replyDeadline())).toBe('violated')
  })
})

describe('a delivery that hides its group', () => {
  it('is told by its id', () => {
    const hidden = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    hidden.hears('c3', { type: 'said', room: HIDDEN, id: 'm1', text: 'm1' })
    expect(judge(hidden, atLeastOnce())).toBe('holds')
    expect(judge(hidden, membersOnly())).toBe('holds')
  })

  it('may be what seems to be missing where it has none', () => {
    const hidden = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    hidden.hears('c3', { type: 'said', room: HIDDEN, id: HIDDEN, text: 'm1' })
    expect(judge(hidden, atLeastOnce())).toBe('unknown')
    expect(judge(hidden, membersOnly())).toBe('unknown')
  })
})

describe('a delivery that may belong to several groups', () => {
  const rooms = contract('rooms', {
    url: '/',
    clientToServer: {
      join: typed<{ room: string }>(),
      say: typed<{ to: { room: string }; text: string }>(),
    },
    serverToClient: { joined: typed<{ room: string }>(), said: typed<{ text: string }>() },
    groups: {
      room: {
        join: { by: 'join', ack: 'joined', key: 'room' },
        broadcast: {
          by: 'say',
          delivers: 'said',
          key: { of: ({ to }) => to.room, make: (room) => ({ to: { room }, text: '' }) },
          deliver: ({ text }) => ({ text }),
        },
      },
    },
  })
  const said = (...clients: readonly string[]): Talk => {
    const transcript = talk().open('c1', 'c2').members('a', 'c1').members('b', 'c1')
    for (const room of ['a', 'b']) transcript.sends('c1', { type: 'say', to: { room }, text: 'hi' })
    for (const client of clients) transcript.hears(client, { type: 'said', text: 'hi' })
    return transcript
  }
  const word = (transcript: Talk, law: Promised) => check(transcript, law, { contract: rooms }).verdict

  it('is missing in none of them', () => {
    expect(word(said('c1', 'c1'), atLeastOnce())).toBe('unknown')
    expect(word(said(), atLeastOnce())).toBe('violated')
  })

  it('is for members of one of them', () => {
    expect(word(said('c1', 'c1'), membersOnly())).toBe('holds')
    expect(word(said('c2'), membersOnly())).toBe('violated')
  })
})

describe('a message that delivers the broadcasts of two kinds', () => {
  const kinds = contract('kinds', {
    url: '/',
    clientToServer: {
      join: typed<{ room: string }>(),
      pair: typed<{ dm: string }>(),
      say: typed<{ room: string; id: string; text: string }>(),
      whisper: typed<{ dm: string; text: string }>(),
    },
    serverToClient: {
      joined: typed<{ room: string }>(),
      paired: typed<{ dm: string }>(),
      said: typed<{ room: string; dm: string; id: string; text: string }>(),
    },
    groups: {
      room: {
        join: { by: 'join', ack: 'joined', key: 'room' },
        broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      },
      dm: {
        join: { by: 'pair', ack: 'paired', key: 'dm' },
        broadcast: { by: 'whisper', delivers: 'said', key: 'dm' },
      },
    },
  })

  it('is one of the kind whose key it has, also where it can be any of several', () => {
    const transcript = talk().open('c1').sends('c1', { type: 'pair', dm: 'd' })
    transcript.hears('c1', { type: 'paired', dm: 'd' })
    for (let time = 0; time < 2; time++) transcript.sends('c1', { type: 'whisper', dm: 'd', text: 'hi' })
    for (let time = 0; time < 2; time++) transcript.hears('c1', { type: 'said', dm: 'd', text: 'hi' })
    for (const law of [noCreation(), atMostOnce(), atLeastOnce(), membersOnly()]) {
      const { verdicts } = check(transcript, law, { contract: kinds })
      expect(verdicts.map(({ group, verdict }) => [group, verdict])).toEqual([['dm/d', 'holds']])
    }
  })
})

describe('an id', () => {
  it('that is used again may be taken for the same again', () => {
    const retried = () => three().say('c1', 'g1', 'm1').ok('c1', 'm1').say('c1', 'g1', 'm1').ok('c1', 'm1')
    expect(judge(retried().said('g1', 'm1', 'c1', 'c2', 'c3'), atLeastOnce())).toBe('unknown')
    expect(judge(retried().said('g1', 'm1', 'c1', 'c2'), atLeastOnce())).toBe('violated')
  })

  it('may be given by the server where the sender gave none', () => {
    const given = (text: string) =>
      three()
        .sends('c1', { type: 'say', room: 'g1', text: 'hi' })
        .hears('c2', { type: 'said', room: 'g1', id: 's1', text })
    const terms: ChatTerms = { acknowledges: 'none' }
    expect(judge(given('hi'), noCreation(), terms)).toBe('holds')
    expect(judge(given('hi'), membersOnly(), terms)).toBe('holds')
    expect(judge(given('ho'), noCreation(), terms)).toBe('violated')
  })
})

describe('a connection whose end nobody saw', () => {
  it('is over when its client has another one', () => {
    const again = three().open('c3').say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    expect(judge(again, atLeastOnce())).toBe('holds')
    const silent = talk().open('c1')
    silent.at = 1000
    expect(judge(silent.open('c1'), steadyHeartbeat())).toBe('unknown')
  })
})

describe('bytes', () => {
  const bytesOf = (message: object): Uint8Array => new TextEncoder().encode(JSON.stringify(message))
  const packed = contract('packed', {
    url: '/',
    codec: {
      encode: (message) => ({ opcode: 'binary', payload: new TextEncoder().encode(JSON.stringify(message)) }),
      decode: (payload) =>
        JSON.parse(
          typeof payload === 'string' ? payload : new TextDecoder().decode(payload),
          (field, value) => (field === 'n' ? BigInt(value) : field === 'on' ? new Date(value) : value),
        ),
    },
    clientToServer: { join: typed<{ room: string }>(), say: typed<{ room: string; n: bigint; on: Date }>() },
    serverToClient: {
      joined: typed<{ room: string }>(),
      said: typed<{ room: string; n: bigint; on: Date }>(),
    },
    groups: {
      room: {
        join: { by: 'join', ack: 'joined', key: 'room' },
        broadcast: { by: 'say', delivers: 'said', key: 'room' },
      },
    },
  })
  const frame = (direction: 'clientToServer' | 'serverToClient', payload: Uint8Array) => ({
    kind: 'message',
    client: 'c1',
    direction,
    opcode: 'binary',
    payload,
  })
  const said = (up: (bytes: Uint8Array) => Uint8Array, down: (bytes: Uint8Array) => Uint8Array, on = 2) =>
    talk()
      .open('c1')
      .entry(frame('clientToServer', bytesOf({ type: 'join', room: 'g' })))
      .entry(frame('serverToClient', bytesOf({ type: 'joined', room: 'g' })))
      .entry(frame('clientToServer', up(bytesOf({ type: 'say', room: 'g', n: '5', on: 2 }))))
      .entry(frame('serverToClient', down(bytesOf({ type: 'said', room: 'g', n: '5', on }))))
  const whole = (bytes: Uint8Array): Uint8Array => bytes
  const half = (bytes: Uint8Array): Uint8Array => bytes.slice(0, 10)
  const word = (transcript: Talk, law: Promised) => check(transcript, law, { contract: packed }).verdict

  it('are compared by what they say, whatever values a codec makes', () => {
    expect(word(said(whole, whole), noCreation())).toBe('holds')
    expect(word(said(whole, whole), atLeastOnce())).toBe('holds')
    expect(word(said(whole, whole, 3), noCreation())).toBe('violated')
  })

  it('that the codec cannot read are damaged', () => {
    expect(word(said(half, whole), noCreation())).toBe('unknown')
    expect(word(said(whole, half), atLeastOnce())).toBe('unknown')
  })
})

describe('the numbers of a sequence', () => {
  const numbered = (...numbers: readonly unknown[]): Talk => {
    const transcript = three()
    for (const [index, seq] of numbers.entries()) {
      const id = `m${index}`
      transcript.say('c1', 'g1', id).hears('c2', { type: 'said', room: 'g1', id, text: id, seq }).ok('c1', id)
    }
    return transcript
  }

  it('are told apart to their last digit', () => {
    const long = numbered('9007199254740991', '9007199254740992', '9007199254740993', '9007199254740994')
    expect(judge(long, sequenceAgreement('seq'))).toBe('holds')
    expect(judge(long, noGaps('seq'))).toBe('holds')
    const gap = numbered('9007199254740992', '9007199254740994')
    expect(judge(gap, noGaps('seq'))).toBe('violated')
    expect(judge(numbered('9007199254740993', '9007199254740993'), sequenceAgreement('seq'))).toBe('violated')
  })

  it('that have lost digits on their way are none', () => {
    const lost = numbered(2 ** 53, 2 ** 53)
    expect(judge(lost, sequenceAgreement('seq'))).toBe('unknown')
    expect(judge(lost, noGaps('seq'))).toBe('unknown')
  })

  it('leave no gap where one of them is hidden', () => {
    expect(judge(numbered(1, HIDDEN, 3), noGaps('seq'))).toBe('unknown')
    expect(judge(numbered(1, HIDDEN, 4), noGaps('seq'))).toBe('violated')
  })
})
