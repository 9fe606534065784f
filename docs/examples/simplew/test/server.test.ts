// What only a port has: limits, refusals of the handshake, and a page beside the socket.
import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { attachWsMock, serveWsMock, type ServeWsOptions } from '@parley-ws/core/node'
import { on, onConnect, opRouter, type Rule } from '@parley-ws/core'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { chatRules } from '../src/chat.ts'

const MIB = 1024 * 1024

/** UseWebSocketModule: one endpoint, with the module's own limit. */
const useWebSocketModule = (rules: readonly Rule[], options: ServeWsOptions = {}) =>
  serveWsMock(rules, { path: '/ws', maxMessageBytes: MIB, ...options })

/** The code and the reason that a client is closed with. */
async function closing(socket: WebSocket): Promise<[code: number, reason: string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  return [code, String(reason)]
}

/** The answer to a handshake that is refused. */
async function refusal(socket: WebSocket): Promise<IncomingMessage> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  response.resume()
  return response
}

describe('MaxMessageBytes', () => {
  it('is one MiB: a longer message is answered with 1009', async () => {
    await using server = await useWebSocketModule([on(/^x+$/).reply('received'), on(/./).drop()])
    const socket = new WebSocket(server.url)
    await once(socket, 'open')
    socket.send('x'.repeat(MIB))
    expect(String((await once(socket, 'message'))[0])).toBe('received')
    socket.send('x'.repeat(MIB + 1))
    expect((await closing(socket))[0]).toBe(1009)
  })
})

describe('a handler', () => {
  it('that throws closes its connection with 1011, and the others stay', async () => {
    const boom = new Error('server error')
    const server = await useWebSocketModule(
      opRouter({
        fail: () => {
          throw boom
        },
        ping: ({ reply }) => reply(undefined, { as: 'pong' }),
      }),
    )
    const [bad, good] = [new WebSocket(server.url), new WebSocket(server.url)]
    await Promise.all([once(bad, 'open'), once(good, 'open')])
    bad.send('{"op":"fail"}')
    expect((await closing(bad))[0]).toBe(1011)
    good.send('{"op":"ping"}')
    expect(String((await once(good, 'message'))[0])).toBe('{"op":"pong"}')
    // What a handler throws is the author's to know.
    await expect(server[Symbol.asyncDispose]()).rejects.toBe(boom)
  })
})

describe('the handshake', () => {
  it('is answered on its path alone: off the prefix with 404', async () => {
    await using server = await useWebSocketModule(chatRules)
    for (const path of ['/ws/chat', '/', '/websocket']) {
      const response = await refusal(new WebSocket(`ws://127.0.0.1:${server.port}${path}`))
      expect(response.statusCode).toBe(404)
    }
  })

  it('of another version than 13 is answered with 426', async () => {
    await using server = await useWebSocketModule(chatRules)
    const response = await refusal(new WebSocket(server.url, { protocolVersion: 8 }))
    expect([response.statusCode, response.headers['sec-websocket-version']]).toEqual([426, '13'])
  })

  it('without the required subprotocol is answered with 400', async () => {
    const withSubprotocol = [
      onConnect({
        protocols: (offered: unknown) => Array.isArray(offered) && offered.includes('chat'),
      }).accept({
        protocol: 'chat',
      }),
      onConnect().reject(400, 'the subprotocol chat is required'),
    ]
    await using server = await useWebSocketModule(withSubprotocol)
    expect((await refusal(new WebSocket(server.url))).statusCode).toBe(400)
    expect((await refusal(new WebSocket(server.url, ['news']))).statusCode).toBe(400)
    const socket = new WebSocket(server.url, ['news', 'chat'])
    await once(socket, 'open')
    expect(socket.protocol).toBe('chat')
    socket.close()
    await once(socket, 'close')
  })
})

describe('UseStaticFilesModule', () => {
  it('serves a page beside the socket', async () => {
    const http = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<title>SimpleW WebSocket Chat Test</title>')
    }).listen(0, '127.0.0.1')
    await once(http, 'listening')
    const { port } = http.address() as AddressInfo
    {
      await using chat = attachWsMock(http, chatRules, { path: '/ws' })
      const [page] = (await once(get(`http://127.0.0.1:${port}/`), 'response')) as [IncomingMessage]
      expect(String(Buffer.concat(await page.toArray()))).toContain('Chat Test')

      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`)
      await once(socket, 'open')
      socket.send('{"op":"ping"}')
      expect(String((await once(socket, 'message'))[0])).toBe('{"op":"pong"}')
      expect(chat.clients).toHaveLength(1)
    }
    http.close()
    http.closeAllConnections()
    await once(http, 'close')
  })
})
