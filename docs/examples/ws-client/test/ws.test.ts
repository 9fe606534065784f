import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { bytes, on, onConnect } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

const url = 'wss://feed.example.com/prices'

const feedMock = setupWsMock(url, [
  onConnect({ headers: { authorization: 'Bearer t0ken' } }).accept(),
  onConnect().reject(401, 'sign in first'),
  on({ type: 'subscribe' }).reply(new Uint8Array([1, 2, 3])),
  on(bytes()).reply({ type: 'received' }),
])

const options = { headers: { Authorization: 'Bearer t0ken', Cookie: 'theme=dark' } }

describe('a client of ws', () => {
  it('sends its headers and cookies with the handshake', async () => {
    const socket = new WebSocket(url, options)
    const client = await feedMock.client()
    expect(socket.readyState).toBe(WebSocket.OPEN)
    expect(client.headers).toMatchObject({ authorization: 'Bearer t0ken', host: 'feed.example.com' })
    expect(client.cookies).toEqual({ theme: 'dark' })
  })

  it('is refused with an HTTP status', async () => {
    const socket = new WebSocket(url)
    const [error] = await once(socket, 'error')
    expect(error).toMatchObject({ message: 'Unexpected server response: 401' })
  })

  it('sends and receives bytes', async () => {
    const socket = new WebSocket(url, options)
    const client = await feedMock.client()
    socket.send(JSON.stringify({ type: 'subscribe' }))
    const [data, isBinary] = await once(socket, 'message')
    expect([data, isBinary]).toEqual([Buffer.from([1, 2, 3]), true])
    socket.send(new Uint8Array([4, 5]))
    await expect(client).toHaveReceived({ type: 'received' })
    await expect(client).toHaveSent(new Uint8Array([4, 5]))
  })

  it('learns how the server ends the connection', async () => {
    const socket = new WebSocket(url, options)
    const client = await feedMock.client()
    client.close(4001, 'session over')
    const [code, reason] = await once(socket, 'close')
    expect([code, String(reason)]).toEqual([4001, 'session over'])
  })
})
