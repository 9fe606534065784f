import { fromFile } from '@parley-ws/core/formats'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import type { WsMock } from '@parley-ws/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket as WsWebSocket } from 'ws'
import { mockoonRules } from '../src/mockoon-rules.ts'

const environment = new URL('../environment.json', import.meta.url)
const mockFile = new URL('../mockoon.mock.yaml', import.meta.url)
const SERVER = 'ws://localhost:3000/api'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Client {
  readonly socket: WsWebSocket
  readonly heard: string[]
}

/** A client that is connected: it says what its messages are, as Mockoon wants to know. */
async function connect(mock: WsMock, path: string): Promise<Client> {
  const heard: string[] = []
  const socket = new WsWebSocket(`${SERVER}${path}`, { headers: { 'Content-Type': 'application/json' } })
  socket.on('message', (data) => heard.push(String(data)))
  await mock.client()
  return { socket, heard }
}

/** Lets time go by, and what is on its way arrive. */
async function pass(mock: WsMock, ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await mock.drain()
}

describe.each([
  ['an environment of Mockoon', fromFile(environment, { onNote: () => {} })],
  ['a mock file', fromFile(mockFile)],
  ['rules', mockoonRules],
])('a server from %s', (_, source) => {
  const chat = setupWsMock(`${SERVER}/chat`, source)
  const feed = setupWsMock(`${SERVER}/feed`, source)
  const prices = setupWsMock(`${SERVER}/prices`, source)

  it('converses: each of three clients gets one reply to each of its messages', async () => {
    const clients = [await connect(chat, '/chat'), await connect(chat, '/chat'), await connect(chat, '/chat')]
    for (const [n, { socket }] of clients.entries()) {
      socket.send(`{"type":"hello","name":"client ${n}"}`)
      socket.send('{ "n": 1 }')
    }
    await chat.drain()
    expect(clients.map(({ heard }) => heard)).toEqual(
      [0, 1, 2].map((n) => [`{"type":"welcome","name":"client ${n}"}`, 'ECHO: { "n": 1 }']),
    )
  })

  it('converses in order: a reply with a latency is not overtaken', async () => {
    const { socket, heard } = await connect(chat, '/chat')
    socket.send('{"type":"slow"}')
    socket.send('{"n":1}')
    await pass(chat, 199)
    expect(heard).toEqual([])
    await pass(chat, 1)
    expect(heard).toEqual(['a moment, please', 'ECHO: {"n":1}'])
  })

  it('streams one-to-one: each client gets its own, from the beginning', async () => {
    const ann = await connect(feed, '/feed?name=ann')
    const bob = await connect(feed, '/feed?name=bob')
    const eve = await connect(feed, '/feed?name=eve')
    await pass(feed, 250)
    const late = await connect(feed, '/feed?name=late')
    await pass(feed, 150)
    for (const [name, { heard }] of [
      ['ann', ann],
      ['bob', bob],
      ['eve', eve],
    ] as const) {
      expect(heard).toEqual([
        `first for ${name}`,
        `second for ${name}`,
        `third for ${name}`,
        `first for ${name}`,
      ])
    }
    expect(late.heard).toEqual(['first for late'])
  })

  it('streams a broadcast: all get the same at the same time, who comes late from where it is', async () => {
    const clients = [
      await connect(prices, '/prices'),
      await connect(prices, '/prices'),
      await connect(prices, '/prices'),
    ]
    await pass(prices, 250)
    const late = await connect(prices, '/prices')
    await pass(prices, 150)
    for (const { heard } of clients)
      expect(heard).toEqual(['{"price":1}', '{"price":2}', '{"price":3}', '{"price":1}'])
    expect(late.heard).toEqual(['{"price":3}', '{"price":1}'])
    await expect(prices).toHaveBroadcast({ price: 1 }, { times: 2 })
  })
})

describe('moving over', () => {
  it('tells what is not carried over, and writes the mock file', () => {
    const notes: string[] = []
    const loaded = fromFile(environment, { onNote: ({ path, text }) => notes.push(`${path}: ${text}`) })
    expect(notes).toEqual(['routes[0]: It is a route for HTTP, which is not mocked: passed over.'])
    expect(loaded.mockFile).toEqual(fromFile(mockFile).mockFile)
  })
})
