// The options of a contract, one by one, as docs/contracts.md has them.
import { decode, encode } from '@msgpack/msgpack'
import { contract, jsonSchema, noGaps, scenario, simulate, typed, wait } from '@parley-ws/core'
import { type } from 'arktype'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { z } from 'zod'

test('messages', () => {
  // #region messages
  const things = contract('things', {
    url: '/things',
    clientToServer: {
      inZod: z.object({ id: z.string() }),
      inValibot: v.object({ id: v.string() }),
      inArktype: type({ id: 'string' }),
      inJsonSchema: jsonSchema<{ id: string }>({ type: 'object', required: ['id'] }),
      plain: { type: 'object', required: ['id'] }, // a JSON Schema; to the compiler its messages are unknown
      typeAlone: typed<{ id: string }>(), // nothing is validated
    },
    serverToClient: {},
  })
  // #endregion
  expect(things.name).toBe('things')
})

test('literals', async () => {
  // #region literals
  const shop = contract('shop', {
    url: '/shop',
    clientToServer: {
      buy: z.object({ type: z.literal('shop.buy'), what: z.string() }),
    },
    serverToClient: {
      // One message that is called either way; whoever sends it says which it is.
      stock: z.discriminatedUnion('type', [
        z.object({ type: z.literal('added'), what: z.string() }),
        z.object({ type: z.literal('sold'), what: z.string(), to: z.string() }),
      ]),
    },
  })
  const buying = scenario('buying', {
    contract: shop,
    clients: ['alice'],
    steps: ({ alice, server }) => [
      server.send('stock', { type: 'added', what: 'tea' }, { to: alice }),
      alice.expect('stock', { type: 'added' }),
    ],
  })
  // #endregion
  await simulate(buying)
})

const hello = z.object({ version: z.number() })

test.each([
  // #region discriminators
  'type', // { type: 'hello', version: 1 }
  'kind', // { kind: 'hello', version: 1 }
  { field: 'event', payload: 'data' }, // { event: 'hello', data: { version: 1 } }
  { field: 'op', payload: 'd', names: { hello: 10 } }, // { op: 10, d: { version: 1 } }
  { path: ['head', 'kind'] }, // { head: { kind: 'hello' }, version: 1 }
  { position: 0, payload: 1 }, // ['hello', { version: 1 }]
  'firstThatFits', // { version: 1 }
  // #endregion
] as const)('the discriminator %j', async (discriminator) => {
  const greeting = contract('greeting', {
    url: '/',
    clientToServer: { hello },
    serverToClient: { hello },
    replies: { hello: { with: 'hello' } },
    discriminator,
  })
  await simulate(
    scenario('hello', {
      contract: greeting,
      clients: ['alice'],
      steps: ({ alice }) => [alice.send('hello', { version: 1 }), alice.expect('hello', { version: 1 })],
    }),
  )
})

test('codecs', async () => {
  // #region codec
  const files = contract('files', {
    url: '/files',
    codec: {
      encode: (message) => ({ opcode: 'binary', payload: new Uint8Array(encode(message)) }),
      decode: (payload) => (typeof payload === 'string' ? payload : decode(payload)),
    },
    clientToServer: { put: z.object({ name: z.string(), bytes: z.instanceof(Uint8Array) }) },
    serverToClient: { stored: z.object({ name: z.string() }) },
    replies: { put: { with: 'stored', correlate: 'name' } },
  })
  // #endregion
  await simulate(
    scenario('storing', {
      contract: files,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.send('put', { name: 'a', bytes: new Uint8Array(2) }),
        alice.expect('stored', { name: 'a' }),
      ],
    }),
  )
})

test('text', async () => {
  // #region text
  const lines = contract('lines', {
    url: '/lines',
    codec: 'text',
    discriminator: 'firstThatFits',
    clientToServer: { beat: z.literal('!'), line: z.string() },
    serverToClient: { beat: z.literal('!'), line: z.string() },
    heartbeat: { by: 'beat', ack: 'beat' },
    replies: { line: { with: 'line' } },
  })
  // #endregion
  await simulate(
    scenario('a line', {
      contract: lines,
      clients: ['alice'],
      steps: ({ alice }) => [alice.send('line', 'hello'), alice.expect('line', 'hello')],
    }),
  )
})

test('handshakes', async () => {
  // #region handshake
  const guarded = contract('guarded', {
    url: '/rooms/:room',
    handshake: {
      params: z.object({ room: z.string().max(20) }),
      query: z.object({ token: z.string() }),
      headers: z.object({ 'x-user': z.string() }), // names in lower case
      protocols: ['chat.v2', 'chat.v1'],
      refusals: { 401: 'the token is unknown' },
    },
    clientToServer: {},
    serverToClient: {},
  })
  const entering = scenario('entering', {
    contract: guarded,
    clients: ['alice'],
    steps: ({ alice }) => [
      alice.connect({
        params: { room: 'lobby' },
        query: { token: 'sesame' },
        headers: { 'X-User': 'ada' },
        protocols: ['chat.v2'],
      }),
    ],
  })
  // #endregion
  await simulate(entering)
})

test('replies', async () => {
  // #region replies
  const search = contract('search', {
    url: '/search',
    clientToServer: {
      find: z.object({ ref: z.string() }),
      count: z.object({ id: z.string() }),
      hint: z.object({}),
    },
    serverToClient: {
      found: z.object({ ref: z.string() }),
      done: z.object({ ref: z.string() }),
      counted: z.object({ re: z.string() }),
      noted: z.object({}),
    },
    replies: {
      find: { with: 'found', count: { until: 'done' }, correlate: 'ref' }, // a stream, with its end
      count: { with: 'counted', correlate: ['id', 're'], withinMs: 500 }, // exactly one
      hint: { with: 'noted', count: 'any' }, // any number, none included
    },
  })
  // #endregion
  await simulate(
    scenario('searching', {
      contract: search,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.send('find', { ref: 'a' }),
        alice.expect('found', { ref: 'a' }),
        alice.expect('done', { ref: 'a' }),
        alice.send('count', { id: '7' }),
        alice.expect('counted', { re: '7' }),
      ],
    }),
  )
})

test('groups', async () => {
  const topic = z.string()
  // #region groups
  const channels = contract('channels', {
    url: '/socket',
    clientToServer: {
      join: z.object({ topic, token: z.string() }),
      shout: z.object({ topic, id: z.string(), text: z.string() }),
      sync: z.object({ n: z.int() }),
    },
    serverToClient: {
      joined: z.object({ topic }),
      shouted: z.object({ id: z.string(), text: z.string(), seq: z.int() }),
      taken: z.object({ id: z.string() }),
      synced: z.object({ n: z.int() }),
    },
    groups: {
      channel: {
        join: {
          by: 'join',
          ack: 'joined',
          key: {
            of: (message) => message.topic.replace('channel:', ''),
            make: (key) => ({ topic: `channel:${key}`, token: 'sesame' }),
          },
        },
        broadcast: {
          by: 'shout',
          delivers: 'shouted',
          key: {
            of: (message) => message.topic.replace('channel:', ''),
            make: (key) => ({ topic: `channel:${key}`, id: '', text: '' }),
          },
          id: 'id',
          deliver: ({ id, text }) => ({ id, text, seq: 0 }),
          ack: 'taken',
          acknowledges: 'fannedOut',
          echo: 'never',
        },
        barrier: { by: 'sync', ack: 'synced', id: 'n' },
        guarantees: [noGaps('seq')],
      },
    },
  })
  // #endregion
  await simulate(
    scenario('shouting', {
      contract: channels,
      clients: ['alice', 'bob'],
      steps: ({ alice, bob }) => [
        alice.joinGroup('channel', 'news'),
        bob.joinGroup('channel', 'news'),
        alice.send('shout', { topic: 'channel:news', id: '1', text: 'hi' }),
        alice.expect('taken', { id: '1' }),
        bob.expect('shouted', { text: 'hi', seq: 1 }),
        alice.expectNothing(),
      ],
    }),
  )
})

test('endings', async () => {
  // #region endings
  const sessions = contract('sessions', {
    url: '/sessions',
    clientToServer: { ping: z.object({}) },
    serverToClient: { pong: z.object({}) },
    heartbeat: { by: 'ping', ack: 'pong', everyMs: 10_000, timeoutMs: 25_000 },
    closeCodes: { 4001: 'signed out', 4002: 'signed in elsewhere' },
    unknownMessages: 'ignore',
  })
  // #endregion
  await simulate(
    scenario('silence', {
      contract: sessions,
      clients: ['alice'],
      steps: ({ alice }) => [wait(25_000), alice.expectClose(1001)],
    }),
  )
})

test('a contradiction', () => {
  expect(() =>
    contract('chat', {
      url: '/',
      clientToServer: { say: z.object({ room: z.string() }) },
      serverToClient: { said: z.object({ room: z.string(), author: z.string() }) },
      groups: { room: { broadcast: { by: 'say', delivers: 'said', key: 'room' } } },
    }),
  ).toThrow(
    "contract('chat'), groups.room.broadcast.delivers: said requires author, which say does not have. " +
      'Say what is delivered: deliver: (message) => ({ … }).',
  )
})
