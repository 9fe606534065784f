// Apps built on the `ws` package, on a mock in the process and on one at a real port.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocket as WsSocket } from 'ws'
import { typed } from '../../contract/typed.ts'
import { contract } from '../../contract/contract.ts'
import { each } from '../../scenario/combine.ts'
import { scenario } from '../../scenario/scenario.ts'
import { mockWs } from '../mock-ws.ts'
import { attachWsMock } from '../attach-ws.ts'
import { serveWsMock } from '../serve-ws.ts'
import { player } from './player.ts'

const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: {
    subscribe: typed<{ room: string }>(),
    say: typed<{ room: string; text: string }>(),
  },
  serverToClient: {
    subscribed: typed<{ room: string }>(),
    said: typed<{ room: string; text: string }>(),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room' },
    },
  },
})

const talk = scenario('a talk', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    each(alice, bob).joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', text: 'hi' }),
    each(alice, bob).expect('said', { text: 'hi' }),
    server.broadcast('said', { room: 'lobby', text: 'all' }, { group: ['room', 'lobby'] }),
    each(alice, bob).expect('said', { text: 'all' }),
    eve.expectNothing(),
    each(alice, eve).close(4000, 'bye'),
    bob.expectNothing(),
  ],
})

const appAt = (address: string) =>
  player(chatContract, {
    start() {
      const socket = new WsSocket(address)
      const heard: string[] = []
      socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', room: 'lobby' })))
      socket.on('message', (data) => heard.push(String(data)))
      return { socket, heard }
    },
    send: { say: ({ socket }, { room, text }) => socket.send(JSON.stringify({ type: 'say', room, text })) },
    close: ({ socket }, { code, reason }) => socket.close(code, reason),
  })

describe('play with apps built on ws', () => {
  const expected = [
    '{"type":"subscribed","room":"lobby"}',
    '{"type":"said","room":"lobby","text":"hi"}',
    '{"type":"said","room":"lobby","text":"all"}',
  ]

  it('works without a port', async () => {
    const url = 'wss://chat.example.com/rooms'
    await using chat = await mockWs(url, chatContract)
    const { apps } = await chat.play(talk, { alice: appAt(url), bob: appAt(url) })
    expect([apps.alice?.heard, apps.bob?.heard]).toEqual([expected, expected])
  })

  it("works on a real port, with Parley's own clients beside", async () => {
    await using chat = await serveWsMock(chatContract)
    const { apps, evidence } = await chat.play(talk, { alice: appAt(chat.url) })
    expect(apps.alice?.heard).toEqual(expected)
    expect(evidence).toBe('exact')
  })

  it('works on a port that answers every path', async () => {
    await using chat = await serveWsMock(chatContract, undefined, { path: '/*' })
    const bob = appAt(`${chat.url}/any`)
    const { apps } = await chat.play(talk, { bob }, { url: 'ws://localhost/own' })
    expect(apps.bob?.heard).toEqual(expected)
  })

  it('works beside what else an HTTP server does', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      await using chat = attachWsMock(server, chatContract)
      const { port } = server.address() as AddressInfo
      const { apps } = await chat.play(talk, { alice: appAt(`ws://127.0.0.1:${port}/rooms`) })
      expect(apps.alice?.heard).toEqual(expected)
    } finally {
      server.close()
    }
  })
})
