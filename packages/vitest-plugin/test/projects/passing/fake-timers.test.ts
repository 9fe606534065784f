import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openChat } from '../chat-app.ts'
import { chatRules } from '../chat-rules.ts'

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', [
  on({ type: 'say', text: 'later' }).delay(60_000).reply({ type: 'said', text: 'late' }),
  on('stream').stream((n: number) => `item ${n}`, { everyMs: 1000 }),
  ...chatRules,
])

type Faked = Parameters<typeof vi.useFakeTimers>[0]

// Vitest refuses to fake nextTick in a child process.
const nextTick: 'nextTick'[] = process.send === undefined ? ['nextTick'] : []

const variants: readonly [string, Faked][] = [
  ['the default', undefined],
  [
    'queueMicrotask and nextTick',
    { toFake: ['setTimeout', 'clearTimeout', 'queueMicrotask', 'performance', ...nextTick] },
  ],
  ['only setTimeout', { toFake: ['setTimeout', 'clearTimeout'] }],
  [
    'everything but Date',
    {
      toFake: [
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'setImmediate',
        'performance',
        'queueMicrotask',
        ...nextTick,
      ],
    },
  ],
]

describe.for(variants)('with fake timers: %s', ([, faked]) => {
  beforeEach(() => void vi.useFakeTimers(faked))
  afterEach(() => void vi.useRealTimers())

  test('delays wait for the test, and deadlines of matchers do not', async () => {
    const app = openChat()
    const client = await chatMock.client()
    await expect(client).toHaveJoined('lobby')
    app.say('later')
    await expect(client).toHaveSent({ type: 'say' })
    await expect(client).not.toHaveReceived({ text: 'late' })
    await expect(client).toBeSilent({ after: client.observed.transcript.entries.at(-1), forMs: 2 })
    await expect(expect(client).toHaveReceived({ text: 'late' }, { timeoutMs: 5 })).rejects.toThrow(
      /The mock still waits for:\n {2}the delay of .* for client-\d, due in \d+ ms\n\nFake timers are on/,
    )
    await vi.advanceTimersByTimeAsync(59_999)
    await expect(client).not.toHaveReceived({ text: 'late' })
    await vi.advanceTimersByTimeAsync(1)
    await expect(client).toHaveReceived({ text: 'late' }, { times: 1 })
    expect(app.lines).toEqual(['late'])
  })

  test('client() gives up in real time', async () => {
    await expect(chatMock.client({ timeoutMs: 5 })).rejects.toThrow(
      /no client connected within 5 ms[^]*Fake timers are on/,
    )
  })

  test('streams follow them', async () => {
    const app = openChat()
    const client = await chatMock.client()
    await expect(client).toHaveJoined('lobby')
    app.socket.send('stream')
    await expect(client).toHaveSent('stream')
    await vi.advanceTimersByTimeAsync(3500)
    await expect(client).toHaveReceivedInOrder(['item 0', 'item 1', 'item 2'])
    await expect(client).toHaveReceived(/item/, { times: 3 })
    app.socket.close()
    await expect(client).toHaveClosed()
    await vi.advanceTimersByTimeAsync(10_000)
    await expect(client).toHaveReceived(/item/, { times: 3 })
  })
})

describe('with setSystemTime', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())
  test('nothing changes', async () => {
    vi.setSystemTime(0)
    const app = openChat()
    await expect(chatMock).toHaveJoined('lobby')
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['x'])
    vi.setSystemTime(new Date(2030, 1))
    await expect(chatMock).toHaveBroadcast({ text: 'x' })
    const times = chatMock.transcript.entries.map(({ at }) => at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times.at(-1)).toBeLessThan(10_000)
  })
})

describe('fake timers switched on in a test', () => {
  test('find a mock that is under way', async () => {
    const app = openChat()
    const client = await chatMock.client()
    await expect(client).toHaveJoined('lobby')
    vi.useFakeTimers()
    app.say('later')
    await expect(client).toHaveSent({ type: 'say' })
    await vi.advanceTimersByTimeAsync(60_000)
    await expect(client).toHaveReceived({ text: 'late' })
    vi.useRealTimers()
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['late', 'x'])
  })
  test('and left on do not hold up the end of the test', async () => {
    vi.useFakeTimers()
    const app = openChat()
    await expect(chatMock).toHaveJoined('lobby')
    app.say('later')
    await expect(chatMock).toHaveSent({ type: 'say' })
  })
  test('nor the next one', async () => {
    vi.useRealTimers()
    const app = openChat()
    await expect(chatMock).toHaveJoined('lobby')
    app.say('x')
    await expect.poll(() => app.lines).toEqual(['x'])
  })
})
