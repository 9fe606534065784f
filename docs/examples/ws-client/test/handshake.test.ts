import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { onConnect } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

const url = 'wss://feed.example.com/prices'

const feedMock = setupWsMock(url, [
  onConnect({ query: { region: 'none' } }).reject(404, 'no such region'),
  onConnect({
    protocols: (offered: unknown) => Array.isArray(offered) && offered.includes('prices.v2'),
  }).accept({
    protocol: 'prices.v2',
  }),
])

/** How a handshake was refused, for whoever listens to `unexpected-response`. */
function refusalOf(socket: WebSocket): Promise<IncomingMessage> {
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => {
      resolve(response)
    })
  })
}

describe('the handshake of ws', () => {
  it('offers its subprotocols, and the mock chooses', async () => {
    const socket = new WebSocket(url, ['prices.v1', 'prices.v2'])
    const client = await feedMock.client()
    expect(client.protocols).toEqual(['prices.v1', 'prices.v2'])
    expect([client.protocol, socket.protocol]).toEqual(['prices.v2', 'prices.v2'])
  })

  it('agrees on the first of its subprotocols where the mock does not choose', async () => {
    const socket = new WebSocket(url, ['prices.v1', 'prices.v0'])
    const client = await feedMock.client()
    expect([client.protocol, socket.protocol]).toEqual(['prices.v1', 'prices.v1'])
  })

  it('brings its query, its origin and what it is asked to add', async () => {
    void new WebSocket(`${url}?region=eu`, {
      origin: 'https://app.example.com',
      headers: { 'X-Client': 'desk-7', Cookie: 'session=s3cret; theme=dark' },
    })
    const client = await feedMock.client()
    expect(client.query).toEqual({ region: 'eu' })
    expect(client.headers).toMatchObject({ origin: 'https://app.example.com', 'x-client': 'desk-7' })
    expect(client.cookies).toEqual({ session: 's3cret', theme: 'dark' })
  })

  it('agrees on no compression', async () => {
    const socket = new WebSocket(url, { perMessageDeflate: true })
    const client = await feedMock.client()
    expect(client.headers['sec-websocket-extensions']).toMatch(/^permessage-deflate/)
    expect(socket.extensions).toBe('')
  })

  it('tells a refusal with its status and body, and the app decides', async () => {
    const socket = new WebSocket(`${url}?region=none`)
    const problems: string[] = []
    socket.on('error', ({ message }) => problems.push(message))
    const response = await refusalOf(socket)
    expect([response.statusCode, await text(response)]).toEqual([404, 'no such region\n'])
    expect([problems, socket.readyState]).toEqual([[], WebSocket.CONNECTING])

    socket.terminate()
    await expect.poll(() => socket.readyState).toBe(WebSocket.CLOSED)
    expect(problems).toEqual(['WebSocket was closed before the connection was established'])
    expect(feedMock.clients).toEqual([])
  })
})

describe('a handshake that is never answered', () => {
  it('is given up after handshakeTimeout', async () => {
    feedMock.use(onConnect().halfOpen())
    const socket = new WebSocket(url, { handshakeTimeout: 10 })
    const [error]: unknown[] = await once(socket, 'error')
    expect(error).toMatchObject({ message: 'Opening handshake has timed out' })
    expect(feedMock.transcript.entries.filter(({ kind }) => kind === 'open')).toEqual([])
  })
})
