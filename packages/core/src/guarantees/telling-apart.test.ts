import { describe, expect, it } from 'vitest'
import { compiledOf, contract } from '../contract/contract.ts'
import { typed } from '../contract/typed.ts'
import { type ChatTerms, chatOf, type Talk, talk } from '../../test/guarantees/talk.ts'
import {
  atLeastOnce,
  atMostOnce,
  membersOnly,
  noCreation,
  type Promised,
  totalOrder,
} from '../contract/promise.ts'
import { check } from './check.ts'

const judge = (transcript: Talk, law: Promised, terms: ChatTerms = {}) => {
  const [verdict] = check(transcript, law, { contract: chatOf(terms) }).verdicts
  return verdict?.verdict
}
const two = () => talk().open('c1', 'c2').members('g1', 'c1', 'c2')
const nameless: ChatTerms = { ids: false, acknowledges: 'none' }
const hi = { type: 'said', room: 'g1', id: '', text: 'hi' }

describe('broadcasts without ids', () => {
  it('are told by what they say, where each says something else', () => {
    const twice = two().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2', 'c2')
    expect(judge(twice, atMostOnce(), nameless)).toBe('violated')
    expect(judge(two().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1'), atLeastOnce(), nameless)).toBe(
      'violated',
    )
    expect(judge(two().say('c1', 'g1', 'm1').said('g1', 'm2', 'c1'), noCreation(), nameless)).toBe('violated')
  })

  it('that say the same are counted', () => {
    const said = () =>
      two().say('c1', 'g1', '', 'hi').say('c1', 'g1', '', 'hi').hears('c1', hi).hears('c1', hi)
    expect(judge(said().hears('c2', hi).hears('c2', hi), atMostOnce(), nameless)).toBe('holds')
    expect(judge(said().hears('c2', hi).hears('c2', hi), atLeastOnce(), nameless)).toBe('holds')
    expect(judge(said().hears('c2', hi).hears('c2', hi).hears('c2', hi), atMostOnce(), nameless)).toBe(
      'violated',
    )
    expect(judge(said().hears('c2', hi), atLeastOnce(), nameless)).toBe('violated')
  })

  it('that say the same have no order that could be seen', () => {
    const same = two().say('c1', 'g1', '', 'hi').say('c2', 'g1', '', 'hi')
    for (const client of ['c1', 'c2', 'c1', 'c2']) same.hears(client, hi)
    expect(judge(same, totalOrder(), nameless)).toBe('unknown')
  })
})

describe('what cannot be read', () => {
  it.each([
    ['damaged', '{"type":"said","room":"g1'],
    ['hidden', '{"type":"<redacted>"}'],
    ['without its id', { type: 'said', room: 'g1', text: 'm1' }],
    ['with a hidden id', { type: 'said', room: 'g1', id: '<redacted>', text: 'm1' }],
  ])('may be what seems to be missing: %s', (_, message) => {
    const transcript = two().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1').hears('c2', message).ok('c1', 'm1')
    expect(judge(transcript, atLeastOnce())).toBe('unknown')
  })

  it('may be the request of what seems to be sent by nobody', () => {
    const transcript = two().sends('c1', '{"type":"say","ro').said('g1', 'm1', 'c2')
    expect(judge(transcript, noCreation())).toBe('unknown')
  })

  it('is no reason to call what is hidden altered', () => {
    const transcript = two()
      .say('c1', 'g1', 'm1', 'a secret')
      .hears('c2', { type: 'said', room: 'g1', id: 'm1', text: '<redacted>' })
    expect(judge(transcript, noCreation())).toBe('holds')
  })

  it('is nothing to throw at', () => {
    const odd = two()
      .sends('c1', '')
      .sends('c1', '[]')
      .sends('c1', 'null')
      .hears('c1', '[[[')
      .hears('c2', '{}')
    odd
      .sends('c1', { type: 'say' })
      .sends('c1', { type: 'join', room: { deep: 1 } })
      .hears('c2', { type: 'said' })
    odd.entry({
      kind: 'message',
      client: 'new',
      direction: 'serverToClient',
      opcode: 'binary',
      payload: new Uint8Array(3),
    })
    for (const law of [noCreation(), atLeastOnce(), membersOnly(), totalOrder()]) {
      expect(['holds', 'unknown']).toContain(judge(odd, law))
    }
  })
})

describe('what the server adds and what it answers', () => {
  it('is compared where it was copied, and nowhere else', () => {
    const added = two().say('c1', 'g1', 'm1')
    added.hears('c2', { type: 'said', text: 'm1', id: 'm1', room: 'g1', seq: 7, at: 'now', from: 'c1' })
    expect(judge(added, noCreation())).toBe('holds')
  })
})

describe('where the name of a message stands', () => {
  it.each([
    { path: ['head', 'kind'] as const },
    { field: 'event', payload: 'data' },
    { position: 2, payload: 3 },
  ])('is no part of what is compared: %j', (discriminator) => {
    const nested = contract('nested', {
      url: '/',
      discriminator,
      clientToServer: { join: typed<{ room: string }>(), say: typed<{ room: string; text: string }>() },
      serverToClient: { joined: typed<{ room: string }>(), said: typed<{ room: string; text: string }>() },
      groups: {
        room: {
          join: { by: 'join', ack: 'joined', key: 'room' },
          broadcast: { by: 'say', delivers: 'said', key: 'room' },
        },
      },
    })
    const wire = compiledOf('a test', nested)
    const up = (name: string, message: object) => String(wire.write('clientToServer', name, message).payload)
    const down = (name: string, message: object) =>
      String(wire.write('serverToClient', name, message).payload)
    const transcript = talk().open('c1', 'c2')
    for (const client of ['c1', 'c2']) {
      transcript.sends(client, up('join', { room: 'r' })).hears(client, down('joined', { room: 'r' }))
    }
    const said = () =>
      transcript
        .sends('c1', up('say', { room: 'r', text: 'hi' }))
        .hears('c1', down('said', { room: 'r', text: 'hi' }))
    const words = (asked: Promised) => check(said(), asked, { contract: nested }).verdict
    expect(words(noCreation())).toBe('holds')
    expect(words(atLeastOnce())).toBe('violated')
  })
})
