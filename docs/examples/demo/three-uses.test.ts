// The three uses, as README.md shows them, with the app that it shows.
// #region uses
import { player, simulate } from '@parley-ws/core'
import { setupWsMock, verifyScenarios } from '@parley-ws/vitest-plugin'
// #endregion
import { chatContract } from '@parley-ws/example-chat-contract/chat-contract'
import type { ServerMessage } from '@parley-ws/example-chat-contract/messages'
import * as scenarios from '@parley-ws/example-chat-contract/scenarios'
import { ChatServer } from '@parley-ws/example-server-ws/chat-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openChat } from './open-chat.ts'

const { fanOut, notice } = scenarios

let server: ChatServer
beforeAll(async () => {
  server = await new ChatServer().listen()
})
afterAll(() => server[Symbol.asyncDispose]())

const url = 'wss://chat.example.com/rooms'

const adminApi = (_to: unknown, message: ServerMessage): void => {
  if (message.type === 'said') server.announce(message)
}

// #region simulate
test('the contract itself', () => simulate(fanOut)) // in process, virtual time, no sockets
// #endregion

// #region play
const chatMock = setupWsMock(url, chatContract)

const app = player(chatContract, {
  start: () => openChat(url), // it subscribes by itself
  send: { say: (chat, message) => chat.say(message.text) },
  close: (chat) => chat.close(),
})

test('the app', async () => {
  const { apps } = await chatMock.play(fanOut, { alice: app }) // Parley is bob, eve and the server
  expect(apps.alice?.lines).toEqual(['hi'])
})
// #endregion

// #region verify
verifyScenarios([fanOut, notice], () => ({
  url: server.url,
  trigger: { broadcast: (to, message) => adminApi(to, message) }, // has the server do its own steps
}))
// #endregion

test.each(Object.values(scenarios))('the app is alice: $title', async (scenario) => {
  expect((await chatMock.play(scenario, { alice: app })).outcome).toBe('pass')
})
