import { integer, on, text } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { beforeEach, describe, expect, test } from 'vitest'
import { openChat } from '../chat-app.ts'
import { chatRules } from '../chat-rules.ts'

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', [
  ...chatRules,
  on('bye').close(4001, 'bye bye'),
])

describe('matchers', () => {
  let app: ReturnType<typeof openChat>
  beforeEach(async () => {
    app = openChat()
    await expect(chatMock).toHaveJoined('lobby')
  })

  test('toHaveSent', async () => {
    const client = await chatMock.client()
    await expect(client).toHaveSent()
    await expect(client).toHaveSent({ type: 'subscribe', room: text() })
    await expect(client).not.toHaveSent({ type: 'say' })
    app.say('a')
    app.say('b')
    await expect(client).toHaveSent({ type: 'say' }, { times: 2 })
    await expect(client).toHaveSent({ type: 'say' }, { times: { min: 1, max: 2 } })
    await expect(client).not.toHaveSent({ type: 'say' }, { times: 3 })
    const second = client.observed.transcript.entries.findLast(({ kind }) => kind === 'message')
    await expect(client).not.toHaveSent({ type: 'say' }, { after: second })
    await expect(client).not.toHaveSent({ type: 'subscribe' }, { after: 5 })
    await expect(chatMock).toHaveSent({ type: 'say', text: /^[ab]$/ }, { times: 2 })
  })

  test('toHaveReceived', async () => {
    const client = await chatMock.client()
    await expect(client).toHaveReceived({ type: 'welcome' })
    await expect(client).not.toHaveReceived({ type: 'said' })
    client.send({ n: 1 })
    await expect(client).toHaveReceived({ n: integer() }, { times: 1 })
    await expect(client).toHaveReceived({ n: 2 }, { times: 0 })
  })

  test('toHaveReceivedInOrder', async () => {
    const client = await chatMock.client()
    await expect(client).toHaveReceivedInOrder([{ type: 'welcome' }, { type: 'subscribed' }])
    await expect(client).not.toHaveReceivedInOrder([{ type: 'subscribed' }, { type: 'welcome' }])
  })

  test('toHaveBroadcast', async () => {
    const client = await chatMock.client()
    await expect(chatMock).not.toHaveBroadcast()
    chatMock.broadcast('all')
    chatMock.broadcast('lobby', { group: 'lobby' })
    chatMock.broadcast('others', { except: client })
    await expect(chatMock).toHaveBroadcast(undefined, { times: 3 })
    await expect(chatMock).toHaveBroadcast('lobby', { group: 'lobby' })
    await expect(chatMock).not.toHaveBroadcast('all', { group: 'lobby' })
    await expect(client).toHaveBroadcast('all')
    await expect(client).not.toHaveBroadcast('others')
  })

  test('toHaveJoined', async () => {
    const client = await chatMock.client()
    await expect(client).toHaveJoined('lobby')
    await expect(client).not.toHaveJoined('attic')
  })

  test('toHaveClosed', async () => {
    const client = await chatMock.client()
    await expect(client).not.toHaveClosed()
    app.socket.send('bye')
    await expect(client).toHaveClosed()
    await expect(client).toHaveClosed(4001)
    await expect(client).toHaveClosed({ code: 4001, reason: /^bye/, clean: true })
    await expect(client).not.toHaveClosed(1000)
    await expect(client).not.toHaveClosed({ clean: false })
  })

  test('toBeSilent', async () => {
    const client = await chatMock.client()
    await expect(client).not.toBeSilent()
    await expect(client).toBeSilent({ after: chatMock.transcript.entries.length })
    await expect(client).toBeSilent({ after: chatMock.transcript.entries.length, forMs: 1 })
  })

  test('read the whole history and consume nothing', async () => {
    const client = await chatMock.client()
    await expect(client).toHaveReceived({ type: 'welcome' }, { times: 1 })
    await expect(client).toHaveReceived({ type: 'welcome' }, { times: 1 })
    app.stop()
    await expect(client).toHaveClosed(1000)
    await expect(client).toHaveSent({ type: 'subscribe' })
  })

  test('wait for what comes later', async () => {
    const client = await chatMock.client()
    setTimeout(() => app.say('later'), 5)
    await expect(client).toHaveSent({ text: 'later' })
    const later = chatMock.client()
    openChat()
    expect((await later).name).toBe('client-2')
  })

  test('are known to a concurrent expect as well', async ({ expect: own }) => {
    await own(chatMock).toHaveJoined('lobby')
  })
})

test('client() gives the oldest connection not claimed yet', async () => {
  openChat()
  openChat()
  const [first, second] = [await chatMock.client(), await chatMock.client()]
  expect([first.name, second.name]).toEqual(['client-1', 'client-2'])
})

test('nameNext() says what a connection is called', async () => {
  chatMock.nameNext('alice')
  openChat()
  expect((await chatMock.client()).name).toBe('alice')
})
