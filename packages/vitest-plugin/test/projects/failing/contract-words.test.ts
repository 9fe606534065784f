import { checkpoint, contract, player, scenario, typed } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'
import { LOBBY, openChat } from '../chat-app.ts'

const chatContract = contract('chat', {
  url: '/rooms/lobby',
  clientToServer: { subscribe: typed<{ room: string }>(), say: typed<{ text: string }>() },
  serverToClient: { subscribed: typed<{ room: string }>(), said: typed<{ text: string }>() },
  groups: { room: { join: { by: 'subscribe', ack: 'subscribed', key: 'room' } } },
})
const chat = setupWsMock(LOBBY, chatContract, ({ on }) => [on('say').drop()])
const soon = { timeoutMs: 1 }

test('another message', async () => {
  const app = openChat()
  await expect(chat).toHaveReceived('subscribed')
  app.say('hi')
  await expect(chat).toHaveSent('say')
  await expect(chat).toHaveSent('say', { text: 'ho' }, soon) // another message
})
test('no such message', async () => {
  // @ts-expect-error -- which is what this is about
  await expect(chat).toHaveSent('sey', { text: 'ho' }) // no such message
})
test('no such group', async () => {
  // @ts-expect-error -- which is what this is about
  await expect(chat).toHaveJoined('rooms', 'lobby') // no such group
})
test('an order', async () => {
  openChat()
  await expect(chat).toHaveReceived('subscribed')
  await expect(chat).toHaveReceivedInOrder([['subscribed', { room: 'lobby' }], 'said'], soon)
})

const talk = scenario('a talk', {
  contract: chatContract,
  clients: ['alice'],
  steps: ({ alice }) => [
    alice.joinGroup('room', 'lobby'),
    alice.send('say', { text: 'hi' }), // a step that fails
    checkpoint('said'),
  ],
})
const app = (say: (line: string) => string) =>
  player(chatContract, {
    start: () => openChat(),
    send: { say: (chatApp, { text }) => chatApp.say(say(text)) },
    stop: (chatApp) => chatApp.stop(),
  })

test('a scenario that fails', async () => {
  await chat.play(talk, { alice: app((line) => line.toUpperCase()) })
})
test('a checkpoint that fails', async () => {
  await chat.play(
    talk,
    { alice: app((line) => line) },
    { checkpoints: { said: ({ alice }) => expect(alice.lines).toEqual(['hi']) } },
  )
})
