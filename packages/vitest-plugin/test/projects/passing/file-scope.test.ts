import { on, type MockClient } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ChatApp, openChat } from '../chat-app.ts'
import { chatRules } from '../chat-rules.ts'

const before = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')

describe("scope: 'file'", () => {
  const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', chatRules, { scope: 'file' })
  let app: ChatApp
  let client: MockClient
  beforeAll(() => {
    app = openChat()
  })
  afterAll(() => void expect(app.socket.readyState).toBe(WebSocket.OPEN))

  test('a connection made before all tests is open', async () => {
    client = await chatMock.client()
    await expect(client).toHaveJoined('lobby')
    chatMock.use(on({ type: 'say' }).reply({ type: 'said', text: 'added' }))
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['added'])
  })

  test('and stays open, without the rules that were added', async () => {
    expect(client.open).toBe(true)
    expect(chatMock.clients).toEqual([client])
    app.say('y')
    await expect.poll(() => app.lines).toEqual(['added', 'y'])
  })

  test('one of an earlier test can be spoken to', async () => {
    const after = chatMock.transcript.entries.length
    chatMock.broadcast({ type: 'said', text: 'z' })
    await expect(client).toHaveReceived({ text: 'z' }, { after })
    await expect.poll(() => app.lines).toEqual(['added', 'y', 'z'])
  })
})

test('the global WebSocket is what it was before', () => {
  expect(Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')).toEqual(before)
})
