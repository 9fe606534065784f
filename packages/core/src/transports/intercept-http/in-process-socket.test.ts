import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { createServer, type AddressInfo, connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Pump } from '../memory/pump.ts'
import { type SocketPair, type SocketPairOptions, socketPair } from './in-process-socket.ts'

function connected(options: Partial<SocketPairOptions> = {}): SocketPair & { pump: Pump } {
  const pump = new Pump()
  const run = (callback: () => void): void => callback()
  return { pump, ...socketPair({ pump, run, isSecure: false, timeoutMs: undefined, port: 80, ...options }) }
}

const textOf = (chunks: readonly Buffer[]): string => String(Buffer.concat(chunks))

/** What an app may ask a socket about its connection, as it is at one instant. */
const ASKED = [
  'connecting',
  'pending',
  'readyState',
  'remoteAddress',
  'remoteFamily',
  'localAddress',
  'localFamily',
]
const MEASURED = ['remotePort', 'localPort', 'bytesRead', 'bytesWritten']
const facts = (socket: object): unknown[] => [
  ...ASKED.map((name) => [name, Reflect.get(socket, name)]),
  ...MEASURED.map((name) => [name, typeof Reflect.get(socket, name)]),
]

describe('socketPair', () => {
  it('tells about its connection what a socket of node:net tells', async () => {
    const listener = createServer()
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    const real = connect(port, '127.0.0.1')
    const [[accepted]] = (await Promise.all([once(listener, 'connection'), once(real, 'connect')])) as [
      [Socket],
      unknown,
    ]
    const { client, server, pump } = connected({ port })
    expect([facts(client), facts(server)]).toEqual([facts(real), facts(accepted)])
    expect([client.remotePort, server.localPort, client.localPort]).toEqual([port, port, server.remotePort])
    expect(client.address()).toEqual({ address: '127.0.0.1', family: 'IPv4', port: client.localPort })

    server.resume()
    client.write('abc')
    await pump.idle()
    expect([server.bytesRead, client.bytesWritten]).toEqual([3, 3])
    for (const end of [real, client]) {
      end.end()
      expect(end.readyState).toBe('readOnly')
      end.destroy()
      expect(end.readyState).toBe('closed')
    }
    listener.close()
    accepted.destroy()
  })

  it('ends behind what was written, or at once', async () => {
    const { client, server, pump } = connected()
    const got: Buffer[] = []
    client.on('data', (chunk: Buffer) => got.push(chunk))
    server.write('last')
    server.destroySoon()
    await once(client, 'close')
    expect([textOf(got), server.destroyed]).toEqual(['last', true])
    const other = connected()
    other.client.resetAndDestroy()
    expect(other.client.destroyed).toBe(true)
    await pump.idle()
  })

  it('carries what one end writes to the other, both ways, never within the write', async () => {
    const { client, server, pump } = connected()
    const seen: string[] = []
    server.on('data', (chunk) => seen.push(`server ${String(chunk)}`))
    client.on('data', (chunk) => seen.push(`client ${String(chunk)}`))
    await pump.idle()
    client.write('a')
    server.write('b')
    expect(seen).toEqual([])
    await pump.idle()
    expect(seen).toEqual(['server a', 'client b'])
  })

  it('brings each chunk to the client in a turn of its own', async () => {
    const { client, server } = connected()
    client.on('data', () => {})
    for (const chunk of ['one', 'two', 'three']) server.write(chunk)
    const seen: string[] = []
    while (seen.length < 3) seen.push(String((await once(client, 'data'))[0]))
    expect(seen).toEqual(['one', 'two', 'three'])
  })

  it('holds a writer up while nobody reads, and loses nothing', async () => {
    const { client, server, pump } = connected()
    const chunk = Buffer.alloc(server.writableHighWaterMark, 'x')
    server.write(chunk)
    await pump.idle()
    server.write(chunk)
    expect(server.write(chunk)).toBe(false)
    expect(server.writableLength).toBeGreaterThan(0)
    server.end()
    const chunks = (await client.toArray()) as Buffer[]
    expect(textOf(chunks)).toHaveLength(3 * chunk.length)
  })

  it('lets go of a writer whose reader is gone', async () => {
    const { client, server, pump } = connected()
    const chunk = Buffer.alloc(server.writableHighWaterMark, 'x')
    server.write(chunk)
    await pump.idle()
    server.write(chunk)
    server.end()
    client.destroy()
    await once(server, 'finish')
    expect(server.writableLength).toBe(0)
  })

  it('is on its way to its end until the client has closed', async () => {
    const { client, server, pump } = connected()
    client.resume()
    server.resume()
    await pump.idle()
    server.end()
    await pump.idle()
    expect(client.closed).toBe(true)
  })

  it('ends: the other end reads to the end, the client then ends as well', async () => {
    const { client, server } = connected()
    server.end('bye')
    server.resume()
    expect(textOf((await client.toArray()) as Buffer[])).toBe('bye')
    await Promise.all([client, server].map((each) => each.closed || once(each, 'close')))
    expect(client.destroyed && server.destroyed).toBe(true)
  })

  it.each(['client', 'server'] as const)(
    'is cut by the %s: the other end sees an end, after what was sent',
    async (by) => {
      const pair = connected()
      const other = by === 'client' ? pair.server : pair.client
      pair[by].write('last')
      pair[by].destroy()
      expect(textOf((await other.toArray()) as Buffer[])).toBe('last')
      other.write('too late')
      other.destroy()
      await pair.pump.idle()
    },
  )

  it('tells the client when nothing came for as long as it said, and not before', async () => {
    const { client } = connected({ timeoutMs: 2 })
    await once(client, 'timeout')
    client.setTimeout(0)
    const never = (): void => expect.fail('a timeout after it was taken back')
    client.on('timeout', never)
    expect(client.timeout).toBe(0)
    client.destroy()
  })

  it('looks like a TLS socket where that was asked for', () => {
    expect(connected({ isSecure: true }).client).toMatchObject({ encrypted: true, authorized: true })
    expect(connected().client).not.toHaveProperty('encrypted')
  })
})
