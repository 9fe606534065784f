// The client as it is in a browser: over the global WebSocket, which it keeps when it is loaded.
import { ioOf, socketIo } from '@parley-ws/core/socket.io'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { WebSocket as OverGlobal } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { disconnectAll, next, openSocket } from './open-socket.ts'

const chatMock = setupWsMock(
  'wss://chat.example.com/socket.io/',
  socketIo({ on: { echo: ({ args: [said] }) => said } }),
)

const PING_INTERVAL_MS = 25_000
const PING_TIMEOUT_MS = 20_000

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  disconnectAll()
  vi.useRealTimers()
})

async function connected() {
  const socket = openSocket('/', { transports: [OverGlobal] })
  await next(socket, 'connect')
  return { socket, client: await chatMock.client() }
}

/** Lets time go by, and what is on its way arrive. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await chatMock.drain()
}

describe('a client over the global WebSocket', () => {
  it('emits, and is acknowledged', async () => {
    const { socket } = await connected()
    expect(await socket.emitWithAck('echo', { text: 'hi' })).toEqual({ text: 'hi' })
  })

  it('answers the pings of the server, and stays', async () => {
    const { socket, client } = await connected()
    await pass(4 * PING_INTERVAL_MS)
    await expect(client).toHaveReceived('2', { times: 4 })
    await expect(client).toHaveSent('3', { times: 4 })
    expect(socket.connected).toBe(true)
  })

  it('gives up a server that falls silent', async () => {
    const { socket, client } = await connected()
    const reason = next(socket, 'disconnect')
    client.halfOpen()
    await pass(PING_INTERVAL_MS + PING_TIMEOUT_MS)
    expect(await reason).toBe('ping timeout')
  })

  it('that falls silent is given up', async () => {
    const socket = new WebSocket('wss://chat.example.com/socket.io/?EIO=4&transport=websocket')
    socket.addEventListener('open', () => socket.send('40'))
    const client = await chatMock.client()
    await pass(PING_INTERVAL_MS + PING_TIMEOUT_MS - 1)
    expect(ioOf(chatMock).sockets).toHaveLength(1)
    await pass(1)
    await expect(client).toHaveClosed({ code: 1000, reason: 'ping timeout' })
    expect(ioOf(chatMock).sockets).toEqual([])
  })
})
