// Clients of a mock: Node's own WebSocket and the ws package, in process and on a port.
import { mockWs, on, onConnect, text } from '@parley-ws/core'
import { connectWs, serveWsMock } from '@parley-ws/core/node'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'
import { WebSocket as WsClient } from 'ws'

const rules = [
  onConnect().send({ type: 'welcome' }).join('lobby'),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
]

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', rules, { unhandled: 'bypass' })

test('setupWsMock answers the global WebSocket, and its matchers read the transcript', async () => {
  const socket = new WebSocket('wss://chat.example.com/rooms/lobby')
  const first = new Promise<Event>((resolve) => socket.addEventListener('message', resolve, { once: true }))
  const client = await chatMock.client()
  expect(await first).toBeInstanceOf(MessageEvent)
  socket.send(JSON.stringify({ type: 'say', text: 'hi' }))
  await expect(client).toHaveReceived({ type: 'said', text: 'hi' })
  socket.close(1000)
  await expect(client).toHaveClosed({ code: 1000 })
  await expect(chatMock).toMatchTranscript(`
    client-1 ○ open wss://chat.example.com/rooms/lobby
    client-1 ← {"type":"welcome"}
    client-1 + joins lobby
    client-1 → {"type":"say","text":"hi"}
    ⇐ broadcast to lobby (client-1): {"type":"said","text":"hi"}
      client-1 ← {"type":"said","text":"hi"}
    client-1 → close 1000 normal closure
    client-1 - leaves lobby
  `)
})

test('mockWs answers the ws package', async () => {
  await using mock = await mockWs('wss://other.example.com/', [on('ping').reply('pong')])
  const socket = new WsClient('wss://other.example.com/')
  socket.on('open', () => socket.send('ping'))
  const answer = await new Promise((resolve) => socket.once('message', (data) => resolve(String(data))))
  expect([answer, mock.clients.length]).toEqual(['pong', 1])
})

test('serveWsMock answers on a port', async () => {
  await using served = await serveWsMock(rules)
  await using client = await connectWs(served.url)
  expect(await client.next()).toMatchObject({ frame: { payload: '{"type":"welcome"}' } })
  const socket = new WebSocket(served.url)
  const heard: unknown[] = []
  socket.addEventListener('message', ({ data }) => heard.push(data))
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'say', text: 'hi' })))
  await expect.poll(() => heard).toEqual(['{"type":"welcome"}', '{"type":"said","text":"hi"}'])
  expect(await client.next()).toMatchObject({ frame: { payload: '{"type":"said","text":"hi"}' } })
})
