import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { cert, key } from '../../test/socket/certificate.ts'
import type { Entry } from '../transcript/entry.ts'
import { on, onConnect } from '../mock/rule.ts'
import { anything } from '../match/matchers/presence.ts'
import { connectWs, HandshakeRefused } from './connect-ws.ts'
import { recordWs, type RecordingWs } from './record-ws.ts'
import { serveWsMock } from './serve-ws.ts'

const echo = on(anything()).reply(({ message }) => message as string)

/** The first entry that is of this kind, or the next one to be. */
function entryOf(proxy: RecordingWs, kind: Entry['kind']): Promise<Entry> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = proxy.transcript.entries.find((entry) => entry.kind === kind)
      if (found === undefined) return
      unsubscribe()
      resolve(found)
    }
    const unsubscribe = proxy.subscribe(look)
    look()
  })
}

/** A server of the ws package, for what a mock does not do by itself. */
async function plainServer(): Promise<{ url: string; server: WebSocketServer } & AsyncDisposable> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    server,
    url: `ws://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('recordWs', () => {
  it('passes on text, binary and the close, and records them with path and subprotocol', async () => {
    await using server = await serveWsMock(
      [onConnect().accept({ protocol: 'v2' }), on('bye').close(4000, 'so long'), echo],
      { path: '/rooms/:room' },
    )
    await using proxy = await recordWs({ target: server.url })
    await using client = await connectWs(`${proxy.url}/rooms/tea?lang=en`, { protocols: ['v1', 'v2'] })
    expect(client.protocol).toBe('v2')
    client.send('hello')
    expect(await client.next()).toMatchObject({ frame: { opcode: 'text', payload: 'hello' } })
    client.send(Uint8Array.of(0, 255, 7))
    expect(await client.next()).toMatchObject({ frame: { opcode: 'binary' } })
    client.send('bye')
    expect(await client.next()).toEqual({ on: 'closed', code: 4000, reason: 'so long' })
    const { entries } = proxy.transcript
    expect(entries[0]).toMatchObject({ kind: 'open', protocol: 'v2', offered: ['v1', 'v2'] })
    expect(entries[0]).toHaveProperty('url', `${proxy.url}/rooms/tea?lang=en`)
    expect(entries.slice(1)).toMatchObject([
      { kind: 'message', direction: 'clientToServer', payload: 'hello' },
      { kind: 'message', direction: 'serverToClient', payload: 'hello' },
      { kind: 'message', direction: 'clientToServer', payload: Uint8Array.of(0, 255, 7) },
      { kind: 'message', direction: 'serverToClient', opcode: 'binary' },
      { kind: 'message', direction: 'clientToServer', payload: 'bye' },
      { kind: 'close', direction: 'serverToClient', code: 4000, reason: 'so long', clean: true },
    ])
  })

  it('passes on the close of a client, with or without a code, and a connection that breaks off', async () => {
    await using behind = await plainServer()
    await using proxy = await recordWs({ target: behind.url })
    const closeOf = async (end: (client: WebSocket) => void): Promise<unknown> => {
      const client = new WebSocket(proxy.url)
      const connected = once(behind.server, 'connection')
      await once(client, 'open')
      const [there] = (await connected) as [WebSocket]
      const closed = once(there, 'close')
      end(client)
      const [code, reason] = (await closed) as [number, Buffer]
      return [code, String(reason)]
    }
    expect(await closeOf((client) => client.close(4001, 'done'))).toEqual([4001, 'done'])
    expect(await closeOf((client) => client.close())).toEqual([1005, ''])
    expect(await closeOf((client) => client.terminate())).toEqual([1006, ''])
  })

  it('answers no ping itself: the pong is the server’s', async () => {
    await using behind = await plainServer()
    behind.server.options.autoPong = false
    behind.server.on('connection', (socket) => socket.on('ping', () => socket.pong('from behind')))
    await using proxy = await recordWs({ target: behind.url })
    const client = new WebSocket(proxy.url)
    await once(client, 'open')
    const pong = once(client, 'pong')
    client.ping('beat')
    expect(String((await pong)[0])).toBe('from behind')
    expect(proxy.transcript.entries.slice(1)).toMatchObject([
      { kind: 'ping', direction: 'clientToServer', payload: new TextEncoder().encode('beat') },
      { kind: 'pong', direction: 'serverToClient', payload: new TextEncoder().encode('from behind') },
    ])
    client.terminate()
  })

  it('passes on a refusal with its status, headers and body', async () => {
    const server = createServer()
    server.on('upgrade', (_request, stream) => {
      stream.end('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 7\r\n\r\nwho are')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await using proxy = await recordWs({ target: `ws://127.0.0.1:${port}` })
    const client = new WebSocket(proxy.url)
    client.on('error', () => {})
    const [, response] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage]
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toBe('Basic')
    expect(await entryOf(proxy, 'reject')).toMatchObject({ status: 401, reason: 'who are' })
    client.terminate()
    server.close()
    server.closeAllConnections()
  })

  it('refuses with 502 where nothing is behind it', async () => {
    const behind = await plainServer()
    await behind[Symbol.asyncDispose]()
    await using proxy = await recordWs({ target: behind.url })
    const refused = await connectWs(proxy.url).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(HandshakeRefused)
    expect(refused).toMatchObject({ status: 502 })
    expect(proxy.transcript.entries).toMatchObject([{ kind: 'reject', status: 502 }])
  })

  it('hands on cookies, and hides them in the transcript', async () => {
    await using behind = await plainServer()
    const connected = once(behind.server, 'connection')
    await using proxy = await recordWs({ target: behind.url })
    await using _client = await connectWs(`${proxy.url}/?token=abc`, { headers: { cookie: 'sid=1' } })
    const [, request] = (await connected) as [unknown, { headers: Record<string, string>; url: string }]
    expect(request.headers['cookie']).toBe('sid=1')
    expect(request.url).toBe('/?token=abc')
    expect(JSON.stringify(proxy.transcript.entries)).not.toMatch(/sid=1|abc/)
  })

  it('speaks wss on either side', async () => {
    await using server = await serveWsMock([echo], { tls: { key, cert } })
    await using proxy = await recordWs({
      target: server.url,
      tls: { key, cert },
      targetTls: { ca: cert },
    })
    await using client = await connectWs(proxy.url, { tls: { ca: cert } })
    client.send('safe')
    expect(await client.next()).toMatchObject({ frame: { payload: 'safe' } })
  })

  it('closes both sides with 1001 at its end', async () => {
    await using behind = await plainServer()
    const connected = once(behind.server, 'connection')
    const proxy = await recordWs({ target: behind.url })
    await using client = await connectWs(proxy.url)
    const [there] = (await connected) as [WebSocket]
    const closed = once(there, 'close')
    await proxy[Symbol.asyncDispose]()
    expect(await client.next()).toMatchObject({ on: 'closed', code: 1001 })
    expect((await closed)[0]).toBe(1001)
    expect(proxy.transcript.entries.at(-1)).toMatchObject({ kind: 'close', code: 1001 })
  })

  it('refuses a target that is no WebSocket URL', async () => {
    await expect(recordWs({ target: 'http://127.0.0.1' })).rejects.toThrow('Give a ws: or wss: URL')
  })

  it('refuses what is no port, a pair of key and certificate that is none, and a port that is in use', async () => {
    const target = 'ws://127.0.0.1:1'
    const wrong: number = 'sock' as never
    await expect(recordWs({ target, port: wrong })).rejects.toThrow(
      'recordWs(): the port is "sock". Give a port',
    )
    await expect(recordWs({ target, tls: {} })).rejects.toThrow(
      'recordWs() with tls: there is no certificate.',
    )
    await using proxy = await recordWs({ target })
    await expect(recordWs({ target, port: proxy.port })).rejects.toThrow(
      `recordWs() on 127.0.0.1:${proxy.port}: the port is in use. Leave the port out to get a free one`,
    )
  })
})
