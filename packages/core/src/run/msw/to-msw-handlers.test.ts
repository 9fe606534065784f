// A mock in MSW's hands, with the real `setupServer`: what MSW's own life does to it. How a conversation goes, the
// conformance suite shows.
import { ws } from 'msw/ws'
import { setupServer } from 'msw/node'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { nextTurn } from '../../clock.ts'
import { contract } from '../../contract/contract.ts'
import { MistakeError } from '../../errors.ts'
import { text } from '../../match/matchers/text.ts'
import { mock } from '../../mock/definition.ts'
import { on, onConnect } from '../../mock/rule.ts'
import { timeline } from '../../views/timeline.ts'
import { passThrough } from '../pass-through.ts'
import { serveWsMock } from '../serve-ws.ts'
import { toMswHandlers } from './to-msw-handlers.ts'

const url = 'wss://chat.example.com/rooms/:room'
const lobby = 'wss://chat.example.com/rooms/lobby'

const chatRules = [
  on({ type: 'join' })
    .join(({ client }) => client.params['room'] ?? '')
    .reply({ type: 'joined' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
]

type MswServer = ReturnType<typeof setupServer>

const servers = new Set<MswServer>()
afterEach(() => {
  for (const server of servers) server.close()
  servers.clear()
})

function listening(...handlers: Parameters<typeof setupServer>): MswServer {
  const server = setupServer(...handlers)
  server.listen({ onUnhandledFrame: 'bypass' })
  servers.add(server)
  return server
}

type Shown =
  | 'open'
  | 'error'
  | { readonly message: unknown }
  | { readonly closed: number; readonly clean: boolean }

class App {
  readonly shown: Shown[] = []
  readonly socket: WebSocket
  readonly opened: Promise<void>
  readonly closed: Promise<void>
  /** The first that comes. */
  readonly message: Promise<unknown>

  constructor(address: string, protocols: string[] = []) {
    this.socket = new WebSocket(address, protocols)
    this.opened = new Promise((resolve) => this.socket.addEventListener('open', () => resolve()))
    this.closed = new Promise((resolve) => this.socket.addEventListener('close', () => resolve()))
    this.message = new Promise((resolve) =>
      this.socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => resolve(data)),
    )
    this.socket.addEventListener('open', () => this.shown.push('open'))
    this.socket.addEventListener('error', () => this.shown.push('error'))
    this.socket.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
      this.shown.push({ message: data }),
    )
    this.socket.addEventListener('close', ({ code, wasClean }) =>
      this.shown.push({ closed: code, clean: wasClean }),
    )
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message))
  }

  get messages(): readonly unknown[] {
    return this.shown.flatMap((each) => (typeof each === 'object' && 'message' in each ? [each.message] : []))
  }
}

/** MSW has called the handler by then. */
function turn(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve))
}

async function joined(address: string): Promise<App> {
  const app = new App(address)
  await app.opened
  app.say({ type: 'join' })
  return app
}

describe('a mock as handlers of MSW', () => {
  it('is the list of its handlers, and the handle of the mock', async () => {
    await using chat = toMswHandlers(url, chatRules)
    listening(...chat)
    expect([...chat]).toEqual(chat.handlers)
    const alice = await joined(lobby)
    const bob = await joined(lobby)
    const other = await joined('wss://chat.example.com/rooms/other')
    alice.say({ type: 'say', text: 'hi' })
    await chat.drain()
    chat.broadcast('for all')
    await chat.drain()
    expect(alice.messages).toEqual(['{"type":"joined"}', '{"type":"said","text":"hi"}', 'for all'])
    expect(bob.messages).toEqual(alice.messages)
    expect(other.messages).toEqual(['{"type":"joined"}', 'for all'])
    expect(chat.group('lobby').members.map(({ name }) => name)).toEqual(['client-1', 'client-2'])
    expect(timeline(chat.transcript)).toContain('⇐ broadcast to lobby (client-1, client-2)')
  })

  it('loses nothing before a close, which MSW by itself does', async () => {
    await using chat = toMswHandlers(url, [onConnect().send('one').send('two').close(4001, 'enough')])
    listening(...chat)
    const app = new App(lobby)
    await app.closed
    expect(app.shown).toEqual(['open', { message: 'one' }, { message: 'two' }, { closed: 4001, clean: true }])
  })

  it('hands out the client when the app’s socket is open', async () => {
    await using chat = toMswHandlers(url)
    listening(...chat)
    const app = new App(lobby)
    const client = await chat.client()
    expect(app.socket.readyState).toBe(WebSocket.OPEN)
    client.close(4002)
    await app.closed
    expect(app.shown).toEqual(['open', { closed: 4002, clean: true }])
  })

  it('keeps the order behind a Blob, the close included', async () => {
    await using chat = toMswHandlers(url)
    listening(...chat)
    const app = new App(lobby)
    await app.opened
    app.socket.send(new Blob([new Uint8Array([1, 2])]))
    app.socket.send(new Uint8Array([3]).buffer)
    app.socket.send('four')
    app.socket.close(4003)
    await chat.drain()
    const heard: unknown[] = []
    for (const entry of chat.transcript.entries) {
      if (entry.kind === 'message') heard.push(entry.payload)
      if (entry.kind === 'close') heard.push(entry.code)
    }
    expect(heard).toEqual([new Uint8Array([1, 2]), new Uint8Array([3]), 'four', 4003])
  })

  it('gives bytes as binaryType asks for them', async () => {
    await using chat = toMswHandlers(url)
    listening(...chat)
    const app = new App(lobby)
    await app.opened
    chat.send(new Uint8Array([1, 2]))
    await chat.drain()
    app.socket.binaryType = 'arraybuffer'
    chat.send(new Uint8Array([3]))
    await chat.drain()
    const [blob, buffer] = app.messages
    expect(blob).toBeInstanceOf(Blob)
    expect(new Uint8Array(await new Blob([blob as Blob]).arrayBuffer())).toEqual(new Uint8Array([1, 2]))
    expect(buffer).toEqual(new Uint8Array([3]).buffer)
  })

  it('chooses the subprotocol that a rule chooses', async () => {
    await using chat = toMswHandlers(url, [onConnect().accept({ protocol: 'v2' })])
    listening(...chat)
    const app = new App(lobby, ['v1', 'v2'])
    await app.opened
    expect(app.socket.protocol).toBe('v2')
  })

  it('shows an app that is refused what a browser would', async () => {
    await using chat = toMswHandlers(url, [onConnect().delay(1).reject(401)])
    listening(...chat)
    const app = new App(lobby)
    await app.closed
    expect(app.shown).toEqual(['error', { closed: 1006, clean: false }])
    expect(app.socket.readyState).toBe(WebSocket.CLOSED)
    expect(chat.clients).toEqual([])
  })

  it('is asked nothing by an app that closes in the line in which it connects', async () => {
    await using chat = toMswHandlers(url)
    listening(...chat)
    const app = new App(lobby)
    app.socket.close()
    await app.closed
    await new App(lobby).opened
    expect(chat.transcript.entries.filter(({ kind }) => kind === 'open')).toHaveLength(1)
  })

  it('has failed for an app that leaves before it is answered', async () => {
    const asked = Promise.withResolvers<void>()
    await using chat = toMswHandlers(url, [
      onConnect()
        .run(() => asked.resolve())
        .delay(60_000)
        .accept(),
    ])
    listening(...chat)
    const app = new App(lobby)
    await asked.promise
    app.socket.close()
    expect(app.shown).toEqual(['error', { closed: 1006, clean: false }])
  })

  it('leaves other URLs to MSW, which lets them through', async () => {
    await using elsewhere = await serveWsMock([on('hi').reply('from elsewhere')])
    await using chat = toMswHandlers(url, chatRules)
    listening(...chat)
    const app = new App(elsewhere.url)
    await app.opened
    app.socket.send('hi')
    expect(await app.message).toBe('from elsewhere')
    app.socket.close()
    await app.closed
    expect(chat.transcript.entries).toEqual([])
  })

  it('passes on to the real server, whose address MSW intercepts as well', async () => {
    await using real = await serveWsMock([on('hi').reply('from the real server')])
    await using recording = toMswHandlers(real.url, passThrough())
    listening(...recording)
    const app = new App(real.url)
    await app.opened
    app.socket.send('hi')
    expect(await app.message).toBe('from the real server')
    expect(recording.clients).toHaveLength(1)
    app.socket.close()
    await app.closed
  })

  it('reads URLs as every mock does, with the query and the path of Socket.IO', async () => {
    await using query = toMswHandlers(/\/feeds\?topic=a$/)
    await using io = toMswHandlers('wss://io.example.com/socket.io/')
    listening(...query, ...io)
    await new App('wss://any.example.com/feeds?topic=a').opened
    await new App('wss://io.example.com/socket.io/?EIO=4').opened
    expect([query.clients.length, io.clients.length]).toEqual([1, 1])
  })
})

describe('between tests', () => {
  it('resetHandlers() closes with 1001, and begins afresh', async () => {
    await using chat = toMswHandlers(url, chatRules)
    const server = listening(...chat)
    const app = await joined(lobby)
    chat.use(on('rule of a test').reply('yes'))
    await chat.drain()
    server.resetHandlers()
    await app.closed
    expect(app.shown.at(-1)).toEqual({ closed: 1001, clean: true })
    expect(chat.transcript.entries).toEqual([])
    expect(chat.group('lobby').members).toEqual([])
    const next = await joined(lobby)
    next.socket.send('rule of a test')
    await chat.drain()
    expect(next.messages).toEqual(['{"type":"joined"}'])
    expect(chat.clients.map(({ name }) => name)).toEqual(['client-1'])
  })

  it('close() leaves no client open, and listen() begins anew', async () => {
    await using chat = toMswHandlers(url, chatRules)
    const server = listening(...chat)
    const app = await joined(lobby)
    server.close()
    await app.closed
    expect(app.shown.at(-1)).toEqual({ closed: 1001, clean: true })
    server.listen()
    await joined(lobby)
    expect(chat.clients).toHaveLength(1)
  })

  it('a mock that one test uses is over with it', async () => {
    const server = listening()
    const chat = toMswHandlers(url, chatRules)
    server.use(...chat)
    const app = await joined(lobby)
    server.resetHandlers()
    await app.closed
    expect(app.shown.at(-1)).toEqual({ closed: 1001, clean: true })
  })

  it('reset() throws what went wrong, also behind resetHandlers()', async () => {
    await using chat = toMswHandlers(url, [
      on('hi').run(() => Promise.reject(new Error('the handler is broken'))),
    ])
    const server = listening(...chat)
    const app = new App(lobby)
    await app.opened
    app.socket.send('hi')
    await app.closed
    server.resetHandlers()
    await expect(chat.reset()).rejects.toThrow('the handler is broken')
    await chat.reset()
  })

  it('what nobody asks for becomes uncaught', async () => {
    const reported = Promise.withResolvers<unknown>()
    vi.stubGlobal('reportError', (error: unknown) => reported.resolve(error))
    try {
      await using chat = toMswHandlers(url, chatRules, { unmatched: 'error' })
      const server = listening(...chat)
      const app = await joined(lobby)
      app.socket.send('what?')
      await chat.drain()
      server.resetHandlers()
      expect(String(await reported.promise)).toContain('what?')
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('a mock that has ended leaves its URL to others', async () => {
    const chat = toMswHandlers(url, chatRules)
    const link = ws.link('wss://chat.example.com/rooms/lobby')
    listening(
      ...chat,
      link.addEventListener('connection', ({ client }) => client.send('from the link')),
    )
    const app = await joined(lobby)
    await chat[Symbol.asyncDispose]()
    await chat[Symbol.asyncDispose]()
    expect(app.shown.at(-1)).toEqual({ closed: 1001, clean: true })
    const next = new App(lobby)
    await next.opened
    expect(await next.message).toBe('from the link')
    next.socket.close()
    expect(chat.clients).toEqual([])
  })
})

const room = z.string()
const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: { subscribe: z.object({ room }), say: z.object({ room, text: z.string() }) },
  serverToClient: { subscribed: z.object({ room }), said: z.object({ room, text: z.string() }) },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room' },
    },
  },
})

describe('a mock of a contract', () => {
  it('speaks the contract’s words, and fails by what breaks it', async () => {
    await using chat = toMswHandlers('wss://chat.example.com/rooms', chatContract)
    listening(...chat)
    const app = new App('wss://chat.example.com/rooms')
    const client = await chat.client()
    app.say({ type: 'subscribe', room: 'lobby' })
    await chat.drain()
    client.send('said', { room: 'lobby', text: 'hi' })
    await chat.drain()
    expect(app.messages.map((each) => JSON.parse(String(each)) as unknown)).toEqual([
      { type: 'subscribed', room: 'lobby' },
      { type: 'said', room: 'lobby', text: 'hi' },
    ])
    expect(chat.group('room', 'lobby').members).toHaveLength(1)
    app.say({ type: 'say', room: 'lobby', text: 1 })
    await chat.drain()
    await expect(chat.reset()).rejects.toThrow('breaks the contract')
  })

  it.each([
    ['its test is over', (server: MswServer) => server.resetHandlers()],
    ['the mock has ended', (_: MswServer, chat: AsyncDisposable) => void chat[Symbol.asyncDispose]()],
  ])('leaves nobody waiting who connects before its schemas are loaded, where %s by then', async (_, end) => {
    const loading = Promise.withResolvers<void>()
    const slow = Object.assign(z.object({ n: z.number() }), {
      [Symbol.for('@parley-ws/core/prepare')]: () => loading.promise,
    })
    const slowContract = contract('slow', {
      url: '/rooms',
      clientToServer: { count: slow },
      serverToClient: {},
    })
    await using chat = toMswHandlers('wss://chat.example.com/rooms', slowContract)
    const server = listening(...chat)
    const app = new App('wss://chat.example.com/rooms')
    await turn()
    end(server, chat)
    loading.resolve()
    await app.closed
    expect(app.shown).toEqual(['error', { closed: 1006, clean: false }])
  })

  it('tells who resets it that its schemas cannot be loaded', async () => {
    const broken = Object.assign(z.object({ n: z.number() }), {
      [Symbol.for('@parley-ws/core/prepare')]: () => Promise.reject(new Error('no validator')),
    })
    const chat = toMswHandlers(
      'wss://chat.example.com/rooms',
      contract('broken', { url: '/rooms', clientToServer: { count: broken }, serverToClient: {} }),
    )
    await expect(chat.reset()).rejects.toThrow('no validator')
  })

  it('is where the contract says, if no URL is given', async () => {
    await using chat = toMswHandlers(mock(chatContract))
    listening(...chat)
    await new App('wss://anywhere.example.com/rooms').opened
    expect(chat.clients).toHaveLength(1)
  })
})

describe('toMswHandlers refuses', () => {
  it.each([
    ['a URL that is none', () => toMswHandlers('chat.example.com'), 'is not a WebSocket URL'],
    ['a mock without a contract or a URL', () => toMswHandlers(mock([])), 'no contract says where'],
  ])('%s', (_, attempt, message) => {
    expect(attempt).toThrow(MistakeError)
    expect(attempt).toThrow(message)
  })
})
