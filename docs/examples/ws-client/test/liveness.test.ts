import { closeSilent, on, onPing, pingEvery } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'

const url = 'wss://feed.example.com/alarms'

const feedMock = setupWsMock(url, [on('last words').drop()])

/** The order in which a socket is told of its pings, pongs and end. */
async function openSocket() {
  const socket = new WebSocket(url)
  const log: string[] = []
  socket.on('ping', (payload) => log.push(`ping ${String(payload)}`))
  socket.on('pong', (payload) => log.push(`pong ${String(payload)}`))
  socket.on('close', (code, reason) => log.push(`close ${code} ${String(reason)}`))
  const client = await feedMock.client()
  return { socket, log, client }
}

describe('pings', () => {
  it('of the client are answered with their payload, by the mock or as its rules say', async () => {
    const { socket, log } = await openSocket()
    socket.ping('are you there?')
    await expect.poll(() => log).toEqual(['pong are you there?'])

    feedMock.use(onPing('secret').pong('nobody'))
    socket.ping('secret')
    await expect.poll(() => log).toEqual(['pong are you there?', 'pong nobody'])
  })

  it('of the mock are answered by the client', async () => {
    const { log, client } = await openSocket()
    client.ping('hello')
    await expect.poll(() => log).toEqual(['ping hello'])
    await feedMock.drain()
    const beats = feedMock.transcript.entries.filter(({ kind }) => kind === 'ping' || kind === 'pong')
    const payload = new TextEncoder().encode('hello')
    expect(beats).toMatchObject([
      { kind: 'ping', client: client.name, payload },
      { kind: 'pong', client: client.name, payload },
    ])
  })
})

describe('the end of a connection', () => {
  it('is abrupt with terminate(): the mock is told 1006, after what was sent before', async () => {
    const { socket, log, client } = await openSocket()
    await new Promise<unknown>((resolve) => {
      socket.send('last words', resolve)
    })
    await expect(client).toHaveSent('last words')
    socket.terminate()
    await expect(client).toHaveClosed({ code: 1006, clean: false })
    await expect.poll(() => log).toEqual(['close 1006 '])
  })

  it('is abrupt for the client where the mock cuts it', async () => {
    const { log, client } = await openSocket()
    client.cut()
    await expect.poll(() => log).toEqual(['close 1006 '])
  })

  it('is agreed on with close()', async () => {
    const { socket, log, client } = await openSocket()
    socket.close(4000, 'shift is over')
    await expect(client).toHaveClosed({ code: 4000, reason: 'shift is over', clean: true })
    await expect.poll(() => log).toEqual(['close 4000 shift is over'])
  })
})

// The recipe of ws for broken connections: https://github.com/websockets/ws#how-to-detect-and-close-broken-connections
describe('a client that expects a ping every thirty seconds', () => {
  const PING_EVERY_MS = 30_000
  const GRACE_MS = 1_000

  function watch(socket: WebSocket): void {
    let timer: NodeJS.Timeout | undefined
    const heartbeat = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => socket.terminate(), PING_EVERY_MS + GRACE_MS)
    }
    socket.on('open', heartbeat)
    socket.on('ping', heartbeat)
    socket.on('close', () => clearTimeout(timer))
  }

  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    await feedMock.drain()
  }

  it('stays as long as they come, and leaves a server that went silent', async () => {
    const socket = new WebSocket(url)
    watch(socket)
    const client = await feedMock.client()
    setInterval(() => client.ping(), PING_EVERY_MS)
    for (let n = 0; n < 3; n++) await pass(PING_EVERY_MS)
    expect(socket.readyState).toBe(WebSocket.OPEN)

    client.halfOpen()
    await pass(PING_EVERY_MS + GRACE_MS - 1)
    expect(socket.readyState).toBe(WebSocket.OPEN)
    await pass(1)
    await expect(client).toHaveClosed(1006)
  })
})

describe('a server that pings every thirty seconds', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    feedMock.use(pingEvery({ everyMs: 30_000, timeoutMs: 10_000, code: 4008, reason: 'no pong' }))
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  /** Lets time go by, and what is on its way arrive. */
  async function pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    await feedMock.drain()
  }

  it('keeps a client that answers by itself', async () => {
    const { log, client } = await openSocket()
    await pass(90_000)
    expect(log).toEqual(['ping ', 'ping ', 'ping '])
    expect(client.open).toBe(true)
  })

  it('closes a client that does not', async () => {
    const socket = new WebSocket(url, { autoPong: false })
    const client = await feedMock.client()
    await pass(39_999)
    expect(client.open).toBe(true)
    await pass(1)
    await expect(client).toHaveClosed({ code: 4008, reason: 'no pong' })
    expect(socket.readyState).not.toBe(WebSocket.OPEN)
  })

  it('closes a client that says nothing of its own for a minute', async () => {
    feedMock.use(closeSilent({ afterMs: 60_000, unless: 'alive' }), on('alive').drop())
    const { socket, client } = await openSocket()
    await pass(59_999)
    socket.send('alive')
    await pass(59_999)
    expect(client.open).toBe(true)
    await pass(1_000)
    await expect(client).toHaveClosed({ code: 1001 })
  })
})
