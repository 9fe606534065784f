// The same client over TCP, against a mock on a port.
import { bytes } from '@parley-ws/core'
import { serveWsMock } from '@parley-ws/core/node'
import { ioOf, socketIo, withArgs } from '@parley-ws/core/socket.io'
import { afterEach, describe, expect, it } from 'vitest'
import { disconnectAll, next, openSocket } from './open-socket.ts'

const rules = socketIo({
  on: {
    echo: ({ args }) => args[0],
    draw: withArgs([bytes()], ({ args: [picture], socket }) => socket.broadcast.emit('drawn', picture)),
  },
  namespaces: { '/admin': {} },
  pingIntervalMs: 20,
  // A busy machine may take its time; whoever does not answer is another test.
  pingTimeoutMs: 4_000,
})

afterEach(disconnectAll)

describe('a mock on a port', () => {
  it('speaks with clients of other processes: events, acknowledgements, bytes, namespaces', async () => {
    await using mock = await serveWsMock(rules, { path: '/socket.io/' })
    const origin = `http://127.0.0.1:${mock.port}`
    const [alice, bob] = [openSocket('/', {}, origin), openSocket('/', {}, origin)]
    const drawn = next(bob, 'drawn')
    expect(await alice.emitWithAck('echo', { text: 'hi' })).toEqual({ text: 'hi' })
    expect(await bob.emitWithAck('echo', 1)).toBe(1)
    alice.emit('draw', Buffer.from([7, 0, 255]))
    expect(await drawn).toEqual(Buffer.from([7, 0, 255]))

    const admin = openSocket('/admin', {}, origin)
    const news = next(admin, 'news')
    await next(admin, 'connect')
    ioOf(mock).of('/admin').emit('news', 'for admins')
    expect(await news).toBe('for admins')
  })

  it('keeps a client that answers its pings', async () => {
    await using mock = await serveWsMock(rules, { path: '/socket.io/' })
    const socket = openSocket('/', {}, `http://127.0.0.1:${mock.port}`)
    const client = await mock.client()
    const pings = () =>
      mock.transcript.entries.filter((entry) => entry.kind === 'message' && entry.payload === '2').length
    await expect.poll(pings, { timeout: 4_000 }).toBeGreaterThan(3)
    expect([client.open, socket.connected]).toEqual([true, true])
  })
})
