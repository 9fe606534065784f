import { type } from 'arktype'
import { expectTypeOf } from 'expect-type'
import * as v from 'valibot'
import { z } from 'zod'
import { capture, ref } from '../match/matchers/capture.ts'
import { integer } from '../match/matchers/number.ts'
import { text } from '../match/matchers/text.ts'
import { mock } from '../mock/definition.ts'
import { mockWs } from '../run/mock-ws.ts'
import { scenario } from '../scenario/scenario.ts'
import {
  type AnyContract,
  contract,
  type DownMessage,
  type DownWire,
  type GroupKind,
  type UpMessage,
  type UpOutput,
} from './contract.ts'
import { jsonSchema } from './json-schema.ts'
import { exactlyOnce } from './promise.ts'
import { typed } from './typed.ts'

interface Place {
  readonly x: number
  readonly y: number
}

const chat = contract('chat', {
  url: '/rooms',
  // Before the messages: what they are is inferred all the same.
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [exactlyOnce()],
    },
    user: {
      join: {
        by: 'subscribe',
        key: { of: ({ room }) => room.toLowerCase(), make: (key) => ({ type: 'subscribe', room: key }) },
      },
    },
  },
  clientToServer: {
    subscribe: z.object({ type: z.literal('subscribe'), room: z.string() }),
    say: v.object({ room: v.string(), id: v.string(), text: v.string() }),
    at: z.object({ at: z.string().transform(Number) }),
    move: type({ to: { x: 'number', y: 'number' }, 'why?': 'string' }),
    draw: typed<{ readonly places: readonly Place[]; readonly kind: 'line' | 'dot' }>(),
    plain: { type: 'object' },
    told: jsonSchema<{ readonly n: number }>({ type: 'object' }),
  },
  serverToClient: {
    subscribed: z.object({ room: z.string() }),
    said: z.object({ room: z.string(), id: z.string(), text: z.string(), n: z.number().optional() }),
    change: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('added'), id: z.string() }),
      z.object({ kind: z.literal('removed'), why: z.string() }),
    ]),
  },
})
type Chat = typeof chat

const enveloped = contract('enveloped', {
  url: '/',
  discriminator: { field: 'op', payload: 'd', names: { hello: 10, ok: 11 } },
  clientToServer: { hello: z.object({ op: z.string(), n: z.number() }) },
  serverToClient: { ok: typed<string>() },
})
const nameless = contract('nameless', {
  url: '/',
  discriminator: 'firstThatFits',
  clientToServer: { bytes: typed<Uint8Array>() },
  serverToClient: { price: z.object({ price: z.number() }) },
})

// ── infers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

expectTypeOf(chat).toExtend<AnyContract>()
expectTypeOf<GroupKind<Chat>>().toEqualTypeOf<'room' | 'user'>()
expectTypeOf<UpMessage<Chat, 'say'>>().toEqualTypeOf<{ room: string; id: string; text: string }>()
expectTypeOf<UpMessage<Chat, 'move'>['to']>().toEqualTypeOf<{ x: number; y: number }>()
expectTypeOf<UpMessage<Chat, 'told'>>().toEqualTypeOf<{ readonly n: number }>()
expectTypeOf<UpMessage<Chat, 'plain'>>().toEqualTypeOf<unknown>()
expectTypeOf<DownMessage<Chat, 'said'>['text']>().toEqualTypeOf<string>()
// The name is filled in, and may be written.
expectTypeOf<{ room: string }>().toExtend<UpMessage<Chat, 'subscribe'>>()
expectTypeOf<{ type: 'subscribe'; room: string }>().toExtend<UpMessage<Chat, 'subscribe'>>()
// On the wire is what the schema takes, a handler sees what it makes of it.
expectTypeOf<UpMessage<Chat, 'at'>>().toEqualTypeOf<{ at: string }>()
expectTypeOf<UpOutput<Chat, 'at'>>().toEqualTypeOf<{ at: number }>()
// A field of the message that is called as the envelope's is the message's own.
expectTypeOf<UpMessage<typeof enveloped, 'hello'>>().toEqualTypeOf<{ op: string; n: number }>()
expectTypeOf<DownMessage<typeof enveloped, 'ok'>>().toEqualTypeOf<string>()
expectTypeOf<DownWire<typeof enveloped>>().toEqualTypeOf<{ readonly op: 11 } & { readonly d: string }>()
expectTypeOf<UpMessage<typeof nameless, 'bytes'>>().toEqualTypeOf<Uint8Array>()

mock(chat, ({ on, onConnect, onClose }) => [
  on('at').run(({ message, reply, broadcast, join }) => {
    expectTypeOf(message).toEqualTypeOf<{ at: number }>()
    reply('subscribed', { room: 'a' })
    broadcast('said', { room: 'a', id: '1', text: 'hi' }, { group: ['room', 'a'], except: 'sender' })
    join('user', 'ada')
  }),
  on('say', { text: /hi/ }).reply('said', ({ message }) => {
    expectTypeOf(message).toEqualTypeOf<{ room: string; id: string; text: string }>()
    return message
  }),
  onConnect().send('change', { kind: 'removed', why: 'old' }),
  onClose().broadcast('subscribed', { room: 'a' }),
])

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────

scenario('what fits', {
  contract: chat,
  clients: ['alice', 'bob'],
  steps: ({ alice, bob, server }) => [
    alice.joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: ref('id'), text: text() }),
    alice.send('draw', { places: [{ x: integer(), y: 1 }], kind: 'line' }),
    alice.send('plain', { anything: ['at', 'all'] }),
    alice.expect('said', { id: capture('id'), text: (said) => said.startsWith('h'), n: 1 }),
    alice.expect('change', { kind: 'added', id: ref('id') }),
    alice.expectInAnyOrder(['subscribed', ['said', { text: /hi/, id: capture('other') }]]),
    bob.ignore('said', { room: 'den' }),
    server.send('said', { room: 'den', id: '1', text: 'hi' }, { to: bob }),
    server.broadcast(
      'change',
      { kind: 'added', id: '1' },
      {
        groups: [
          ['room', 'a'],
          ['user', 'b'],
        ],
      },
    ),
  ],
})
scenario('other envelopes', {
  contract: nameless,
  clients: ['alice'],
  steps: ({ alice }) => [alice.send('bytes', new Uint8Array(1)), alice.expect('price', { price: 3 })],
})

// ── rejects ────────────────────────────────────────────────────────────────────────────────────────────────────────

scenario('what does not fit', {
  contract: chat,
  clients: ['alice'],
  steps: ({ alice, server }) => [
    // @ts-expect-error a misspelt message
    alice.send('sya', { room: 'lobby', id: '1', text: 'hi' }),
    // @ts-expect-error a message that the server sends
    alice.send('said', { room: 'lobby', id: '1', text: 'hi' }),
    // @ts-expect-error a message that clients send
    alice.expect('say'),
    // @ts-expect-error a wrong payload
    alice.send('say', { room: 'lobby', id: '1', text: 7 }),
    // @ts-expect-error a payload that lacks a field
    alice.send('say', { room: 'lobby', id: '1' }),
    // @ts-expect-error a payload with a field too many
    alice.send('say', { room: 'lobby', id: '1', text: 'hi', more: 1 }),
    // @ts-expect-error a matcher of another type
    alice.send('say', { room: 'lobby', id: '1', text: integer() }),
    // @ts-expect-error a pattern for a field that there is none of
    alice.expect('said', { txt: 'hi' }),
    // @ts-expect-error a pattern of another type
    alice.expect('said', { text: 7 }),
    // @ts-expect-error an unknown kind of group
    alice.joinGroup('rooms', 'lobby'),
    // @ts-expect-error an unknown kind of group
    server.broadcast('subscribed', { room: 'lobby' }, { group: ['rooms', 'lobby'] }),
    // @ts-expect-error a message that clients send, among others
    alice.expectInAnyOrder(['said', 'say']),
    // @ts-expect-error what the schema makes of it is not what travels
    alice.send('at', { at: 7 }),
  ],
})
scenario('an unknown client', {
  contract: chat,
  clients: ['alice'],
  // @ts-expect-error there is no bob
  steps: ({ bob }) => [bob.close()],
})
mock(chat, ({ on }) => [
  // @ts-expect-error a misspelt message
  on('sya').drop(),
  // @ts-expect-error a message that clients send
  on('say').reply('say', { room: '', id: '', text: '' }),
  // @ts-expect-error a wrong payload
  on('say').reply('said', ({ message }) => ({ room: message.room, id: message.id })),
  // @ts-expect-error there is no such field
  on('say').reply('subscribed', ({ message }) => ({ room: message.rom })),
  // @ts-expect-error an unknown kind of group
  on('say').join('rooms', 'lobby'),
])
const handle = await mockWs('wss://chat.example.com/', chat)
// @ts-expect-error a wrong payload
handle.send('said', { room: 'lobby' })
// @ts-expect-error an unknown kind of group
handle.group('rooms', 'lobby')

const messages = {
  url: '/',
  clientToServer: { ask: z.object({ k: z.string(), tags: z.array(z.string()) }) },
  serverToClient: { told: z.object({ k: z.string() }) },
} as const
// @ts-expect-error the key is no field
contract('x', { ...messages, groups: { room: { join: { by: 'ask', key: 'kk' } } } })
// @ts-expect-error the key is neither a string nor a number
contract('x', { ...messages, groups: { room: { join: { by: 'ask', key: 'tags' } } } })
// @ts-expect-error no such message
contract('x', { ...messages, groups: { room: { join: { by: 'aks', key: 'k' } } } })
// @ts-expect-error the server does not say that
contract('x', { ...messages, groups: { room: { broadcast: { by: 'ask', delivers: 'ask', key: 'k' } } } })
// @ts-expect-error the server does not say that
contract('x', { ...messages, replies: { ask: { with: 'ask' } } })
// @ts-expect-error clients do not say that
contract('x', { ...messages, heartbeat: { by: 'told', ack: 'told' } })
// @ts-expect-error the question has no such field
contract('x', { ...messages, replies: { ask: { with: 'told', correlate: 'id' } } })
// @ts-expect-error no such option
contract('x', { ...messages, groups: { room: { joins: { by: 'ask', key: 'k' } } } })
