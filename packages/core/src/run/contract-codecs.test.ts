// Contracts over other wires than JSON: text, bytes, arrays as Phoenix has them, MessagePack.
import { decode, encode } from '@msgpack/msgpack'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../contract/contract.ts'
import { typed } from '../contract/typed.ts'
import { mock } from '../mock/definition.ts'
import { capture, ref } from '../match/matchers/capture.ts'
import { scenario } from '../scenario/scenario.ts'
import type { Codec } from '../wire/codec.ts'
import { copyBytes } from '../wire/frame.ts'
import { drive } from './drive.ts'
import { wsMockServer } from './driven/mock-server.ts'
import { inMemoryClients } from './driven/web-socket-clients.ts'
import { mockWs } from './mock-ws.ts'
import { simulate } from './simulate.ts'

/** `[join_ref, ref, topic, event, payload]`, as version 2 of Phoenix's serializer writes it. */
const phoenixCodec: Codec = {
  encode(message) {
    const { joinRef = null, ref: own = null, topic, event, payload } = message as Record<string, unknown>
    return { opcode: 'text', payload: JSON.stringify([joinRef, own, topic, event, payload]) }
  },
  decode(payload) {
    const items: unknown = JSON.parse(String(payload))
    if (!Array.isArray(items)) return items
    const [joinRef, own, topic, event, body] = items as unknown[]
    return { joinRef, ref: own, topic, event, payload: body }
  },
}

const topic = z.string().startsWith('room:')
const push = { ref: z.string(), topic }
const reply = z.object({ ref: z.string(), topic, payload: z.object({ status: z.literal('ok') }) })
const phoenix = contract('phoenix', {
  url: '/socket/websocket',
  codec: phoenixCodec,
  discriminator: 'event',
  clientToServer: {
    phx_join: z.object({ ...push, joinRef: z.string() }),
    shout: z.object({ ...push, payload: z.object({ text: z.string() }) }),
    heartbeat: z.object({ ref: z.string(), topic: z.literal('phoenix') }),
  },
  serverToClient: {
    phx_reply: z.union([reply, z.object({ ref: z.string(), topic: z.literal('phoenix') })]),
    shouted: z.object({ topic, payload: z.object({ text: z.string() }) }),
  },
  groups: {
    room: {
      join: {
        by: 'phx_join',
        ack: 'phx_reply',
        key: {
          of: (message) => message.topic.slice('room:'.length),
          make: (key) => ({ topic: `room:${key}`, ref: '1', joinRef: '1' }),
        },
      },
      broadcast: {
        by: 'shout',
        delivers: 'shouted',
        key: {
          of: (message) => message.topic.slice('room:'.length),
          make: (key) => ({ topic: `room:${key}`, ref: '2', payload: { text: '' } }),
        },
      },
    },
  },
  heartbeat: { by: 'heartbeat', ack: 'phx_reply' },
})

const shouting = scenario('a shout in a channel', {
  contract: phoenix,
  clients: ['alice', 'bob'],
  steps: ({ alice, bob, server }) => [
    alice.send('phx_join', { ref: '1', joinRef: '1', topic: 'room:den' }),
    alice.expect('phx_reply', { ref: '1', payload: { status: 'ok' } }),
    bob.send('shout', { ref: '2', topic: 'room:den', payload: { text: 'hi' } }),
    alice.expect('shouted', { payload: { text: 'hi' } }),
    server.broadcast(
      'shouted',
      { topic: 'room:den', payload: { text: 'ho' } },
      {
        group: ['room', 'den'],
      },
    ),
    alice.expect('shouted', { topic: 'room:den', payload: { text: 'ho' } }),
  ],
})
const phoenixMock = mock(phoenix, ({ on }) => [
  on('phx_join')
    .join('room', ({ message }) => message.topic.slice('room:'.length))
    .reply('phx_reply', ({ message: { ref: own, topic: its } }) => ({
      ref: own,
      topic: its,
      payload: { status: 'ok' },
    })),
])

/** Not every value that MessagePack has is JSON: bytes, and whole numbers of 64 bits. */
const messagePackCodec: Codec = {
  encode: (message) => ({ opcode: 'binary', payload: copyBytes(encode(message, { useBigInt64: true })) }),
  decode: (payload) => (typeof payload === 'string' ? payload : decode(payload, { useBigInt64: true })),
}
const files = contract('files', {
  url: '/files',
  codec: messagePackCodec,
  clientToServer: { put: z.object({ id: z.bigint(), bytes: z.instanceof(Uint8Array) }) },
  serverToClient: {
    stored: z.object({ id: z.bigint() }),
    put: z.object({ bytes: z.instanceof(Uint8Array) }),
  },
  replies: { put: { with: 'stored', correlate: 'id' } },
})
const storing = scenario('storing bytes', {
  contract: files,
  clients: ['alice'],
  steps: ({ alice, server }) => [
    alice.send('put', { id: 9007199254740993n, bytes: new Uint8Array([1, 2]) }),
    alice.expect('stored', { id: capture('id') }),
    alice.send('put', { id: ref('id'), bytes: new Uint8Array(0) }),
    alice.expect('stored', { id: 9007199254740993n }),
    server.send('put', { bytes: new Uint8Array([3]) }, { to: alice }),
    alice.expect('put', { bytes: new Uint8Array([3]) }),
  ],
})

const lines = contract('lines', {
  url: '/lines',
  codec: 'text',
  discriminator: 'firstThatFits',
  clientToServer: { beat: z.literal('!'), line: z.string() },
  serverToClient: { beat: z.literal('!'), line: z.string().max(5) },
  heartbeat: { by: 'beat', ack: 'beat' },
  replies: { line: { with: 'line' } },
})

const blobs = contract('blobs', {
  url: '/blobs',
  codec: 'binary',
  discriminator: 'firstThatFits',
  clientToServer: { blob: typed<Uint8Array>() },
  serverToClient: { blob: typed<Uint8Array>() },
})

describe('a contract over another wire', () => {
  it('speaks Phoenix’s arrays, simulated', async () => {
    const { transcript } = await simulate(shouting, { mock: phoenixMock })
    expect(transcript.entries.flatMap((entry) => (entry.kind === 'message' ? entry.payload : []))).toEqual([
      '["1","1","room:den","phx_join",null]',
      '[null,"1","room:den","phx_reply",{"status":"ok"}]',
      '[null,"2","room:den","shout",{"text":"hi"}]',
      '[null,null,"room:den","shouted",{"text":"hi"}]',
      '[null,null,"room:den","shouted",{"text":"ho"}]',
    ])
  })

  it('speaks MessagePack, simulated', async () => {
    const { transcript } = await simulate(storing)
    for (const entry of transcript.entries) if (entry.kind === 'message') expect(entry.opcode).toBe('binary')
  })

  it.each([
    ['Phoenix’s arrays', shouting, phoenix, phoenixMock],
    ['MessagePack', storing, files, mock(files)],
  ])('speaks %s to sockets in memory', async (_what, conversation, _made, definition) => {
    await using served = await mockWs('wss://example.com/', definition)
    await drive(conversation, {
      clients: inMemoryClients(WebSocket, 'wss://example.com/'),
      server: wsMockServer(served),
    })
  })

  it('speaks lines of text, whose heartbeats scenarios pass over', async () => {
    const talking = scenario('lines', {
      contract: lines,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.send('beat', '!'),
        alice.send('line', 'hello'),
        alice.expect('line', 'hello'),
        alice.send('line', 'hello again'),
      ],
    })
    await expect(simulate(talking)).rejects.toThrow(
      'the mock sent alice hello again: it breaks the contract lines: it is none of the messages of the contract; ' +
        'no beat: Invalid input: expected "!"; no line: Too big: expected string to have <=5 characters',
    )
  })

  it('speaks bytes, which are copied when they are handed over', async () => {
    const bytes = new Uint8Array([1, 2])
    const talking = scenario('bytes', {
      contract: blobs,
      clients: ['alice'],
      steps: ({ alice, server }) => [
        alice.send('blob', bytes),
        server.send('blob', bytes, { to: alice }),
        alice.expect('blob', new Uint8Array([1, 2])),
      ],
    })
    bytes.fill(0)
    await simulate(talking, { mock: mock(blobs, ({ on }) => [on('blob').drop()]) })
  })

  it('says where a codec cannot read', async () => {
    const talking = scenario('no array', {
      contract: phoenix,
      clients: ['alice'],
      steps: ({ alice }) => [alice.send('heartbeat', { ref: '1', topic: 'phoenix' })],
    })
    const broken = mock(phoenix, ({ on }) => [
      on('heartbeat').run(({ client }) => {
        client.send('no array')
      }),
    ])
    await expect(simulate(talking, { mock: broken })).rejects.toThrow(
      "the mock sent alice no array: it breaks the contract phoenix: the contract's codec cannot read it; " +
        'Unexpected token',
    )
  })
})
