import { on, onConnect, text } from '@parley-ws/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { setupWsMock, wsMockFixture } from './index.ts'

interface ChatApp {
  readonly lines: string[]
  readonly socket: WebSocket
  say(text: string): void
}

function openChat(url: string): ChatApp {
  const lines: string[] = []
  const socket = new WebSocket(url)
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'subscribe', room: 'lobby' })))
  socket.addEventListener('message', (event: MessageEvent<string>) => {
    const message = JSON.parse(event.data) as { type: string; text?: string }
    if (message.type === 'said') lines.push(message.text ?? '')
  })
  return { lines, socket, say: (line) => socket.send(JSON.stringify({ type: 'say', text: line })) }
}

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', [
  onConnect().send({ type: 'welcome' }),
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
])

describe('setupWsMock', () => {
  test('the app shows what another member says', async () => {
    const app = openChat('wss://chat.example.com/rooms/lobby')
    const client = await chatMock.client()
    await expect(client).toHaveSent({ type: 'subscribe', room: 'lobby' })

    chatMock.broadcast({ type: 'said', text: 'hi' }, { group: 'lobby' })

    await expect.poll(() => app.lines).toEqual(['hi'])
    await expect(chatMock).toMatchTranscript(`
      client-1 ○ open wss://chat.example.com/rooms/lobby
      client-1 ← {"type":"welcome"}
      client-1 → {"type":"subscribe","room":"lobby"}
      client-1 + joins lobby
      client-1 ← {"type":"subscribed"}
      ⇐ broadcast to lobby (client-1): {"type":"said","text":"hi"}
        client-1 ← {"type":"said","text":"hi"}
    `)
  })

  test('starts each test with nobody connected and an empty transcript', () => {
    expect([chatMock.clients, chatMock.transcript.entries]).toEqual([[], []])
  })

  test('forgets rules of one test in the next (1)', async () => {
    chatMock.use(on({ type: 'say' }).reply({ type: 'said', text: 'overridden' }))
    const app = openChat('wss://chat.example.com/rooms/lobby')
    await expect(chatMock).toHaveJoined('lobby')
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['overridden'])
  })

  test('forgets rules of one test in the next (2)', async () => {
    const app = openChat('wss://chat.example.com/rooms/lobby')
    await expect(chatMock).toHaveJoined('lobby')
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['x'])
  })

  for (const name of ['one', 'two', 'three']) {
    test.concurrent(`keeps concurrent tests on one URL apart: ${name}`, async ({ expect: own }) => {
      const app = openChat('wss://chat.example.com/rooms/lobby')
      const client = await chatMock.client()
      await own(client).toHaveJoined('lobby')
      await new Promise((resolve) => setTimeout(resolve, 5))
      app.say(name)
      await own.poll(() => app.lines).toEqual([name])
      own(chatMock.clients).toHaveLength(1)
      await own(chatMock).toMatchTranscript()
    })
  }

  describe('with fake timers', () => {
    beforeEach(
      () =>
        void vi.useFakeTimers({
          toFake: [
            'setTimeout',
            'clearTimeout',
            'setInterval',
            'clearInterval',
            'queueMicrotask',
            'performance',
            'Date',
          ],
        }),
    )
    afterEach(() => void vi.useRealTimers())

    test('delays wait for the test to advance them, matchers do not', async () => {
      chatMock.use(on({ type: 'say' }).delay(60_000).reply({ type: 'said', text: 'late' }))
      const app = openChat('wss://chat.example.com/rooms/lobby')
      const client = await chatMock.client()
      await expect(client).toHaveJoined('lobby')
      app.say('x')
      await expect(client).toHaveSent({ type: 'say' })
      await expect(client).not.toHaveReceived({ text: 'late' })
      await vi.advanceTimersByTimeAsync(60_000)
      await expect(client).toHaveReceived({ text: 'late' })
      expect(app.lines).toEqual(['late'])
    })
  })
})

const withFixture = test.extend<{ chat: Parameters<Parameters<ReturnType<typeof wsMockFixture>>[1]>[0] }>({
  chat: wsMockFixture('ws://fixture.test/', [on('ping').reply('pong')]),
})

describe('wsMockFixture', () => {
  for (const name of ['one', 'two']) {
    withFixture.concurrent(`gives each test a mock of its own: ${name}`, async ({ chat, expect: own }) => {
      const socket = new WebSocket('ws://fixture.test/')
      socket.onopen = () => socket.send('ping')
      const client = await chat.client()
      await own(client).toHaveReceived('pong', { times: 1 })
      own(chat.clients).toHaveLength(1)
    })
  }
})
