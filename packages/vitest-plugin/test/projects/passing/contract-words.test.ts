// Matchers in the words of a mock's contract, and a scenario played on its handle.
import { checkpoint, contract, each, player, scenario, typed } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'
import { LOBBY, openChat } from '../chat-app.ts'

const chatContract = contract('chat', {
  url: '/rooms/lobby',
  clientToServer: {
    subscribe: typed<{ room: string }>(),
    say: typed<{ text: string }>(),
  },
  serverToClient: {
    subscribed: typed<{ room: string }>(),
    said: typed<{ text: string }>(),
  },
  groups: { room: { join: { by: 'subscribe', ack: 'subscribed', key: 'room' } } },
})
const chat = setupWsMock(LOBBY, chatContract, ({ on }) => [
  on('say').broadcast('said', ({ message }) => ({ text: message.text }), { group: ['room', 'lobby'] }),
])

test('messages and groups are named as the contract names them', async () => {
  const app = openChat()
  const client = await chat.client()
  await expect(client).toHaveJoined('room', 'lobby')
  await expect(client).toHaveJoined(['room', 'lobby'], { timeoutMs: 5 })
  await expect(client).toHaveJoined('room/lobby')
  await expect(client).not.toHaveJoined('room', 'kitchen')
  await expect(client).toHaveSent('subscribe')
  app.say('hi')
  await expect(chat).toHaveSent('say', { text: 'hi' }, { times: 1 })
  await expect(chat).not.toHaveSent('say', { text: 'ho' })
  await expect(chat).toHaveBroadcast('said', { text: 'hi' }, { group: ['room', 'lobby'] })
  await expect(chat).not.toHaveBroadcast('said', undefined, { group: ['room', 'kitchen'] })
  client.send('said', { text: 'ho' })
  await expect(client).toHaveReceived('said', { text: /^h/ }, { times: 2 })
  await expect(client).toHaveReceivedInOrder([
    'subscribed',
    ['said', { text: 'hi' }],
    ['said', { text: 'ho' }],
  ])
  await expect(client).not.toHaveReceivedInOrder(['said', 'subscribed'])
})

test('patterns without a name are as they were', async () => {
  const app = openChat()
  await expect(chat).toHaveSent({ type: 'subscribe' })
  app.say('hi')
  await expect(chat).toHaveSent({ type: 'say', text: 'hi' })
  await expect(chat).toHaveBroadcast({ text: 'hi' }, { group: 'room/lobby' })
  await expect(chat).toHaveReceivedInOrder([{ type: 'subscribed' }, { type: 'said' }])
})

test.concurrent('a scenario is played on the mock of its own test', async ({ expect: expectHere }) => {
  const talk = scenario('a talk', {
    contract: chatContract,
    clients: ['alice', 'bob'],
    steps: ({ alice, bob }) => [
      each(alice, bob).joinGroup('room', 'lobby'),
      bob.send('say', { text: 'hi' }),
      each(alice, bob).expect('said', { text: 'hi' }),
      checkpoint('shows hi'),
    ],
  })
  const { apps } = await chat.play(
    talk,
    { alice: player(chatContract, { start: () => openChat(), stop: (app) => app.stop() }) },
    { checkpoints: { 'shows hi': ({ alice }) => expectHere(alice.lines).toEqual(['hi']) } },
  )
  expectHere(apps.alice?.connections).toBe(1)
  await expectHere(chat).toHaveJoined('room', 'lobby')
})

test.concurrent('and disturbs no other', async ({ expect: expectHere }) => {
  const app = openChat()
  const client = await chat.client()
  await expectHere(client).toHaveReceived('subscribed')
  expectHere(client.name).toBe('client-1')
  expectHere(chat.clients).toHaveLength(1)
  app.stop()
})
