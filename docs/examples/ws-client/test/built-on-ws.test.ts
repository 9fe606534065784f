import { on, onConnect, text } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { Socket } from 'engine.io-client'
import { createClient } from 'graphql-ws'
import IsomorphicWebSocket from 'isomorphic-ws'
import reconnecting from 'reconnecting-websocket'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

// Its types say that the class is the module's `default`; in Node it is the module itself.
const ReconnectingWebSocket = reconnecting as unknown as typeof reconnecting.default

describe('isomorphic-ws', () => {
  const echoMock = setupWsMock('wss://echo.example.com/', [
    on({ type: 'echo', text: text() }).reply(({ message }) => ({ text: message.text })),
  ])

  it('is ws in Node, and talks to the mock', async () => {
    const socket = new IsomorphicWebSocket('wss://echo.example.com/')
    socket.addEventListener('open', () => socket.send('{"type":"echo","text":"hi"}'))
    const client = await echoMock.client()
    await expect(client).toHaveReceived({ text: 'hi' })
  })
})

describe('reconnecting-websocket on ws', () => {
  const feedMock = setupWsMock('wss://feed.example.com/', [
    onConnect().send({ type: 'welcome' }),
    on('meanwhile').drop(),
  ])

  it('comes back after the connection was cut, with what it was asked to send meanwhile', async () => {
    const socket = new ReconnectingWebSocket('wss://feed.example.com/', [], {
      WebSocket,
      minReconnectionDelay: 1,
      maxReconnectionDelay: 1,
    })
    const first = await feedMock.client()
    await expect(first).toHaveReceived({ type: 'welcome' })
    socket.addEventListener('close', () => socket.send('meanwhile'))
    first.cut()

    const second = await feedMock.client()
    await expect(second).toHaveSent('meanwhile')
    socket.close(4000, 'done')
    await expect(second).toHaveClosed({ code: 4000, reason: 'done' })
  })
})

describe('graphql-ws on ws', () => {
  const graphqlMock = setupWsMock('wss://api.example.com/graphql', [
    onConnect().accept({ protocol: 'graphql-transport-ws' }),
    on({ type: 'connection_init' }).reply({ type: 'connection_ack' }),
    on({ type: 'subscribe', id: text() })
      .reply(({ message }) => ({ type: 'next', id: message.id, payload: { data: { greetings: 'Hi' } } }))
      .reply(({ message }) => ({ type: 'complete', id: message.id })),
    on({ type: 'complete', id: text() }).drop(),
  ])

  it('brings the results of a subscription', async () => {
    const app = createClient({ url: 'wss://api.example.com/graphql', webSocketImpl: WebSocket })
    const results: unknown[] = []
    for await (const { data } of app.iterate({ query: 'subscription { greetings }' })) results.push(data)
    expect(results).toEqual([{ greetings: 'Hi' }])
    const client = await graphqlMock.client()
    await expect(client).toHaveClosed(1000)
  })
})

describe('engine.io-client on its own ws', () => {
  const handshake = {
    sid: 'abc',
    upgrades: [],
    pingInterval: 25_000,
    pingTimeout: 20_000,
    maxPayload: 1_000_000,
  }
  const engineMock = setupWsMock('wss://rooms.example.com/engine.io/', [
    onConnect().send(`0${JSON.stringify(handshake)}`),
    on('4hi').reply('4hi yourself'),
    on('3').drop(),
  ])

  it('opens, sends and receives packets, and answers a ping', async () => {
    const socket = new Socket('wss://rooms.example.com', { transports: ['websocket'] })
    const received: unknown[] = []
    socket.on('message', (data) => received.push(data))
    socket.on('open', () => socket.send('hi'))
    const client = await engineMock.client()
    expect(client.query).toMatchObject({ EIO: '4', transport: 'websocket' })
    await expect(client).toHaveSent('4hi')
    await expect.poll(() => received).toEqual(['hi yourself'])
    client.send('2')
    await expect(client).toHaveSent('3')
    socket.close()
    await expect(client).toHaveClosed()
  })
})
