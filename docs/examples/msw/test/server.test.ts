// #region server
import { on, text } from '@parley-ws/core'
import { toMswHandlers } from '@parley-ws/core/msw'
import { openChat } from '@parley-ws/example-chat/open-chat'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

const chat = toMswHandlers('wss://chat.example.com/rooms/*', [
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
])
const server = setupServer(
  http.get('https://chat.example.com/me', () => HttpResponse.json({ name: 'ada' })),
  ...chat,
)

beforeAll(() => server.listen())
afterEach(async () => {
  server.resetHandlers()
  await chat.reset()
})
afterAll(() => server.close())

test('what one says, both hear', async () => {
  const alice = openChat('wss://chat.example.com/rooms/lobby')
  const bob = openChat('wss://chat.example.com/rooms/lobby')
  const client = await chat.client()
  alice.say('hi')
  await expect(client).toHaveSent({ type: 'say', text: 'hi' })
  await expect(chat).toHaveBroadcast({ type: 'said', text: 'hi' }, { group: 'lobby' })
  expect([alice.lines, bob.lines]).toEqual([['hi'], ['hi']])
  alice.close()
  bob.close()
})
// #endregion

test('the other handlers go on answering', async () => {
  const response = await fetch('https://chat.example.com/me')
  expect(await response.json()).toEqual({ name: 'ada' })
})
