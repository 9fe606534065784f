// The mock that a contract implies does what the contract's groups, replies and heartbeats say, with no rule written.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../contract/contract.ts'
import { exactlyOnce, noGaps, sequenceAgreement } from '../contract/promise.ts'
import { mock } from '../mock/definition.ts'
import { each, wait } from '../scenario/combine.ts'
import { scenario } from '../scenario/scenario.ts'
import { simulate } from './simulate.ts'

const room = z.string()

describe('groups', () => {
  const chat = (
    broadcast: { readonly echo?: 'always' | 'never' | 'optional'; readonly ack?: 'taken' } = {},
  ) =>
    contract('chat', {
      url: '/rooms',
      clientToServer: {
        subscribe: z.object({ room }),
        unsubscribe: z.object({ room }),
        say: z.object({ room, text: z.string() }),
        sync: z.object({ room, id: z.number() }),
      },
      serverToClient: {
        subscribed: z.object({ room }),
        unsubscribed: z.object({ room }),
        said: z.object({ room, text: z.string() }),
        taken: z.object({ room }),
        synced: z.object({ id: z.number() }),
      },
      groups: {
        room: {
          join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
          leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
          broadcast: { by: 'say', delivers: 'said', key: 'room', ...broadcast },
          barrier: { by: 'sync', ack: 'synced', key: 'room', id: 'id' },
        },
      },
    })

  it('are joined twice as once, and each time it is acknowledged', async () => {
    await simulate(
      scenario('joining twice', {
        contract: chat(),
        clients: ['alice', 'bob'],
        steps: ({ alice, bob }) => [
          alice.joinGroup('room', 'den'),
          alice.joinGroup('room', 'den'),
          bob.send('say', { room: 'den', text: 'hi' }),
          alice.expect('said', { text: 'hi' }),
          alice.expectNothing(),
          alice.leaveGroup('room', 'den'),
          bob.send('say', { room: 'den', text: 'ho' }),
          alice.expectNothing(),
        ],
      }),
    )
  })

  it('are spoken to by whoever knows their key; who is no member hears nothing', async () => {
    await simulate(
      scenario('a stranger speaks', {
        contract: chat(),
        clients: ['alice', 'eve'],
        steps: ({ alice, eve }) => [
          alice.joinGroup('room', 'den'),
          eve.send('say', { room: 'den', text: 'hi' }),
          alice.expect('said'),
          eve.expectNothing(),
          eve.send('say', { room: 'nowhere', text: 'hi' }),
          each(alice, eve).expectNothing(),
        ],
      }),
    )
  })

  it('give the sender its own message, unless they never do', async () => {
    for (const echo of ['always', 'optional', 'never'] as const) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one contract after the other
      await simulate(
        scenario(`an echo: ${echo}`, {
          contract: chat({ echo }),
          clients: ['alice', 'bob'],
          steps: ({ alice, bob }) => [
            alice.joinGroup('room', 'den'),
            bob.joinGroup('room', 'den'),
            alice.send('say', { room: 'den', text: 'hi' }),
            bob.expect('said'),
            echo === 'never' ? alice.expectNothing() : alice.expect('said'),
          ],
        }),
      )
    }
  })

  it('acknowledge a broadcast when it has been written to all, and answer a barrier after it', async () => {
    await simulate(
      scenario('an answer', {
        contract: chat({ ack: 'taken' }),
        clients: ['alice', 'bob'],
        steps: ({ alice, bob }) => [
          bob.joinGroup('room', 'den'),
          alice.send('say', { room: 'den', text: 'hi' }),
          alice.send('sync', { room: 'den', id: 7 }),
          alice.expect('taken', { room: 'den' }),
          alice.expect('synced', { id: 7 }),
          bob.expect('said'),
        ],
      }),
    )
  })

  it('find their key by functions, both ways', async () => {
    const topics = contract('topics', {
      url: '/',
      clientToServer: {
        join: z.object({ topic: z.string(), token: z.string() }),
        say: z.object({ topic: z.string(), text: z.string() }),
      },
      serverToClient: { joined: z.object({ topic: z.string() }), said: z.object({ text: z.string() }) },
      groups: {
        room: {
          join: {
            by: 'join',
            ack: 'joined',
            key: {
              of: ({ topic }) => topic.replace('room:', ''),
              make: (key) => ({ topic: `room:${key}`, token: 'sesame' }),
            },
          },
          broadcast: {
            by: 'say',
            delivers: 'said',
            key: { of: ({ topic }) => topic.slice(5), make: (key) => ({ topic: `room:${key}`, text: '' }) },
            deliver: ({ text }) => ({ text: text.toUpperCase() }),
          },
        },
      },
    })
    const { transcript } = await simulate(
      scenario('topics', {
        contract: topics,
        clients: ['alice'],
        steps: ({ alice }) => [
          alice.joinGroup('room', 'den'),
          alice.send('say', { topic: 'room:den', text: 'hi' }),
          alice.expect('said', { text: 'HI' }),
        ],
      }),
    )
    expect(transcript.entries.flatMap((entry) => (entry.kind === 'join' ? entry.group : []))).toEqual([
      'room/den',
    ])
  })

  it('have numbers as keys where the messages say so', async () => {
    const rooms = contract('rooms', {
      url: '/',
      clientToServer: { enter: z.object({ room: z.int() }), say: z.object({ room: z.int() }) },
      serverToClient: { entered: z.object({ room: z.int() }), said: z.object({ room: z.int() }) },
      groups: {
        room: {
          join: { by: 'enter', ack: 'entered', key: 'room' },
          broadcast: { by: 'say', delivers: 'said', key: 'room' },
        },
      },
    })
    await simulate(
      scenario('numbered rooms', {
        contract: rooms,
        clients: ['alice', 'bob'],
        steps: ({ alice, bob, server }) => [
          alice.joinGroup('room', '42'),
          bob.send('say', { room: 42 }),
          alice.expect('said', { room: 42 }),
          server.broadcast('said', { room: 42 }, { group: ['room', '42'] }),
          alice.expect('said'),
        ],
      }),
    )
    expect(() =>
      scenario('no number', {
        contract: rooms,
        clients: ['alice'],
        steps: ({ alice }) => [alice.joinGroup('room', 'lobby')],
      }),
    ).toThrow("alice.joinGroup('room', 'lobby'): the key room of enter is a number.")
  })

  it('cannot be joined by a key alone where the message needs more', () => {
    const guarded = contract('guarded', {
      url: '/',
      clientToServer: { enter: z.object({ room, token: z.string() }) },
      serverToClient: {},
      groups: { room: { join: { by: 'enter', key: 'room' } } },
    })
    expect(() =>
      scenario('no token', {
        contract: guarded,
        clients: ['alice'],
        steps: ({ alice }) => [alice.joinGroup('room', 'den')],
      }),
    ).toThrow(
      "alice.joinGroup('room', 'den'): enter requires token, which the key alone does not give. " +
        "Write alice.send('enter', { … }), or give the contract a key { of, make }.",
    )
  })

  it('of two kinds are joined by one message, which is answered once', async () => {
    const both = contract('both', {
      url: '/',
      clientToServer: {
        enter: z.object({ room: room.optional(), user: z.string().optional() }),
        say: z.object({ room: room.optional(), user: z.string().optional() }),
      },
      serverToClient: {
        entered: z.object({}),
        said: z.object({ room: room.optional(), user: z.string().optional() }),
      },
      groups: {
        room: {
          join: { by: 'enter', ack: 'entered', key: 'room' },
          broadcast: { by: 'say', delivers: 'said', key: 'room' },
        },
        user: {
          join: { by: 'enter', ack: 'entered', key: 'user' },
          broadcast: { by: 'say', delivers: 'said', key: 'user' },
        },
      },
    })
    const { transcript } = await simulate(
      scenario('one message, two kinds', {
        contract: both,
        clients: ['alice', 'bob', 'eve'],
        steps: ({ alice, bob, eve }) => [
          alice.send('enter', { room: 'den', user: 'ada' }),
          alice.expect('entered'),
          bob.send('enter', { user: 'bo' }),
          bob.expect('entered'),
          eve.send('say', { room: 'den' }),
          alice.expect('said'),
          eve.send('say', { room: 'den', user: 'bo' }),
          each(alice, bob).expect('said'),
        ],
      }),
    )
    expect(transcript.entries.flatMap((entry) => (entry.kind === 'join' ? entry.group : []))).toEqual([
      'room/den',
      'user/ada',
      'user/bo',
    ])
    await expect(
      simulate(
        scenario('no key', {
          contract: both,
          clients: ['alice'],
          steps: ({ alice }) => [alice.send('enter', {})],
        }),
      ),
    ).rejects.toThrow('finding the room that enter is about')
  })

  it('number what they deliver, per key and over reconnects, where they promise to', async () => {
    const numbered = contract('numbered', {
      url: '/',
      clientToServer: { enter: z.object({ room }), say: z.object({ room }) },
      serverToClient: { entered: z.object({ room }), said: z.object({ room, seq: z.int() }) },
      groups: {
        room: {
          join: { by: 'enter', ack: 'entered', key: 'room' },
          broadcast: { by: 'say', delivers: 'said', key: 'room' },
          guarantees: [noGaps('seq'), sequenceAgreement('seq'), exactlyOnce()],
        },
      },
    })
    await simulate(
      scenario('numbers', {
        contract: numbered,
        clients: ['alice', 'bob'],
        steps: ({ alice, bob }) => [
          alice.joinGroup('room', 'den'),
          bob.send('say', { room: 'den' }),
          alice.expect('said', { seq: 1 }),
          alice.close(),
          bob.send('say', { room: 'den' }),
          bob.send('say', { room: 'attic' }),
          alice.connect(),
          alice.joinGroup('room', 'den'),
          bob.send('say', { room: 'den' }),
          alice.expect('said', { seq: 3 }),
          alice.joinGroup('room', 'attic'),
          bob.send('say', { room: 'attic' }),
          alice.expect('said', { room: 'attic', seq: 2 }),
        ],
      }),
    )
  })
})

describe('replies', () => {
  const shop = contract('shop', {
    url: '/',
    clientToServer: {
      ask: z.object({ id: z.string(), what: z.string() }),
      list: z.object({ ref: z.string() }),
      note: z.object({}),
      poke: z.object({}),
      buy: z.object({}),
    },
    serverToClient: {
      answer: z.object({ re: z.string(), what: z.string() }),
      item: z.object({ ref: z.string() }),
      end: z.object({ ref: z.string() }),
      noted: z.object({}),
      receipt: z.object({ number: z.number() }),
    },
    replies: {
      ask: { with: 'answer', correlate: ['id', 're'] },
      list: { with: 'item', correlate: 'ref', count: { until: 'end' } },
      note: { with: 'noted', count: 'any' },
      poke: { with: 'receipt', count: 'any' },
      buy: { with: 'receipt' },
    },
  })

  it('belong to their question: one, a stream with its end, any number', async () => {
    await simulate(
      scenario('replies', {
        contract: shop,
        clients: ['alice'],
        steps: ({ alice }) => [
          alice.send('ask', { id: '7', what: 'tea' }),
          alice.expect('answer', { re: '7', what: 'tea' }),
          alice.send('list', { ref: 'a' }),
          alice.expect('item', { ref: 'a' }),
          alice.expect('end', { ref: 'a' }),
          alice.send('note', {}),
          alice.expect('noted'),
          // What cannot be made, and need not be said, is not said.
          alice.send('poke', {}),
          alice.expectNothing(),
        ],
      }),
    )
  })

  it('that cannot be made of the question ask for a rule, and one rule is enough', async () => {
    const buying = scenario('buying', {
      contract: shop,
      clients: ['alice'],
      steps: ({ alice }) => [alice.send('buy', {}), alice.expect('receipt', { number: 1 })],
    })
    await expect(simulate(buying)).rejects.toThrow(
      'answering buy with receipt: receipt requires number, which buy does not have. ' +
        "Write a rule: ({ on }) => [on('buy').reply('receipt', …)].",
    )
    await simulate(buying, { mock: mock(shop, ({ on }) => [on('buy').reply('receipt', { number: 1 })]) })
  })
})

describe('heartbeats', () => {
  const beating = contract('beating', {
    url: '/',
    clientToServer: { ping: z.object({ n: z.number() }), say: z.object({}) },
    serverToClient: { pong: z.object({ n: z.number() }), said: z.object({}) },
    heartbeat: { by: 'ping', ack: 'pong', everyMs: 1_000, timeoutMs: 2_500 },
    replies: { say: { with: 'said' } },
  })

  it('are answered, and scenarios pass over the answers', async () => {
    await simulate(
      scenario('alive', {
        contract: beating,
        clients: ['alice'],
        steps: ({ alice }) => [
          alice.send('ping', { n: 1 }),
          wait(2_000),
          alice.send('ping', { n: 2 }),
          wait(2_000),
          alice.send('say', {}),
          alice.expect('said'),
        ],
      }),
    )
  })

  it('are missed: who sends none for too long is closed, whatever else it says', async () => {
    await simulate(
      scenario('silent', {
        contract: beating,
        clients: ['alice'],
        steps: ({ alice }) => [
          wait(2_000),
          alice.send('say', {}),
          alice.expect('said'),
          wait(499),
          alice.expectNothing(),
          alice.expectClose({ code: 1001, reason: 'no heartbeat' }),
        ],
      }),
    )
  })
})
