// What a mock waits for, and what it does not: drain, matchers' waiting, client().
import process from 'node:process'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { haveReceived, haveSent } from '../assert/claims.ts'
import { settle } from '../assert/settle.ts'
import { faults } from '../mock/fault.ts'
import { on, onConnect } from '../mock/rule.ts'
import { mockWs, type MockWsOptions } from './mock-ws.ts'

function speak(line: string): WebSocket {
  const socket = new WebSocket('ws://live.test/')
  socket.addEventListener('open', () => socket.send(line))
  return socket
}

/** Whether a promise is settled when everything that is due in this process was done twice over. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  void promise.then(() => (settled = true))
  for (let round = 0; round < 20; round++) await turnOfTheLoop()
  return settled
}

describe('drain', () => {
  it('waits for a handler that is at work', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    await using chat = await mockWs('ws://live.test/', [on('x').run(() => promise)])
    speak('x')
    await settle(haveSent('x'), chat.observed, 1000)
    const drained = chat.drain()
    expect(await isSettled(drained)).toBe(false)
    resolve()
    await drained
  })

  it('does not wait for a handler that waits for the clock', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await using chat = await mockWs('ws://live.test/', [on('x').run(({ delay }) => delay(60_000))])
      speak('x')
      await settle(haveSent('x'), chat.observed, 1000)
      expect(await isSettled(chat.drain())).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  it('ends although two peers answer each other for ever', { timeout: 5000 }, async () => {
    await using chat = await mockWs('ws://live.test/', [on('ball').reply('ball')])
    const socket = speak('ball')
    socket.addEventListener('message', () => socket.send('ball'))
    await settle(haveReceived('ball'), chat.observed, 1000)
    await chat.drain()
    socket.close()
  })
})

describe('settle', () => {
  it('is not held up by a handler that never settles', async () => {
    await using chat = await mockWs('ws://live.test/', [on('x').run(() => new Promise(() => {}))])
    speak('x')
    await chat.client()
    expect(await isSettled(settle(haveSent('x'), chat.observed, 1000))).toBe(true)
  })

  it('has let the app hear what was said', async () => {
    await using chat = await mockWs('ws://live.test/', [on('x').reply('y')])
    const heard: unknown[] = []
    speak('x').addEventListener('message', ({ data }) => heard.push(data))
    await settle(haveReceived('y'), chat.observed, 1000)
    expect(heard).toEqual(['y'])
  })
})

describe('client', () => {
  it('points at the caller when nobody connects', async () => {
    await using chat = await mockWs('ws://live.test/')
    const error: unknown = await chat.client({ timeoutMs: 1 }).catch((reason: unknown) => reason)
    expect(error).toHaveProperty('stack', expect.stringMatching(/^\s+at .*live-mock\.test\.ts/m))
  })

  it('is forgotten when the mock ends', async () => {
    const chat = await mockWs('ws://live.test/')
    const waiting = chat.client({ timeoutMs: 1 })
    await chat[Symbol.asyncDispose]()
    expect(await isSettled(waiting)).toBe(false)
  })
})

describe('a handler that fails when its mock is gone', () => {
  it('is not lost: its error is uncaught', async () => {
    const { promise, reject } = Promise.withResolvers<void>()
    {
      await using chat = await mockWs('ws://live.test/', [on('x').run(() => promise)])
      speak('x')
      await settle(haveSent('x'), chat.observed, 1000)
    }
    const uncaught = vi.fn<(error: unknown) => void>()
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException').on('uncaughtException', uncaught)
    try {
      reject(new Error('too late'))
      for (let round = 0; round < 5; round++) await turnOfTheLoop()
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of listeners) process.on('uncaughtException', listener)
    }
    expect(uncaught.mock.calls.map(([error]) => String(error))).toEqual(['Error: too late'])
  })

  it('may be stopped by the signal of its connection', async () => {
    await using chat = await mockWs('ws://live.test/', [
      on('x').run(({ signal }) =>
        turnOfTheLoop(undefined, { signal }).then(
          () =>
            new Promise((_, stop) => {
              signal.addEventListener('abort', () => stop(signal.reason))
            }),
        ),
      ),
    ])
    const socket = speak('x')
    const client = await chat.client()
    await settle(haveSent('x'), chat.observed, 1000)
    socket.close()
    await vi.waitFor(() => expect(client.open).toBe(false))
    await chat.drain()
    expect(chat.transcript.entries.filter(({ kind }) => kind === 'error')).toEqual([])
  })
})

describe('mockWs', () => {
  it.for<[MockWsOptions, string]>([
    [{ unhandled: 'throw' } as object, 'unhandled is "throw". Use one of error, warn, bypass'],
    [{ unmatched: 'throw' } as object, 'unmatched is "throw". Use one of error, warn, ignore'],
    [{ timeoutMs: 5 } as object, 'there is no option "timeoutMs". Use '],
  ])('refuses an option that is none: %j', async ([options, sentence]) => {
    await expect(mockWs('ws://live.test/', [], options)).rejects.toThrow(
      `mockWs(ws://live.test/): ${sentence}`,
    )
  })
})

describe('what a mock waits for', () => {
  it('is listed one by one: what for, for whom and when', async () => {
    vi.useFakeTimers()
    try {
      const faulty = { faults: [faults.delay(7_000, { match: 'held up' })], unmatched: 'ignore' } as const
      await using chat = await mockWs(
        'ws://live.test/',
        [
          on('delay').delay(3_000),
          on('sleep').run(({ delay }) => delay(4_000)),
          on('stream').stream(['tick'], { everyMs: 5_000 }),
          on('share').broadcastStream(['tock'], { everyMs: 6_000, name: 'clock' }),
          on('hold').reply('held up'),
        ],
        faulty,
      )
      for (const line of ['hold', 'share', 'stream', 'sleep', 'delay']) speak(line)
      await settle(haveSent('delay'), chat.observed, 1000)
      vi.advanceTimersByTime(1_000)
      expect(chat.observed.pending()).toEqual([
        "the delay of on('delay') for client-5, due in 2000 ms",
        "the delay() in the handler of on('sleep') for client-4, due in 3000 ms",
        "the stream 'stream' for client-3, due in 4000 ms",
        "the shared stream 'clock', due in 5000 ms",
        'a delivery that a fault delays for client-1, due in 6000 ms',
        "the handler of on('sleep') for client-4, which has not settled",
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it('is cut short where it is very much', async () => {
    vi.useFakeTimers()
    try {
      await using chat = await mockWs('ws://live.test/', [onConnect().delay(1_000).send('x')])
      for (let n = 0; n < 12; n++) speak('x')
      await settle(haveSent('x', { times: 12 }), chat.observed, 1000)
      const pending = chat.observed.pending()
      expect([pending.length, pending.at(-1)]).toEqual([11, '2 later timers'])
    } finally {
      vi.useRealTimers()
    }
  })
})
