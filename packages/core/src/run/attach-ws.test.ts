import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createSecureServer as createHttp2Server } from 'node:http2'
import { createServer as createTlsServer, type Server as HttpsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { handshake, RawClient } from '../../test/socket/raw-client.ts'
import { text } from '../match/matchers/text.ts'
import { on, onConnect } from '../mock/rule.ts'
import { attachWsMock } from './attach-ws.ts'
import { connectWs } from './connect-ws.ts'

/** An application's own server, which answers every ordinary request with `app`. */
async function appServer(): Promise<{ server: Server; port: number } & AsyncDisposable> {
  const server = createServer((_request, response) => response.end('app'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    server,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.closeAllConnections()
      server.close()
      await closed
    },
  }
}

describe('attachWsMock', () => {
  it('takes the upgrades of its path, and leaves requests and other sockets to the server', async () => {
    await using app = await appServer()
    // ws answers every upgrade that is not on its path with 400, were it asked.
    const own = new WebSocketServer({ server: app.server, path: '/own' })
    own.on('connection', (socket) => socket.send('own'))
    await using chat = attachWsMock(app.server, [onConnect().send('mock')], { path: '/chat/:room' })
    await using mocked = await connectWs(`ws://127.0.0.1:${app.port}/chat/lobby`)
    await using real = await connectWs(`ws://127.0.0.1:${app.port}/own`)
    expect([await mocked.next(), await real.next()]).toMatchObject([
      { frame: { payload: 'mock' } },
      { frame: { payload: 'own' } },
    ])
    expect(await (await fetch(`http://127.0.0.1:${app.port}/chat/lobby`)).text()).toBe('app')
    expect((await chat.client()).params).toEqual({ room: 'lobby' })
    await expect(connectWs(`ws://127.0.0.1:${app.port}/other`)).rejects.toMatchObject({ status: 400 })
    own.close()
  })

  it('refuses pages of other origins than it is told of, on its path only', async () => {
    await using app = await appServer()
    await using _chat = attachWsMock(app.server, [], { path: '/chat', origins: ['https://chat.example'] })
    await using _other = attachWsMock(app.server, [], { path: '/other' })
    const from = (origin: string) => ({ headers: { Origin: origin } })
    const base = `ws://127.0.0.1:${app.port}`
    await using _ours = await connectWs(`${base}/chat`, from('https://chat.example'))
    await using _theirs = await connectWs(`${base}/other`, from('https://evil.example'))
    await expect(connectWs(`${base}/chat`, from('https://evil.example'))).rejects.toMatchObject({
      status: 403,
      reason: 'Pages of https://evil.example may not connect: the option origins does not name them.',
    })
  })

  it('lets the app answer an upgrade that nobody takes as it would without', async () => {
    await using app = await appServer()
    await using _chat = attachWsMock(app.server, [], { path: '/chat' })
    for (const bytes of [handshake('/other'), handshake('/chat', { Upgrade: 'h2c' })]) {
      await using client = await RawClient.dial(app.port)
      client.socket.write(bytes)
      expect(await client.rest()).toMatch(/^HTTP\/1\.1 200 OK[^]*app/)
    }
  })

  it('leaves the server as it was, with connections of its own gone and others open', async () => {
    await using app = await appServer()
    const others: Duplex[] = []
    const listener = (_request: unknown, socket: Duplex, _head: Buffer): void => {
      others.push(socket)
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
    }
    app.server.on('upgrade', listener)
    const before = Object.getOwnPropertyNames(app.server)
    const one = attachWsMock(app.server, [onConnect().send('one')], { path: '/one' })
    const two = attachWsMock(app.server, [onConnect().send('two')], { path: '/two' })
    await using first = await connectWs(`ws://127.0.0.1:${app.port}/one`)
    await using second = await connectWs(`ws://127.0.0.1:${app.port}/two`)
    await using other = await RawClient.dial(app.port)
    other.socket.write(handshake('/other'))
    await other.head()
    await one[Symbol.asyncDispose]()
    expect([await first.next(), await first.next()]).toMatchObject([
      { frame: { payload: 'one' } },
      { code: 1001 },
    ])
    expect(await second.next()).toMatchObject({ frame: { payload: 'two' } })
    await second.ping()
    await two[Symbol.asyncDispose]()
    expect([Object.getOwnPropertyNames(app.server), app.server.listeners('upgrade')]).toEqual([
      before,
      [listener],
    ])
    expect(others[0]?.destroyed).toBe(false)
    await using late = await RawClient.dial(app.port)
    late.socket.write(handshake('/one'))
    expect(await late.head()).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\n')
    expect(others).toHaveLength(2)
    for (const socket of others) socket.destroy()
  })

  it('says that an app of a framework, or a server of something else, hands over no upgrades', () => {
    const app = Object.assign(() => {}, { on() {}, emit() {}, listen() {} })
    const sockets = new WebSocketServer({ noServer: true })
    for (const server of [undefined, {}, app, sockets, createTcpServer()]) {
      expect(() => attachWsMock(server as never, [], { path: '/chat' })).toThrow(
        'attachWsMock(): this is no HTTP server of Node. Give what createServer() of node:http or node:https returned',
      )
    }
    const options = { path: '/chat', perMessageDeflate: {} as true }
    expect(() => attachWsMock(createServer(), [], options)).toThrow('perMessageDeflate is {}, no boolean')
  })

  it('is attached to servers of node:https and of node:http2, too', async () => {
    for (const server of [createTlsServer(), createHttp2Server({ allowHTTP1: true })]) {
      const before = server.listenerCount('upgrade')
      const mock = attachWsMock(server as unknown as HttpsServer, [], { path: '/chat' })
      expect(server.listenerCount('upgrade')).toBe(before + 1)
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await mock[Symbol.asyncDispose]()
      expect(server.listenerCount('upgrade')).toBe(before)
    }
  })

  it('says what is wrong with its path', async () => {
    await using app = await appServer()
    await using _chat = attachWsMock(app.server, [on(text()).drop()], { path: '/chat' })
    expect(() => attachWsMock(app.server, [], { path: '/chat' })).toThrow('/chat has a mock already')
    expect(() => attachWsMock(app.server, [], {} as { path: string })).toThrow('the path is missing')
  })
})
