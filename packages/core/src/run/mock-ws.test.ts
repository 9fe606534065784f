import { describe, expect, it } from 'vitest'
import { text } from '../match/matchers/text.ts'
import { on, onConnect } from '../mock/rule.ts'
import { mockWs } from './mock-ws.ts'

const next = (socket: WebSocket, type: string): Promise<Event> =>
  new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }))

describe('mockWs', () => {
  it('answers new WebSocket() and restores the global when its scope ends', async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')
    {
      await using chat = await mockWs('wss://chat.example.com/rooms/:room', [
        onConnect().send({ type: 'welcome' }),
        on({ type: 'echo', text: text() }).reply(({ message, client }) => ({
          text: message.text,
          room: client.params['room'],
        })),
      ])
      const socket = new WebSocket('wss://chat.example.com/rooms/lobby?token=1')
      const welcome = await next(socket, 'message')
      expect(JSON.parse((welcome as MessageEvent<string>).data)).toEqual({ type: 'welcome' })
      socket.send(JSON.stringify({ type: 'echo', text: 'hi' }))
      const echo = await next(socket, 'message')
      expect(JSON.parse((echo as MessageEvent<string>).data)).toEqual({ text: 'hi', room: 'lobby' })
      expect(echo instanceof MessageEvent).toBe(true)
      const client = await chat.client()
      expect(client.query).toEqual({ token: '1' })
      expect(chat.clients).toEqual([client])
    }
    expect(Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')).toEqual(before)
  })

  it('closes with 1001 what was left open', async () => {
    const chat = await mockWs('ws://chat.test/')
    const socket = new WebSocket('ws://chat.test/')
    await next(socket, 'open')
    const [closed] = await Promise.all([next(socket, 'close'), chat[Symbol.asyncDispose]()])
    expect((closed as CloseEvent).code).toBe(1001)
  })

  it('throws what a handler threw when its scope ends', async () => {
    const run = async (): Promise<void> => {
      await using _chat = await mockWs('ws://chat.test/', [
        on('x').run(() => {
          throw new Error('boom')
        }),
      ])
      const socket = new WebSocket('ws://chat.test/')
      await next(socket, 'open')
      socket.send('x')
      await next(socket, 'close')
    }
    await expect(run()).rejects.toThrow('boom')
  })

  it('lets what was sent before the end of its scope arrive', async () => {
    const chat = await mockWs('ws://chat.test/', [
      on('x').run(() => {
        throw new Error('boom')
      }),
    ])
    const socket = new WebSocket('ws://chat.test/')
    await chat.client()
    socket.send('x')
    await expect(chat[Symbol.asyncDispose]()).rejects.toThrow('boom')
  })

  it('takes the app at its word when it closes just before the end of the scope', async () => {
    const chat = await mockWs('ws://chat.test/')
    const socket = new WebSocket('ws://chat.test/')
    await chat.client()
    socket.close(4000)
    await chat[Symbol.asyncDispose]()
    expect(chat.transcript.entries.filter(({ kind }) => kind === 'close')).toMatchObject([
      { code: 4000, direction: 'clientToServer' },
    ])
  })

  it('refuses a second mock of the same URL, and a URL that is none', async () => {
    await using _one = await mockWs('ws://chat.test/')
    await expect(mockWs('ws://chat.test')).rejects.toThrow('this URL has a mock already')
    await expect(mockWs('chat.test')).rejects.toThrow('is not a WebSocket URL')
    await expect(mockWs('ftp://chat.test')).rejects.toThrow('not a scheme')
    await expect(mockWs('ws://chat.test/#x')).rejects.toThrow('fragment')
  })

  it('hands a client out when its own end is open, before it is told anything', async () => {
    await using chat = await mockWs('ws://chat.test/', [onConnect().send('welcome'), on('x').reply('y')])
    const socket = new WebSocket('ws://chat.test/')
    const seen: unknown[] = []
    socket.onmessage = ({ data }) => seen.push(data)
    const client = await chat.client()
    expect([socket.readyState, client.open, seen]).toEqual([WebSocket.OPEN, true, []])
    socket.send('x')
    await chat.drain()
    expect(seen).toEqual(['welcome', 'y'])
  })

  it('hands out a client that gives up before its own end is open', async () => {
    await using chat = await mockWs('ws://chat.test/')
    const socket = new WebSocket('ws://chat.test/')
    socket.close()
    const client = await chat.client()
    await chat.drain()
    expect(client.open).toBe(false)
  })

  it('names the URLs that were opened in its place', async () => {
    const chat = await mockWs('ws://chat.test/rooms', [], { unhandled: 'error' })
    const closed = next(new WebSocket('ws://ana:hush@chat.test/room?token=hush'), 'close')
    const waiting = chat.client({ timeoutMs: 5 })
    await expect(waiting).rejects.toThrow('answered by no mock: ws://chat.test/room')
    await expect(waiting).rejects.not.toThrow('hush')
    await closed
    await expect(chat[Symbol.asyncDispose]()).rejects.toThrow(
      'new WebSocket("ws://chat.test/room"): no mock answers this URL',
    )
  })

  it('hides the secrets among offered subprotocols where it says what was offered', async () => {
    const chat = await mockWs('ws://chat.test/', [onConnect().accept({ protocol: 'v2' })])
    await next(new WebSocket('ws://chat.test/', ['v1', 'bearer.hushhushhush']), 'close')
    const refused = chat[Symbol.asyncDispose]()
    await expect(refused).rejects.toThrow('the client did not offer it (offered: v1, ')
    await expect(refused).rejects.not.toThrow('hush')
  })

  it('says who connected when nobody does', async () => {
    await using chat = await mockWs('ws://chat.test/')
    await expect(chat.client({ timeoutMs: 5 })).rejects.toThrow(
      /no client connected within 5 ms[^]*Nothing happened/,
    )
  })

  it('calls connections by the names that are given, in their order, and numbers the others', async () => {
    const seen: string[] = []
    await using chat = await mockWs('ws://chat.test/', [
      onConnect().run(({ client }) => void seen.push(client.name)),
    ])
    chat.nameNext('client-1')
    const takeBack = chat.nameNext('eve')
    chat.nameNext('bob')
    expect(takeBack()).toBe(true)
    const connect = (): WebSocket => new WebSocket('ws://chat.test/')
    for (const open of [connect, connect, connect]) open()
    expect(seen).toEqual(['client-1', 'bob', 'client-2'])
    expect(takeBack()).toBe(false)
    chat.send('only you', { to: 'bob' })
    expect(chat.transcript.entries.at(-1)).toMatchObject({ client: 'bob', payload: 'only you' })
    expect(() => chat.nameNext('')).toThrow('the name is empty')
  })
})
