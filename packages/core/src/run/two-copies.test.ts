// Two copies of the package in one process: a project's own, and that of a command which is installed elsewhere. What
// one makes, the other carries out.
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { simulate } from './simulate.ts'
import { mockWs } from './mock-ws.ts'
import { serveWsMock } from './serve-ws.ts'
import { verify } from './verify.ts'

const room = z.string()
const id = z.string()

async function theirs() {
  vi.resetModules()
  const copy = await import('../index.ts')
  const chat = copy.contract('chat', {
    url: '/chat',
    clientToServer: { subscribe: z.object({ room }), say: z.object({ room, id }), ask: z.object({ id }) },
    serverToClient: {
      hello: z.object({ n: z.int() }),
      subscribed: z.object({ room }),
      said: z.object({ room, id }),
      answer: z.object({ id, text: z.string() }),
    },
    groups: {
      room: {
        join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
        broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
        guarantees: [copy.exactlyOnce()],
      },
    },
    replies: { ask: { with: 'answer', correlate: 'id' } },
  })
  const mock = copy.mock(chat, ({ onConnect }) => [onConnect().send('hello', { n: 1 })])
  const talk = copy.scenario('talk', {
    contract: chat,
    clients: ['alice', 'bob'],
    steps: ({ alice, bob }) => [
      copy.each(alice, bob).expect('hello', { n: copy.integer() }),
      copy.each(alice, bob).joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1' }),
      copy.each(alice, bob).expect('said', { id: copy.capture('id') }),
    ],
  })
  const greeting = copy.scenario('greeting', {
    contract: chat,
    clients: ['alice'],
    steps: ({ alice }) => [alice.expect('hello', { n: copy.integer() }), alice.joinGroup('room', 'lobby')],
  })
  const question = copy.scenario('question', {
    contract: chat,
    clients: ['alice'],
    steps: ({ alice }) => [
      alice.expect('hello', { n: copy.integer() }),
      alice.send('ask', { id: 'a' }),
      // No rule makes this answer: whoever plays the scenario says it.
      alice.expect('answer', { id: 'a', text: 'so' }),
    ],
  })
  const alice = copy.player(chat, {
    start: () => new WebSocket('ws://chat.test/chat'),
    send: { ask: (socket, message) => socket.send(JSON.stringify({ type: 'ask', ...message })) },
    stop: (socket) => socket.close(),
  })
  return { copy, mock, talk, greeting, question, alice }
}

it('simulates a scenario and a mock of another copy', async () => {
  const { copy, mock, talk } = await theirs()
  expect(copy.simulate).not.toBe(simulate)
  const { outcome, transcript } = await simulate(talk, { mock })
  expect([outcome, transcript.entries.length > 10]).toEqual(['pass', true])
})

it('serves a mock of another copy, and verifies a scenario of it', async () => {
  const { copy, mock, greeting } = await theirs()
  expect(copy.verify).not.toBe(verify)
  await using served = await serveWsMock(mock)
  expect(await verify(greeting, { url: served.url })).toMatchObject({ outcome: 'pass', warnings: [] })
})

it('plays a scenario of another copy with an app, on a mock of its own', async () => {
  const { mock, question, alice } = await theirs()
  await using mocked = await mockWs('ws://chat.test/chat', mock)
  expect(await mocked.play(question, { alice })).toMatchObject({ outcome: 'pass' })
})
