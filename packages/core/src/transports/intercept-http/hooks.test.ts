import { execFile } from 'node:child_process'
import { once } from 'node:events'
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { mistake } from '../../errors.ts'
import { on } from '../../mock/rule.ts'
import { connectWs } from '../../run/connect-ws.ts'
import { mockWs } from '../../run/mock-ws.ts'
import { interceptionOf } from '../intercept.ts'

const headers = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

const execute = promisify(execFile)

/** Modules as Node itself loads them: the test's own imports are the runner's. */
const require = createRequire(import.meta.url)
const native = async <Name extends string>(source: string): Promise<Record<Name, () => unknown>> =>
  await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)

const named = await native<'request_' | 'get_' | 'secure_' | 'Class'>(
  "import { request, get, ClientRequest } from 'node:http'; import { request as secure } from 'node:https';" +
    'export const request_ = () => request, get_ = () => get, secure_ = () => secure, Class = () => ClientRequest',
)
const namespace = await native<'request_' | 'default_'>(
  "import * as http from 'node:http'; import fallback from 'http'; export const request_ = () => http.request, default_ = () => fallback.request",
)
const captured = require('node:http').request as typeof http.request

/** Sends the request and tells how it ended: `101`, `response 404`. */
async function outcomeOf(request: ClientRequest): Promise<string> {
  return await new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => resolve(`response ${response.resume().statusCode}`))
    request.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy()
      resolve(String(statusCode))
    })
    request.end()
  })
}

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A real server on loopback: answers requests, echoes on WebSockets. */
async function listen(path?: string): Promise<{ port: number; server: http.Server }> {
  const server = http.createServer((_request, response) => response.end('real'))
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`real ${String(data)}`)))
  await once(path === undefined ? server.listen(0, '127.0.0.1') : server.listen(path), 'listening')
  closers.push(() => {
    for (const client of sockets.clients) client.terminate()
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, server }
}

async function echoOf(address: string): Promise<string> {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  socket.send('x')
  const [data] = await once(socket, 'message')
  socket.terminate()
  return String(data)
}

function refuseToConnect(): never {
  throw new Error('a connection was asked for')
}

type Request = (url: string, options: RequestOptions) => ClientRequest

describe('an upgrade is intercepted', () => {
  it.each<[how: string, make: (origin: string) => ClientRequest]>([
    ['http.request', (origin) => http.request(`http://${origin}`, { headers })],
    ['http.get', (origin) => http.get(`http://${origin}`, { headers })],
    ['new http.ClientRequest', (origin) => new http.ClientRequest(`http://${origin}`, { headers } as never)],
    ['a URL object', (origin) => http.request(new URL(`http://${origin}`), { headers })],
    ['options alone', (origin) => http.request({ host: origin.split('/')[0], path: '/mocked', headers })],
    ['a callback behind options', (origin) => http.request(`http://${origin}`, { headers }, () => {})],
    [
      'a list of headers',
      (origin) => http.request(`http://${origin}`, { headers: Object.entries(headers).flat() }),
    ],
    ['its own agent', (origin) => http.request(`http://${origin}`, { headers, agent: new http.Agent() })],
    ['no agent', (origin) => http.request(`http://${origin}`, { headers, agent: false })],
    ['a named import', (origin) => (named.request_() as Request)(`http://${origin}`, { headers })],
    ['a named import of get', (origin) => (named.get_() as Request)(`http://${origin}`, { headers })],
    ['a namespace import', (origin) => (namespace.request_() as Request)(`http://${origin}`, { headers })],
    ['a default import', (origin) => (namespace.default_() as Request)(`http://${origin}`, { headers })],
    [
      'a named import and a connection of its own',
      (origin) =>
        (named.request_() as Request)(`http://${origin}`, { headers, createConnection: refuseToConnect }),
    ],
    ['require', (origin) => (require('http') as typeof http).request(`http://${origin}`, { headers })],
    ['a function required earlier', (origin) => captured(`http://${origin}`, { headers })],
  ])('made with %s', async (_how, make) => {
    await using plain = await mockWs('ws://plain.example.com/mocked')
    expect(await outcomeOf(make('plain.example.com/mocked'))).toBe('101')
    expect((await plain.client()).headers).toMatchObject({ host: 'plain.example.com', upgrade: 'websocket' })
  })

  it.each<[how: string, make: (url: string) => ClientRequest]>([
    ['https.request', (url) => https.request(url, { headers })],
    ['https.get', (url) => https.get(url, { headers })],
    ['a named import', (url) => (named.secure_() as Request)(url, { headers })],
    ['an agent', (url) => https.request(url, { headers, agent: new https.Agent({ keepAlive: true }) })],
    ['http.request and an agent', (url) => http.request(url, { headers, agent: new https.Agent() })],
  ])('over TLS, made with %s', async (_how, make) => {
    await using _secure = await mockWs('wss://secure.example.com/mocked')
    expect(await outcomeOf(make('https://secure.example.com/mocked'))).toBe('101')
  })
})

describe('an intercepted request', () => {
  it('shows the agent it was made with, and the Host that Node would send', async () => {
    await using _plain = await mockWs('ws://plain.example.com/')
    const agent = new http.Agent({ keepAlive: true })
    const requests = [
      http.request('http://plain.example.com/', { headers, agent }),
      http.request('http://plain.example.com/', { headers }),
      http.request('http://plain.example.com/', { headers, createConnection: refuseToConnect }),
    ]
    for (const request of requests) request.on('error', () => {})
    expect(requests.map((request) => Reflect.get(request, 'agent'))).toEqual([
      agent,
      http.globalAgent,
      undefined,
    ])
    expect(requests.map((request) => request.getHeader('host'))).toEqual([
      'plain.example.com',
      'plain.example.com',
      // Without an agent Node knows no default port.
      'plain.example.com:80',
    ])
    for (const request of requests) request.destroy()
  })
})

describe('what no mock answers', () => {
  it('reaches its server as if nothing were mocked: requests, connections kept alive, WebSockets, Unix sockets', async () => {
    const { port, server } = await listen()
    const path = join(tmpdir(), `parley-${process.pid}.sock`)
    await listen(path)
    let connections = 0
    server.on('connection', () => connections++)
    await using _mock = await mockWs('wss://chat.example.com/', [], { unhandled: 'bypass' })
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    for (let n = 0; n < 3; n++) {
      const request = http.get({ port, host: '127.0.0.1', agent, headers: { Upgrade: 'h2c' } })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      expect(String(await response.toArray())).toBe('real')
      expect(request).toHaveProperty('agent', agent)
    }
    expect(connections).toBe(1)
    agent.destroy()
    expect(await echoOf(`ws://127.0.0.1:${port}/`)).toBe('real x')
    expect(await outcomeOf(http.request({ port, host: '127.0.0.1', headers }))).toBe('101')
    expect(await echoOf(`ws+unix:${path}:/`)).toBe('real x')
  })

  it('is asked about once', async () => {
    const { port } = await listen()
    const asked: string[] = []
    const interceptor = {
      answer: ({ url }: { url: string }) => void asked.push(url),
      unhandled: 'bypass' as const,
      onUnhandled() {},
    }
    const original = http.request
    const first = interceptionOf().add(interceptor)
    const ours = http.request
    http.request = ((...args: Parameters<typeof http.request>) => ours(...args)) as typeof http.request
    first()
    const second = interceptionOf().add(interceptor)
    const options = { port, host: '127.0.0.1', headers }
    const outcomes = [await outcomeOf(http.request(options)), await outcomeOf(captured(options))]
    second()
    http.request = original
    const url = `ws://127.0.0.1:${port}/`
    expect([outcomes, asked]).toEqual([
      ['101', '101'],
      [url, url],
    ])
  })

  it('may redirect a client to what a mock answers', async () => {
    const { port, server } = await listen()
    server.removeAllListeners('upgrade').on('upgrade', (_request, socket: Duplex) => {
      socket.end('HTTP/1.1 302 Found\r\nLocation: wss://chat.example.com/\r\nConnection: close\r\n\r\n')
    })
    await using _mock = await mockWs('wss://chat.example.com/', [on('x').reply('y')], { unhandled: 'bypass' })
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { followRedirects: true })
    await once(socket, 'open')
    socket.send('x')
    expect(String(await once(socket, 'message'))).toMatch(/^y/)
    expect(socket.url).toBe('wss://chat.example.com/')
  })

  it('is said once by default, and let through', async () => {
    const { port } = await listen()
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    await using _mock = await mockWs('wss://chat.example.com/')
    const echoes = [await echoOf(`ws://127.0.0.1:${port}/a`), await echoOf(`ws://127.0.0.1:${port}/a`)]
    const passed = await outcomeOf(captured({ port, host: '127.0.0.1', path: '/a', headers }))
    expect([echoes, passed, warn.mock.calls]).toEqual([
      ['real x', 'real x'],
      '101',
      [[expect.stringContaining(`127.0.0.1:${port}/a`)]],
    ])
    warn.mockRestore()
  })

  it('is a mistake of nobody where a client of Parley makes it', async () => {
    const { port } = await listen()
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    await using _loud = await mockWs('wss://chat.example.com/')
    await using _strict = await mockWs('wss://news.example.com/', [], { unhandled: 'error' })
    const connection = await connectWs(`ws://127.0.0.1:${port}/`)
    connection.send('x')
    expect(await connection.next()).toMatchObject({ frame: { payload: 'real x' } })
    await connection.close()
    expect(warn.mock.calls).toEqual([])
    warn.mockRestore()
  })

  it('is refused with 502 and fails the test where that is asked for', async () => {
    const strict = await mockWs('wss://chat.example.com/', [], { unhandled: 'error' })
    const refused = await outcomeOf(http.request('http://127.0.0.1:9/nobody', { headers }))
    expect(refused).toBe('response 502')
    await expect(strict[Symbol.asyncDispose]()).rejects.toThrow('no mock answers this URL')
  })
})

describe('what an interceptor throws', () => {
  it.each<[how: string, make: () => unknown]>([
    ['a WebSocket', () => new WebSocket('ws://chat.example.com/')],
    ['a function required earlier', () => captured('http://chat.example.com/', { headers })],
  ])('is thrown by %s', (_how, make) => {
    const remove = interceptionOf().add({
      answer() {
        throw mistake('dialling', 'two tests want it', 'Use one')
      },
      unhandled: 'bypass',
      onUnhandled() {},
    })
    expect(make).toThrow('two tests want it')
    remove()
  })
})

describe('a request that Node refuses', () => {
  it('throws what it throws without a mock, and leaves no connection behind', async () => {
    await using plain = await mockWs('*://plain.example.com/', [], { unhandled: 'error' })
    const invalid = { ...headers, 'X-Line': 'a\nb' }
    expect(() => http.request('http://plain.example.com/', { headers: invalid })).toThrow(/Invalid character/)
    expect(() => http.request('https://plain.example.com/', { headers })).toThrow(
      /Protocol "https:" not supported/,
    )
    await plain.drain()
    expect(plain.clients).toEqual([])
  })
})

describe('the functions of node:http', () => {
  it('keep their names and lengths while a mock is active', async () => {
    const shapes = (): unknown[] =>
      [http.request, http.get, http.ClientRequest, https.request, https.get].map(({ name, length }) => [
        name,
        length,
      ])
    const before = shapes()
    await using _mock = await mockWs('ws://plain.example.com/')
    expect(shapes()).toEqual(before)
    expect(http.get('http://plain.example.com/', { headers }).on('error', () => {})).toBeInstanceOf(
      http.ClientRequest,
    )
  })
})

describe('the end of the last mock', () => {
  const functions = (): unknown[] => [
    ...[http, https].flatMap((module) =>
      ['request', 'get', 'ClientRequest'].map((name) => Object.getOwnPropertyDescriptor(module, name)),
    ),
    Object.getOwnPropertyDescriptor(http.Agent.prototype, 'addRequest'),
    ...Object.values(named).map((name) => name()),
    namespace.request_(),
  ]

  it('restores every function and its property, for those who imported it by name as well', async () => {
    const before = functions()
    const one = await mockWs('ws://one.example.com/')
    const two = await mockWs('ws://two.example.com/', [on('x').reply('y')])
    expect(functions()).not.toEqual(before)
    await one[Symbol.asyncDispose]()
    expect(await echoOf('ws://two.example.com/')).toBe('y')
    await two[Symbol.asyncDispose]()
    const after = functions()
    expect(after).toEqual(before)
    expect(after.filter((each) => typeof each === 'function').every((each) => before.includes(each))).toBe(
      true,
    )
  })

  it.each<[when: string, source: string]>([
    ['before', 'const held = await importByName(); await mocking()'],
    ['meanwhile', 'const held = await mocking(importByName)'],
    ['between two mocks', 'await mocking(); const held = await importByName(); await mocking()'],
    ['afterwards', 'await mocking(); const held = await importByName()'],
  ])(
    'leaves nothing with those who import by name for the first time in the process %s',
    async (_when, source) => {
      const entry = new URL('../../index.ts', import.meta.url).href
      const script = `
      const { mockWs } = await import(${JSON.stringify(entry)})
      const url = 'ws://plain.example.com/'
      const originals = ['http', 'https'].map((name) => ({ ...process.getBuiltinModule(name) }))
      const importByName = () => Promise.all([import('node:http'), import('node:https')])
      // Node 22 does not read \`using\`.
      const mocking = async (meanwhile) => {
        const mock = await mockWs(url)
        const result = await meanwhile?.()
        await mock[Symbol.asyncDispose]()
        return result
      }
      ${source}
      const differ = (module, index) => Object.keys(originals[index]).filter((name) => module[name] !== originals[index][name])
      console.log(JSON.stringify(held.map(differ)))`
      const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script])
      expect(JSON.parse(stdout)).toEqual([[], []])
    },
  )

  it('leaves a function that somebody else has put in front meanwhile, and takes nothing through it', async () => {
    const { port } = await listen()
    const original = http.request
    const mock = await mockWs(`ws://127.0.0.1:${port}/`)
    const ours = http.request
    const theirs = ((...args: Parameters<typeof http.request>) => ours(...args)) as typeof http.request
    http.request = theirs
    await mock[Symbol.asyncDispose]()
    expect(http.request).toBe(theirs)
    expect(await echoOf(`ws://127.0.0.1:${port}/`)).toBe('real x')
    http.request = original
  })

  it('restores what another gives back late, who found it while a mock was active', async () => {
    const properties = (): unknown[] =>
      ['request', 'ClientRequest'].map((name) => Object.getOwnPropertyDescriptor(http, name))
    const before = properties()
    const first = await mockWs('ws://plain.example.com/')
    const { request, ClientRequest: Class } = http
    await first[Symbol.asyncDispose]()
    Object.assign(http, { request, ClientRequest: Class })
    expect(properties()).not.toEqual(before)
    const second = await mockWs('ws://plain.example.com/', [on('x').reply('y')])
    expect(await echoOf('ws://plain.example.com/')).toBe('y')
    await second[Symbol.asyncDispose]()
    expect(properties()).toEqual(before)
  })

  it.each<[module: Record<string, unknown>, name: string]>([
    [http as never, 'request'],
    [http as never, 'ClientRequest'],
    [https as never, 'get'],
  ])('leaves what somebody else has assigned meanwhile: %s.%s', async (module, name) => {
    const before = Object.getOwnPropertyDescriptor(module, name)
    const mock = await mockWs('ws://plain.example.com/')
    const theirs = (): void => {}
    module[name] = theirs
    await mock[Symbol.asyncDispose]()
    expect(Object.getOwnPropertyDescriptor(module, name)).toEqual({ ...before, value: theirs })
    module[name] = before?.value
  })

  it('ends what is still connected: a socket that its app does not read', async () => {
    const mock = await mockWs('ws://plain.example.com/')
    const request = http.get('http://plain.example.com/', { headers })
    const [, socket] = (await once(request, 'upgrade')) as [IncomingMessage, Duplex]
    await mock[Symbol.asyncDispose]()
    socket.resume()
    await once(socket, 'close')
    expect(socket.destroyed).toBe(true)
  })
})
