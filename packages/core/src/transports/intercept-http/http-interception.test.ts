import { AsyncLocalStorage } from 'node:async_hooks'
import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import process from 'node:process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import WebSocket8 from 'ws'
import WebSocket7 from 'ws7'
import { onClose, onConnect, on, onPing } from '../../mock/rule.ts'
import { interceptionOf } from '../intercept.ts'
import { type MockWsOptions, mockWs, type ScopedWsMock } from '../../run/mock-ws.ts'

type MockArguments = Parameters<typeof mockWs>

const url = 'wss://chat.example.com/rooms/lobby?token=1'

/** What a socket tells its app, in order: `open`, `message hi`, `close 1000 bye`. */
function heard(socket: WebSocket8): string[] {
  const events: string[] = []
  socket.on('open', () => events.push('open'))
  // ws 7 hands text over as a string.
  socket.on('message', (data: Buffer | string, isBinary: boolean) =>
    events.push(`${isBinary ? 'binary' : 'message'} ${String(data)}`),
  )
  socket.on('ping', (data) => events.push(`ping ${String(data)}`))
  socket.on('pong', (data) => events.push(`pong ${String(data)}`))
  socket.on('unexpected-response', (_request, { statusCode }) => events.push(`status ${statusCode}`))
  socket.on('error', ({ message }) => events.push(`error ${message}`))
  socket.on('close', (code, reason) => events.push(`close ${code} ${String(reason)}`.trim()))
  return events
}

let chat: ScopedWsMock
const mockChat = async (rules?: MockArguments[1], options?: MockWsOptions): Promise<ScopedWsMock> =>
  (chat = await mockWs('wss://chat.example.com/rooms/:room', rules, options))

afterEach(() => chat[Symbol.asyncDispose]())

describe.each([
  ['ws 8', WebSocket8],
  ['ws 7', WebSocket7],
])('a client of %s', (_version, WebSocket) => {
  it('talks to the mock of its URL, without a port, a name or a certificate', async () => {
    await mockChat([onConnect().send('welcome'), on('x').reply('y')])
    const socket = new WebSocket(url)
    const events = heard(socket)
    await once(socket, 'open')
    socket.send('x')
    await chat.drain()
    expect(events).toEqual(['open', 'message welcome', 'message y'])
    expect([socket.url, socket.extensions, socket.protocol]).toEqual([url, '', ''])
  })

  it('is handed out when its own end is open, before it is told anything', async () => {
    await mockChat([onConnect().send('welcome')])
    const socket = new WebSocket(url)
    const events = heard(socket)
    const client = await chat.client()
    expect([socket.readyState, client.open, events]).toEqual([WebSocket.OPEN, true, ['open']])
  })

  it('gets each message in a turn of its own, so that awaiting one after the other misses none', async () => {
    await mockChat([onConnect().send('one').send('two').close(4000)])
    const socket = new WebSocket(url)
    expect(String(await once(socket, 'message'))).toMatch(/^one/)
    expect(String(await once(socket, 'message'))).toMatch(/^two/)
    expect((await once(socket, 'close'))[0]).toBe(4000)
  })

  it('shows the mock its URL, headers, cookies, credentials and subprotocols', async () => {
    await mockChat([onConnect().accept({ protocol: 'v2' })])
    const socket = new WebSocket('wss://ada:secret@chat.example.com/rooms/lobby?token=1', ['v1', 'v2'], {
      headers: { 'X-Tenant': 'acme', Cookie: 'session=7; theme=dark' },
      origin: 'https://app.example.com',
    })
    const { query, params, protocols, cookies, headers } = await chat.client()
    expect(socket.protocol).toBe('v2')
    expect({ query, params, protocols, cookies }).toEqual({
      query: { token: '1' },
      params: { room: 'lobby' },
      protocols: ['v1', 'v2'],
      cookies: { session: '7', theme: 'dark' },
    })
    expect(headers).toMatchObject({
      host: 'chat.example.com',
      origin: 'https://app.example.com',
      'x-tenant': 'acme',
      authorization: `Basic ${btoa('ada:secret')}`,
    })
  })

  it('sends and receives text, bytes and fragments as they are', async () => {
    await mockChat([on('bytes').reply(new Uint8Array([0, 255])), on('ab').reply('joined')], {
      unmatched: 'ignore',
    })
    const socket = new WebSocket(url)
    const events = heard(socket)
    await once(socket, 'open')
    socket.send('bytes')
    socket.send('a', { fin: false })
    socket.send('b', { fin: true })
    socket.send(Buffer.from([1, 2, 3]))
    const large = 'ü'.repeat(100_000)
    socket.send(large)
    await chat.drain()
    expect(events).toHaveLength(3)
    expect(events[2]).toBe('message joined')
    const messages = chat.transcript.entries.filter(
      (entry) => entry.kind === 'message' && entry.direction === 'clientToServer',
    )
    expect(messages).toMatchObject([
      { payload: 'bytes' },
      { payload: 'ab' },
      { payload: new Uint8Array([1, 2, 3]) },
      { payload: large },
    ])
  })

  it('closes, and is closed, with the codes and reasons that were given', async () => {
    await mockChat([on('bye').close(4001, 'enough')])
    const [one, two, three] = [new WebSocket(url), new WebSocket(url), new WebSocket(url)]
    const events = [one, two, three].map(heard)
    await Promise.all([one, two, three].map((socket) => once(socket, 'open')))
    one.close(4000, 'done')
    two.send('bye')
    three.close()
    await Promise.all([one, two, three].map((socket) => once(socket, 'close')))
    expect(events.map((each) => each.at(-1))).toEqual(['close 4000 done', 'close 4001 enough', 'close 1005'])
    expect(chat.transcript.entries.filter(({ kind }) => kind === 'close')).toMatchObject([
      { code: 4000, reason: 'done', direction: 'clientToServer', clean: true },
      { code: 4001, reason: 'enough', direction: 'serverToClient', clean: true },
      { code: 1005, direction: 'clientToServer', clean: true },
    ])
  })

  it('sees a cut as 1006, after what was sent before', async () => {
    await mockChat([on('x').reply('last').cut()])
    const socket = new WebSocket(url)
    const events = heard(socket)
    await once(socket, 'open')
    socket.send('x')
    await once(socket, 'close')
    expect(events).toEqual(['open', 'message last', 'close 1006'])
  })

  it('cuts: the mock sees 1006', async () => {
    await mockChat([onClose().run(() => {})])
    const socket = new WebSocket(url)
    await once(socket, 'open')
    socket.terminate()
    await chat.drain()
    expect(chat.transcript.entries.at(-1)).toMatchObject({ kind: 'close', code: 1006, clean: false })
  })

  it('gets a refusal as an HTTP response, with its status and reason', async () => {
    await mockChat([onConnect().reject(401, 'sign in first')])
    const socket = new WebSocket(url)
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, http.IncomingMessage]
    const body = await response.toArray()
    expect([response.statusCode, String(Buffer.concat(body))]).toEqual([401, 'sign in first\n'])
    const unheard = new WebSocket(url)
    const [error] = await once(unheard, 'error')
    expect(error).toMatchObject({ message: 'Unexpected server response: 401' })
  })

  it('waits for a handshake that is never answered as long as its handshakeTimeout', async () => {
    await mockChat([onConnect().halfOpen()])
    const socket = new WebSocket(url, { handshakeTimeout: 5 })
    const events = heard(socket)
    await new Promise((resolve) => socket.once('close', resolve))
    expect(events).toEqual(['error Opening handshake has timed out', 'close 1006'])
  })

  it('pings and is pinged; the mock decides on its pongs', async () => {
    await mockChat([onPing().run(({ message, client }) => client.send(`pinged ${String(message)}`))])
    const socket = new WebSocket(url)
    const events = heard(socket)
    const client = await chat.client()
    socket.ping('a')
    client.ping('b')
    await chat.drain()
    expect(events.slice(1)).not.toContain('pong a')
    expect(events).toContain('ping b')
    expect(chat.transcript.entries.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['ping', 'pong', 'message']),
    )
  })

  it('is one of several: a broadcast reaches all, global WebSockets included', async () => {
    await mockChat([on('all').broadcast('hello')])
    const sockets = [new WebSocket(url), new WebSocket(url)]
    const events = sockets.map(heard)
    const inMemory = new globalThis.WebSocket(url)
    const seen: unknown[] = []
    inMemory.onmessage = ({ data }) => seen.push(data)
    for (let n = 0; n < 3; n++) await chat.client()
    sockets[0]?.send('all')
    await chat.drain()
    expect([...events.map((each) => each.at(-1)), ...seen]).toEqual([
      'message hello',
      'message hello',
      'hello',
    ])
  })

  it('speaks through any agent, which is not asked for a socket', async () => {
    await mockChat([on('x').reply('y')])
    class Strict extends http.Agent {
      override createConnection(): never {
        throw new Error('a connection was asked for')
      }
    }
    const agent = Object.assign(new Strict({ keepAlive: true }), { protocol: 'https:', defaultPort: 443 })
    const socket = new WebSocket(url, { agent })
    const events = heard(socket)
    await once(socket, 'open')
    socket.send('x')
    await chat.drain()
    expect(events).toEqual(['open', 'message y'])
    expect((await chat.client()).headers['host']).toBe('chat.example.com')
    agent.destroy()
  })

  it('is closed with 1001 at the end of the mock', async () => {
    await mockChat()
    const socket = new WebSocket(url)
    await once(socket, 'open')
    const [[code]] = await Promise.all([once(socket, 'close'), chat[Symbol.asyncDispose]()])
    expect(code).toBe(1001)
  })
})

describe('an intercepted socket', () => {
  it('has its events in the async context it was made in, whoever speaks', async () => {
    const context = new AsyncLocalStorage<string>()
    await mockChat([onConnect().send('welcome')])
    const seen: unknown[] = []
    context.run('the test', () => {
      const socket = new WebSocket8(url)
      for (const type of ['open', 'message', 'close'])
        socket.on(type, () => seen.push(type, context.getStore()))
    })
    const client = await chat.client()
    await chat.drain()
    await context.run('another', () => {
      client.send('hello')
      client.close(1000)
      return chat.drain()
    })
    expect(seen).toEqual(['open', 'message', 'message', 'close'].flatMap((type) => [type, 'the test']))
  })

  it('opens, speaks and closes while the timers are fake', async () => {
    vi.useFakeTimers()
    try {
      await mockChat([onConnect().delay(60_000).send('a minute later')])
      const socket = new WebSocket8(url)
      const events = heard(socket)
      await chat.client()
      await vi.advanceTimersByTimeAsync(60_000)
      await chat.drain()
      expect(events).toEqual(['open', 'message a minute later'])
      await chat[Symbol.asyncDispose]()
      expect(events.at(-1)).toMatch('close 1001')
    } finally {
      vi.useRealTimers()
    }
  })

  it('is on its way until its own end is open', async () => {
    await mockChat()
    const socket = new WebSocket8(url)
    await interceptionOf().idle()
    expect(socket.readyState).toBe(WebSocket8.OPEN)
  })

  it('opens no handle of the process', async () => {
    await mockChat([on('x').reply('y')])
    // Timers come and go with the runner.
    const handles = (): string[] => process.getActiveResourcesInfo().filter((name) => name !== 'Timeout')
    const before = handles()
    const socket = new WebSocket8(url)
    await once(socket, 'open')
    expect(handles()).toEqual(before)
  })

  it('is gone for the mock when the app gives up before the request went out', async () => {
    await mockChat()
    const agent = new https.Agent({ keepAlive: true })
    for (const options of [{}, { agent }]) {
      const socket = new WebSocket8(url, options)
      socket.on('error', () => {})
      socket.terminate()
    }
    await chat.drain()
    expect(chat.clients).toEqual([])
    expect(chat.transcript.entries.map(({ kind }) => kind)).toEqual(['open', 'open', 'close', 'close'])
  })

  it('may send its request when it likes, with headers of its own', async () => {
    await mockChat([on('x').reply('y')])
    const requests: http.ClientRequest[] = []
    const socket = new WebSocket8(url, { finishRequest: (request) => requests.push(request) })
    const events = heard(socket)
    await chat.drain()
    expect(events).toEqual([])
    requests[0]?.setHeader('X-Late', 'yes')
    requests[0]?.end()
    await once(socket, 'open')
    socket.send('x')
    await chat.drain()
    expect(events).toEqual(['open', 'message y'])
  })

  it('that never sends its request is ended with the mock', async () => {
    await mockChat()
    const socket = new WebSocket8(url, { finishRequest: () => {} })
    const events = heard(socket)
    await Promise.all([
      new Promise((resolve) => socket.once('close', resolve)),
      chat.drain().then(() => chat[Symbol.asyncDispose]()),
    ])
    expect(events).toEqual(['error socket hang up', 'close 1006'])
  })

  it('that does not read is sent no more than it takes, and gets all of it when it reads', async () => {
    await mockChat()
    const socket = new WebSocket8(url)
    const client = await chat.client()
    const lengths: number[] = []
    socket.on('message', (data: Buffer) => lengths.push(data.length))
    socket.pause()
    const large = 'x'.repeat(1_000_000)
    for (let n = 0; n < 3; n++) client.send(large)
    await chat.drain()
    expect(lengths).toEqual([])
    socket.resume()
    await chat.drain()
    expect(lengths).toEqual([1_000_000, 1_000_000, 1_000_000])
  })

  it('is refused by the mock where its request is no handshake', async () => {
    await mockChat()
    const statusOf = async (headers: Record<string, string>): Promise<unknown> => {
      const request = https.get('https://chat.example.com/rooms/lobby', { headers })
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      response.resume()
      return response.statusCode
    }
    const statuses = [
      await statusOf({ Upgrade: 'websocket', Connection: 'Upgrade' }),
      await statusOf({ Upgrade: 'websocket' }),
    ]
    await chat.drain()
    expect([statuses, chat.clients]).toEqual([[426, 426], []])
  })
})

describe('a client of Engine.IO that begins with polling', () => {
  const polling = '?EIO=4&transport=polling&t=1'

  /** The status and the body that a request gets. */
  async function answerTo(request: string | URL | https.RequestOptions): Promise<unknown[]> {
    // The overloads of `get` take each of these, and not one that may be any.
    const [response] = (await once(https.get(request as string), 'response')) as [http.IncomingMessage]
    const body = await response.toArray()
    return [response.statusCode, String(Buffer.concat(body))]
  }

  it('is refused with a hint, whichever way the request is made', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    await mockChat()
    const hint = expect.stringContaining("Give io() the option { transports: ['websocket'] }")
    const text = `https://chat.example.com/rooms/lobby${polling}`
    const options = { host: 'chat.example.com', path: `/rooms/lobby${polling}`, headers: { Accept: '*/*' } }
    for (const request of [text, new URL(text), options]) {
      expect(await answerTo(request)).toEqual([400, hint])
    }
    expect(warned.mock.calls).toEqual([[hint]])
    expect(chat.transcript.entries).toMatchObject([
      { kind: 'reject', status: 400, url: expect.stringContaining('transport=polling') },
      { kind: 'reject' },
      { kind: 'reject' },
    ])
  })

  it('elsewhere, and any other request to the same place, goes its way', async () => {
    await using server = await serving((_request, response) => response.end('real'))
    chat = await mockWs(`ws://127.0.0.1:${server.port}/rooms/:room`, [], { unhandled: 'error' })
    const get = async (path: string): Promise<string> => {
      const request = http.get(`http://127.0.0.1:${server.port}${path}`)
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      return String(Buffer.concat(await response.toArray()))
    }
    expect(await get(`/other${polling}`)).toBe('real')
    expect(await get('/rooms/lobby?transport=polling')).toBe('real')
    expect(chat.transcript.entries).toEqual([])
  })
})

/** An HTTP server on a port. */
async function serving(answer: http.RequestListener): Promise<{ port: number } & AsyncDisposable> {
  const server = http.createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
