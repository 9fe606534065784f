// The six conversations with the chat app as alice: Parley is everybody else, and the server.
import { player } from '@parley-ws/core'
import { openChat } from '@parley-ws/example-chat/open-chat'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'
import { chatContract } from '../src/chat-contract.ts'
import * as scenarios from '../src/scenarios.ts'

// #region play
const url = 'wss://chat.example.com/rooms'
const chatMock = setupWsMock(url, chatContract)

const app = player(chatContract, {
  start: () => openChat(url, 'lobby'), // enters the room by itself
  send: { say: (chat, { text }) => chat.say(text) },
  close: (chat) => chat.close(),
})

test('the app is alice, and shows what is said', async () => {
  const { apps } = await chatMock.play(
    scenarios.fanOut,
    { alice: app },
    { checkpoints: { 'everybody has heard it': ({ alice }) => expect(alice.lines).toEqual(['hi']) } },
  )
  expect(apps.alice?.lines).toEqual(['hi'])
})
// #endregion

/** What the app has shown at the end. */
const shown: Readonly<Record<keyof typeof scenarios, readonly string[]>> = {
  fanOut: ['hi'],
  oneOrder: ['one', 'two'],
  leaving: ['where is bob?', 'welcome back'],
  notice: ['closing time'],
  elsewhere: [],
  returning: ['is anybody there?', 'there you are'],
}

test.each(Object.entries(scenarios))('%s', async (name, scenario) => {
  const { outcome, apps } = await chatMock.play(scenario, { alice: app })
  expect(outcome).toBe('pass')
  // Who speaks first is nobody's to say.
  expect(apps.alice?.lines.toSorted()).toEqual(shown[name as keyof typeof shown].toSorted())
})

test('everybody is an app where everybody only speaks', async () => {
  const { apps } = await chatMock.play(scenarios.oneOrder, { alice: app, bob: app, eve: app })
  expect(apps.bob?.lines).toEqual(apps.alice?.lines)
  expect(apps.eve?.lines).toEqual(apps.alice?.lines)
})
