import { contract, on, text, typed } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, test } from 'vitest'
import { openPage } from './page.ts'

describe('a page', () => {
  const chat = setupWsMock(
    'wss://chat.example.com/rooms/:room',
    [
      on({ type: 'join', room: text() })
        .join(({ message }) => message.room)
        .reply('joined')
        .reply(new Uint8Array([1, 2])),
    ],
    { unhandled: 'error' },
  )

  test('speaks to the mock, in a real browser as in jsdom', async () => {
    const list = openPage('wss://chat.example.com/rooms/lobby')
    const client = await chat.client()
    await expect(client).toHaveJoined('lobby')
    chat.broadcast('to all', { group: 'lobby' })
    await expect
      .poll(() => Array.from(list.children, ({ textContent }) => textContent))
      .toEqual(['joined', '1,2', 'to all'])
    expect(client.params).toEqual({ room: 'lobby' })
    await expect(chat).toMatchTranscript({ name: 'page' })
  })

  test('has a mock of its own in each test', () => {
    expect(chat.clients).toEqual([])
    expect(chat.transcript.entries).toEqual([])
  })
})

describe('a contract', () => {
  const chatContract = contract('chat', {
    url: '/chat',
    clientToServer: { say: typed<{ text: string }>() },
    serverToClient: { said: typed<{ text: string }>() },
  })
  const chat = setupWsMock('wss://chat.example.com/chat', chatContract, ({ on: when }) => [
    when('say').reply('said', { text: 'hi' }),
  ])

  test('checks and answers', async () => {
    const socket = new WebSocket('wss://chat.example.com/chat')
    socket.addEventListener('open', () => socket.send('{"type":"say","text":"hello"}'))
    await expect(chat).toHaveReceived('said', { text: 'hi' })
  })
})
