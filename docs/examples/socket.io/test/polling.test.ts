// A client with its default transports begins with HTTP polling, which a mock of WebSockets cannot answer. It says so,
// where it can be seen.
import { mockWs } from '@parley-ws/core'
import { serveWsMock } from '@parley-ws/core/node'
import { socketIo } from '@parley-ws/core/socket.io'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { disconnectAll, next, openSocket } from './open-socket.ts'

const byDefault = { transports: ['polling', 'websocket'] }
const hint = "Give io() the option { transports: ['websocket'] }"

/** What the client is told, and what its author reads on the console. */
async function refusal(at: string) {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const error = await next(openSocket('/', { ...byDefault, reconnection: false }, at), 'connect_error')
  return { error, warnings: warned.mock.calls.flat() }
}

afterEach(() => {
  disconnectAll()
  vi.restoreAllMocks()
})

describe('a client that polls', () => {
  it('is refused inside the process, with a hint', async () => {
    await using mock = await mockWs('wss://chat.example.com/socket.io/', socketIo())
    const { error, warnings } = await refusal('https://chat.example.com')
    expect(error).toMatchObject({ message: 'xhr poll error', description: 400 })
    expect(warnings).toEqual([expect.stringContaining(hint)])
    expect(mock.transcript.entries).toMatchObject([{ kind: 'reject', status: 400 }])
    await expect(mock.client({ timeoutMs: 1 })).rejects.toThrow(hint)
  })

  it('is refused by a mock on a port, with a hint', async () => {
    await using mock = await serveWsMock(socketIo(), { path: '/socket.io/' })
    const origin = `http://127.0.0.1:${mock.port}`
    const { error, warnings } = await refusal(origin)
    expect(error).toMatchObject({ message: 'xhr poll error', description: 400 })
    expect(warnings).toEqual([expect.stringContaining(hint)])
    expect(mock.transcript.entries).toMatchObject([{ kind: 'reject', status: 400 }])

    // The client throws the body away; who looks at the request reads it.
    const response = await fetch(`${origin}/socket.io/?EIO=4&transport=polling`)
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(hint)])
  })

  it('somewhere else is left alone', async () => {
    await using real = await serveWsMock([], { path: '/elsewhere' })
    await using mock = await mockWs('ws://chat.example.com/socket.io/', socketIo(), { unhandled: 'error' })
    const { error, warnings } = await refusal(`http://127.0.0.1:${real.port}`)
    expect([error, warnings]).toMatchObject([{ description: 404 }, []])
    expect(mock.transcript.entries).toEqual([])
  })
})
