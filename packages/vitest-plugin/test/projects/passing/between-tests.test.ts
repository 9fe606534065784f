import { on, type WsMock } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ChatApp, LOBBY, openChat } from '../chat-app.ts'
import { chatRules } from '../chat-rules.ts'

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', chatRules)

describe('a socket that a test left behind', () => {
  let app: ChatApp
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  afterAll(() => void warn.mockRestore())

  test('belongs to it', async () => {
    app = openChat(LOBBY, { reconnectAfterMs: 1 })
    await chatMock.client()
  })

  test('and does not disturb the next one when it connects again', async () => {
    openChat()
    const client = await chatMock.client()
    await expect.poll(() => app.connections).toBeGreaterThan(1)
    await expect.poll(() => app.socket.readyState).toBe(WebSocket.CLOSED)
    app.stop()
    expect(chatMock.clients).toEqual([client])
    expect(chatMock.transcript.entries.filter(({ kind }) => kind === 'open')).toHaveLength(1)
    expect(warn.mock.calls.join('\n')).toContain(
      'the test "belongs to it" is over, so the connection was refused',
    )
  })
})

describe('rules added with use()', () => {
  test('come first in their test', async () => {
    chatMock.use(on({ type: 'say' }).reply({ type: 'said', text: 'added' }))
    const app = openChat()
    await expect(chatMock).toHaveJoined('lobby')
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['added'])
  })

  test('and are gone in the next', async () => {
    const app = openChat()
    await expect(chatMock).toHaveJoined('lobby')
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['x'])
  })
})

describe('a function that makes rules', () => {
  let made = 0
  const counting = setupWsMock('wss://count.example.com/', () => {
    made++
    let heard = 0
    return [
      on('count').reply(() => {
        heard++
        return { heard }
      }),
      on('remember').run(({ state, reply }) => {
        state['times'] = Number(state['times'] ?? 0) + 1
        reply(String(state['times']))
      }),
    ]
  })
  test.for([1, 2, 3])('is run for test %i', async (expected) => {
    const socket = new WebSocket('wss://count.example.com/')
    socket.onopen = () => {
      socket.send('count')
      socket.send('remember')
    }
    await expect(counting).toHaveReceivedInOrder([{ heard: 1 }, '1'])
    expect(made).toBe(expected)
  })
})

describe('hooks', () => {
  let app: ChatApp
  let wasOpen = 0
  beforeEach(async () => {
    app = openChat()
    await expect(chatMock).toHaveJoined('lobby')
  })
  afterEach(async () => {
    if (app.socket.readyState === WebSocket.OPEN) wasOpen++
    app.say('bye')
    await expect(chatMock).toHaveSent({ type: 'say', text: 'bye' }, { times: 1 })
  })

  test('before and after the test belong to it', async () => {
    const client = await chatMock.client()
    await expect(client).toHaveReceived({ type: 'subscribed' })
  })
  test('and see its connections open', () => {
    expect(wasOpen).toBe(1)
    expect(chatMock.clients).toHaveLength(1)
  })
})

describe('retries', () => {
  let attempts = 0
  test('begin with a new mock', { retry: 2 }, async () => {
    attempts++
    expect(chatMock.transcript.entries).toEqual([])
    openChat()
    const client = await chatMock.client()
    expect(client.name).toBe('client-1')
    expect(attempts).toBe(3)
  })
  let repeated = 0
  test('and so do repeats', { repeats: 2 }, async () => {
    repeated++
    expect(chatMock.transcript.entries).toEqual([])
    openChat()
    await chatMock.client()
    expect(repeated).toBeLessThan(4)
  })
})

test.each(['one', 'two'])('test.each: %s', async (line) => {
  const app = openChat()
  await expect(chatMock).toHaveJoined('lobby')
  app.say(line)
  await expect.poll(() => app.lines).toEqual([line])
})

test.fails('test.fails sees a matcher fail', async () => {
  await expect(chatMock).toHaveSent('x', { timeoutMs: 1 })
})

describe('two mocks', () => {
  const stocks = setupWsMock('wss://stocks.example.com/', [on('price').reply({ price: 42 })])

  const speak = async (mock: WsMock, url: string, line: string): Promise<void> => {
    const socket = new WebSocket(url)
    socket.onopen = () => socket.send(line)
    await expect(mock).toHaveSent(line)
  }
  test('answer their own URLs', async () => {
    await speak(stocks, 'wss://stocks.example.com/', 'price')
    await expect(stocks).toHaveReceived({ price: 42 })
    expect(chatMock.transcript.entries).toEqual([])
    chatMock.use(on('x').drop())
    await speak(chatMock, LOBBY, 'x')
    await expect(stocks).toHaveSent(undefined, { times: 1 })
  })
})

describe('the same URL in an inner describe', () => {
  const inner = setupWsMock(
    'wss://chat.example.com/rooms/:room',
    [on({ type: 'say' }).reply({ type: 'said', text: 'inner' })],
    {
      unmatched: 'ignore',
    },
  )
  test('is answered there', async () => {
    const app = openChat()
    await expect(inner).toHaveSent({ type: 'subscribe' })
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['inner'])
    expect(chatMock.transcript.entries).toEqual([])
  })
})
test('and outside by the outer mock again', async () => {
  const app = openChat()
  await expect(chatMock).toHaveJoined('lobby')
  app.say('x')
  await expect.poll(() => app.lines).toEqual(['x'])
})

test('a specific URL set up in an inner place wins over a pattern, the first set up wins in one place', async () => {
  openChat()
  const client = await chatMock.client()
  expect(client.params).toEqual({ room: 'lobby' })
})
