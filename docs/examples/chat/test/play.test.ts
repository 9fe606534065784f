// One conversation, written down once, with the app as one of its clients: Parley is the others, and the server.
import { checkpoint, contract, each, player, scenario, simulate, mock, typed } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openChat } from '../src/open-chat.ts'

const url = 'wss://chat.example.com/rooms/lobby'

const chatContract = contract('chat', {
  url: '/rooms/lobby',
  clientToServer: { subscribe: typed<{ room: string }>(), say: typed<{ text: string }>() },
  serverToClient: { subscribed: typed<{ room: string }>(), said: typed<{ text: string }>() },
  groups: { room: { join: { by: 'subscribe', ack: 'subscribed', key: 'room' } } },
})

const talk = scenario('what is said in a room is shown to its members', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    each(alice, bob).joinGroup('room', 'lobby'),
    alice.send('say', { text: 'hi' }),
    each(alice, bob).expect('said', { text: 'hi' }),
    checkpoint('shows hi'),
    server.broadcast('said', { text: 'closing time' }, { group: ['room', 'lobby'] }),
    each(alice, bob).expect('said', { text: 'closing time' }),
    eve.expectNothing(),
    alice.close(1000),
  ],
})

const app = player(chatContract, {
  start: () => openChat(url),
  send: { say: (chat, { text }) => chat.say(text) },
  close: (chat) => chat.close(),
})

const chatMock = setupWsMock(url, chatContract, ({ on }) => [
  on('say').broadcast('said', ({ message }) => ({ text: message.text }), { group: ['room', 'lobby'] }),
])

test('the app is alice', async () => {
  const { apps } = await chatMock.play(
    talk,
    { alice: app },
    { checkpoints: { 'shows hi': ({ alice }) => expect(alice.lines).toEqual(['hi']) } },
  )
  expect(apps.alice?.lines).toEqual(['hi', 'closing time'])
})

test('alice and bob are both apps', async () => {
  const { apps } = await chatMock.play(talk, { alice: app, bob: app })
  expect(apps.bob?.lines).toEqual(['hi', 'closing time'])
})

test('the app comes back when its connection is lost', async () => {
  const lost = scenario('a lost connection', {
    contract: chatContract,
    clients: ['alice'],
    steps: ({ alice }) => [
      alice.joinGroup('room', 'lobby'),
      alice.cut(),
      alice.connect(),
      alice.joinGroup('room', 'lobby'),
    ],
  })
  const returning = player(chatContract, {
    start: () => openChat(url),
    // It tries after a second.
    reconnect: () => vi.advanceTimersByTimeAsync(1_000),
    close: (chat) => chat.close(),
  })
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  await chatMock.play(lost, { alice: returning })
})

test('the same conversation holds without the app', async () => {
  await simulate(talk, {
    mock: mock(chatContract, ({ on }) => [
      on('say').broadcast('said', ({ message }) => ({ text: message.text }), { group: ['room', 'lobby'] }),
    ]),
  })
})
