import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { on } from '../mock/rule.ts'
import { mockWs, type ScopedWsMock } from '../run/mock-ws.ts'

const url = 'wss://mocked.example.com/'
const mocked = (): Promise<ScopedWsMock> => mockWs(url, [on('x').reply('mocked')], { unhandled: 'bypass' })
const property = (): PropertyDescriptor | undefined =>
  Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')

/** Stands in front of the class as another library does, lets everything through to it, and gives it back later. */
function standInFront(): () => void {
  const found = property() ?? {}
  const value: unknown = new Proxy(globalThis.WebSocket, {})
  Object.defineProperty(globalThis, 'WebSocket', { value, configurable: true, writable: true })
  return () => Object.defineProperty(globalThis, 'WebSocket', found)
}

async function answerOf(address: string): Promise<unknown> {
  const socket = new WebSocket(address)
  socket.onopen = () => socket.send('x')
  const [event] = (await Promise.race([once(socket, 'message'), once(socket, 'error')])) as [Event]
  socket.close()
  return 'data' in event ? event.data : event.type
}

describe('another library that replaces the global WebSocket too', () => {
  const before = property()
  let server: WebSocketServer
  let real: string

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    server.on('connection', (socket) => socket.on('message', () => socket.send('real')))
    await once(server, 'listening')
    real = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })
  afterEach(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
    Object.defineProperty(globalThis, 'WebSocket', before ?? {})
  })

  it('may begin and end within the life of a mock', async () => {
    const mock = await mocked()
    const giveBack = standInFront()
    expect([await answerOf(url), await answerOf(real)]).toEqual(['mocked', 'real'])
    giveBack()
    expect([await answerOf(url), await answerOf(real)]).toEqual(['mocked', 'real'])
    await mock[Symbol.asyncDispose]()
    expect(property()).toEqual(before)
  })

  it('may outlive the mock that it found, and meet another', async () => {
    const first = await mocked()
    const giveBack = standInFront()
    await first[Symbol.asyncDispose]()
    expect(await answerOf(real)).toBe('real')
    const second = await mocked()
    expect([await answerOf(url), await answerOf(real)]).toEqual(['mocked', 'real'])
    giveBack()
    expect(await answerOf(real)).toBe('real')
    await second[Symbol.asyncDispose]()
    expect(property()).toEqual(before)
  })

  it('may give back a mocked class when no mock is left: the next mock restores what was there before', async () => {
    const first = await mocked()
    const giveBack = standInFront()
    await first[Symbol.asyncDispose]()
    giveBack()
    expect(await answerOf(real)).toBe('real')
    const second = await mocked()
    expect([await answerOf(url), await answerOf(real)]).toEqual(['mocked', 'real'])
    await second[Symbol.asyncDispose]()
    expect(property()).toEqual(before)
  })
})
