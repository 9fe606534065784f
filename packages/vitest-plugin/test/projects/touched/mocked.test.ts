// Mocks that the plugin sets up: for each test, over the file, and one that a test makes itself.
import { mockWs } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'
import { chatContract, talk } from './chat-contract.ts'

const chatMock = setupWsMock('wss://chat.test/rooms', chatContract)
const keptMock = setupWsMock('wss://kept.test/rooms', chatContract, undefined, { scope: 'file' })

test('a mock of the test', async () => {
  await talk('wss://chat.test/rooms', { type: 'subscribe', room: 'lobby' })
  const client = await chatMock.client()
  await expect(client).toHaveSent({ type: 'subscribe' })
})

test('a mock of the file', async () => {
  await talk('wss://kept.test/rooms', { type: 'subscribe', room: 'lobby' })
  const client = await keptMock.client()
  await expect(client).toHaveSent({ type: 'subscribe' })
  client.close(4000)
})

test('a mock that the test makes', async () => {
  await using mock = await mockWs('wss://own.test/rooms', chatContract)
  await talk('wss://own.test/rooms', { type: 'subscribe', room: 'lobby' })
  await mock.drain()
  expect(mock.group('room', 'lobby').members).toHaveLength(1)
})
