import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'
import { getActiveResourcesInfo } from 'node:process'
import { describe, expect, it } from 'vitest'
import { WebSocket as WsWebSocket } from 'ws'
import { cert, key } from '../../test/socket/certificate.ts'
import { entryOf } from '../../test/socket/entry.ts'
import { handshake, PING, PONG, RawClient, TEXT } from '../../test/socket/raw-client.ts'
import { MistakeError } from '../errors.ts'
import { text } from '../match/matchers/text.ts'
import { mock } from '../mock/definition.ts'
import { faults } from '../mock/fault.ts'
import { on, onClose, onConnect, onPing } from '../mock/rule.ts'
import { questions } from '../assert/matchers.ts'
import { scenario } from '../scenario/scenario.ts'
import { connectWs } from './connect-ws.ts'
import { drive } from './drive.ts'
import { wsMockServer } from './driven/mock-server.ts'
import { wsClients } from './driven/ws-clients.ts'
import { serveWsMock } from './serve-ws.ts'

const echo = on(text()).reply(({ message }) => message)

/** The head of the answer to a request that is written as it is. */
async function answerTo(port: number, bytes: string): Promise<string> {
  await using client = await RawClient.dial(port)
  client.socket.write(bytes)
  return await client.rest()
}

const handles = (): readonly string[] => getActiveResourcesInfo().filter((name) => /TCP|TLS/.test(name))

/** The handles that were not there before. Those of an earlier test may still be closing, so fewer is no fault. */
const handlesSince = (before: readonly string[]): readonly string[] => {
  const known = [...before]
  return handles().filter((name) => {
    const index = known.indexOf(name)
    if (index !== -1) known.splice(index, 1)
    return index === -1
  })
}

describe('serveWsMock', () => {
  it('answers the platform’s WebSocket and the ws package on a free port of the loopback interface', async () => {
    await using chat = await serveWsMock([onConnect().send('welcome'), echo], { path: '/chat' })
    expect(chat.url).toBe(`ws://127.0.0.1:${chat.port}/chat`)
    const platform = new WebSocket(chat.url)
    const [welcome] = (await once(platform, 'message')) as [MessageEvent]
    const ws = new WsWebSocket(chat.url)
    const [alsoWelcome] = (await once(ws, 'message')) as [Buffer]
    expect([welcome.data, String(alsoWelcome)]).toEqual(['welcome', 'welcome'])
    ws.terminate()
    platform.close()
    await once(platform, 'close')
  })

  it('knows its clients by user and path', async () => {
    await using chat = await serveWsMock(mock([], { user: { header: 'X-User' } }))
    const dial = async (path: string, user: string) => {
      const client = await connectWs(`${chat.url}${path}`, { headers: { 'X-User': user } })
      await chat.client()
      return client
    }
    const [desk, phone] = [await dial('/chat', 'ada'), await dial('/news', 'ada')]
    const other = await dial('/chat', 'bob')
    expect(chat.users.map(({ name, clients }) => [name, clients.length])).toEqual([
      ['ada', 2],
      ['bob', 1],
    ])
    chat.where({ user: 'ada', path: '/chat' }).send('to her desk')
    chat.where({ users: ['ada'] }).close(4000)
    expect(chat.where({ path: '/chat' }).clients).toHaveLength(1)
    expect(await desk.next()).toMatchObject({ frame: { payload: 'to her desk' } })
    expect(await desk.next()).toMatchObject({ on: 'closed', code: 4000 })
    expect(await phone.next()).toMatchObject({ on: 'closed', code: 4000 })
    await chat[Symbol.asyncDispose]()
    expect(await other.next()).toMatchObject({ on: 'closed', code: 1001 })
  })

  it('is a mock as any other: clients, send, groups, use, transcript', async () => {
    await using chat = await serveWsMock(() => [onConnect().join('all')])
    await using client = await connectWs(`${chat.url}/rooms?token=1`, {
      headers: { authorization: 'Bearer 1' },
    })
    const seen = await chat.client()
    expect([seen.query, seen.headers['authorization']]).toEqual([{ token: '1' }, 'Bearer 1'])
    chat.send({ hello: 1 })
    chat.group('all').broadcast(Uint8Array.of(1, 2))
    chat.use(on('x').reply('y'))
    client.send('x')
    expect([await client.next(), await client.next(), await client.next()]).toMatchObject([
      { frame: { opcode: 'text', payload: '{"hello":1}' } },
      { frame: { opcode: 'binary', payload: Uint8Array.of(1, 2) } },
      { frame: { payload: 'y' } },
    ])
    expect(JSON.stringify(chat.transcript.entries)).not.toContain('Bearer 1')
  })

  it('speaks wss with the key and certificate it is given', async () => {
    await using chat = await serveWsMock([echo], { tls: { key, cert } })
    await using client = await connectWs(chat.url, { tls: { ca: cert } })
    client.send('hi')
    expect(await client.next()).toMatchObject({ frame: { payload: 'hi' } })
    expect((await chat.client()).url).toBe(`wss://127.0.0.1:${chat.port}/`)
    await expect(serveWsMock([], { tls: { key: 'no', cert: 'no' } })).rejects.toThrow(/PEM/)
  })

  it('chooses the first subprotocol offered, or the one a rule chooses, or none', async () => {
    await using chat = await serveWsMock([onConnect({ query: { pick: 'b' } }).accept({ protocol: 'b' })])
    await using first = await connectWs(chat.url, { protocols: ['a', 'b'] })
    await using second = await connectWs(`${chat.url}/?pick=b`, { protocols: ['a', 'b'] })
    await using third = await connectWs(chat.url)
    expect([first.protocol, second.protocol, third.protocol]).toEqual(['a', 'b', ''])
  })

  it('refuses a handshake with the status and the reason of a rule', async () => {
    await using chat = await serveWsMock([onConnect().reject(401, 'who are you?')])
    await expect(connectWs(chat.url)).rejects.toMatchObject({ status: 401, reason: 'who are you?' })
    expect(chat.transcript.entries).toMatchObject([{ kind: 'reject', status: 401 }])
  })

  it('accepts late, and keeps what came meanwhile', async () => {
    await using chat = await serveWsMock([onConnect().delay(20).accept().send('welcome'), echo])
    await using hasty = await RawClient.dial(chat.port)
    hasty.socket.write(handshake())
    hasty.send({ opcode: TEXT, payload: 'early' })
    expect(await hasty.head()).toMatch(/^HTTP\/1\.1 101 /)
    expect((await hasty.frame()).payload.toString()).toBe('welcome')
    expect((await hasty.frame()).payload.toString()).toBe('early')
  })

  it('forgets a client that gives up before it is accepted', async () => {
    await using chat = await serveWsMock([onConnect().delay(60_000).accept()], { maxConnections: 1 })
    const client = await RawClient.dial(chat.port)
    client.socket.write(handshake())
    const refused = async (): Promise<boolean> =>
      (await answerTo(chat.port, handshake())).startsWith('HTTP/1.1 503')
    while (!(await refused())) continue
    client.socket.end()
    await client.rest()
    // Its place is free again: the next one is left waiting instead of refused.
    await using next = await RawClient.dial(chat.port)
    next.socket.write(handshake())
    while (!(await refused())) continue
    expect(chat.transcript.entries).toEqual([])
  })

  it('leaves a handshake unanswered where a rule is half-open from the start', async () => {
    await using chat = await serveWsMock([onConnect().halfOpen()])
    await expect(connectWs(chat.url, { timeoutMs: 20 })).rejects.toThrow(/timed out/)
  })

  it('answers pings by itself, as a rule says, or not at all', async () => {
    await using chat = await serveWsMock([onPing('a').pong('b'), onPing('quiet').drop(), echo])
    await using client = await RawClient.open(chat.port)
    client.send(
      { opcode: PING, payload: 'quiet' },
      { opcode: PING, payload: 'a' },
      { opcode: PING, payload: 'c' },
    )
    expect([await client.frame(), await client.frame()]).toMatchObject([
      { opcode: PONG, payload: Buffer.from('b') },
      { opcode: PONG, payload: Buffer.from('c') },
    ])
  })

  it('sends pings and hears the pongs', async () => {
    await using chat = await serveWsMock([])
    await using _client = await connectWs(chat.url)
    const client = await chat.client()
    client.ping('beat')
    expect(await entryOf(chat, 'pong')).toMatchObject({
      direction: 'clientToServer',
      payload: new TextEncoder().encode('beat'),
    })
  })

  it('delivers what was said before a close, then the code and the reason', async () => {
    await using chat = await serveWsMock([on('x').reply('1').reply('2').close(4000, 'bye')])
    await using client = await connectWs(chat.url)
    client.send('x')
    expect([await client.next(), await client.next(), await client.next()]).toMatchObject([
      { frame: { payload: '1' } },
      { frame: { payload: '2' } },
      { on: 'closed', code: 4000, reason: 'bye' },
    ])
  })

  it('hears the code and the reason of the client', async () => {
    await using chat = await serveWsMock([onClose().run(({ client, code }) => (client.state['code'] = code))])
    await using client = await connectWs(chat.url)
    const seen = await chat.client()
    expect(await client.close(4001, 'done')).toEqual({ on: 'closed', code: 4001, reason: 'done' })
    expect(seen.state).toEqual({ code: 4001 })
    expect(await entryOf(chat, 'close')).toMatchObject({ code: 4001, reason: 'done', clean: true })
  })

  it.each([
    ['', {}],
    [' with TLS', { tls: { key, cert } }],
  ])('cuts: the client gets what was said before, and then 1006%s', async (_how, options) => {
    await using chat = await serveWsMock([on('x').reply('last').cut()], options)
    await using client = await connectWs(chat.url, { tls: { ca: cert } })
    client.send('x')
    expect([await client.next(), await client.next()]).toMatchObject([
      { frame: { payload: 'last' } },
      { on: 'closed', code: 1006 },
    ])
    expect(await entryOf(chat, 'close')).toMatchObject({ code: 1006, clean: false })
  })

  it('strikes with faults: a delayed message is not overtaken', async () => {
    await using chat = await serveWsMock(
      mock([on('x').reply('slow').reply('fast')], { faults: [faults.delay(10, { match: 'slow' })] }),
    )
    await using client = await connectWs(chat.url)
    client.send('x')
    expect([await client.next(), await client.next()]).toMatchObject([
      { frame: { payload: 'slow' } },
      { frame: { payload: 'fast' } },
    ])
  })

  it('compresses for clients that offer it, and for no others', async () => {
    await using chat = await serveWsMock([echo, on('all').broadcast('y'.repeat(5_000))], {
      perMessageDeflate: true,
    })
    await using plain = await connectWs(chat.url)
    const client = new WsWebSocket(chat.url)
    await once(client, 'open')
    expect(client.extensions).toBe('permessage-deflate')
    const said = 'x'.repeat(100_000)
    client.send(said)
    const [heard] = (await once(client, 'message')) as [Buffer]
    expect(String(heard) === said).toBe(true)
    await chat.drain()
    plain.send('hi')
    expect(await plain.next()).toMatchObject({ frame: { payload: 'hi' } })
    chat.broadcast('for both')
    expect(String((await once(client, 'message'))[0])).toBe('for both')
    expect(await plain.next()).toMatchObject({ frame: { payload: 'for both' } })
    client.terminate()
  })

  it('closes with 1011 where a handler throws, and throws that at its end', async () => {
    const chat = await serveWsMock([
      on('x').run(() => {
        throw new Error('boom')
      }),
    ])
    await using client = await connectWs(chat.url)
    client.send('x')
    expect(await client.next()).toMatchObject({ on: 'closed', code: 1011 })
    await expect(chat[Symbol.asyncDispose]()).rejects.toThrow('boom')
  })

  it('ends with its scope: open connections are closed with 1001, the port is free, no handle is left', async () => {
    const before = handles()
    const chat = await serveWsMock([onConnect().send('welcome'), on('half').halfOpen()])
    const client = await connectWs(chat.url)
    const silent = await connectWs(chat.url)
    silent.send('half')
    await entryOf(chat, 'message', ({ direction }) => direction === 'clientToServer')
    const halfHandshake = connect(chat.port, '127.0.0.1')
    halfHandshake.write('GET / HTTP/1.1\r\nHost: x')
    halfHandshake.on('error', () => {})
    const nothing = await RawClient.dial(chat.port)
    const closed = once(halfHandshake, 'close')
    await Promise.all([chat[Symbol.asyncDispose](), chat[Symbol.asyncDispose]()])
    await Promise.all([closed, nothing.rest()])
    expect([await client.next(), await client.next()]).toMatchObject([{}, { code: 1001 }])
    expect([await silent.next(), await silent.next()]).toMatchObject([{}, { code: 1006 }])
    expect(handlesSince(before)).toEqual([])
    await expect(connectWs(chat.url)).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('several mocks on one port', () => {
  it('answer by path, params included; what none has is 404, and one without a path takes the rest', async () => {
    await using chat = await serveWsMock([onConnect().send('chat')], { path: '/chat' })
    const rooms = chat.mount('/rooms/:room', [onConnect().send(({ client }) => client.params['room'] ?? '')])
    await using one = await connectWs(chat.url)
    await using two = await connectWs(`${rooms.url}/rooms/lobby`)
    expect([await one.next(), await two.next()]).toMatchObject([
      { frame: { payload: 'chat' } },
      { frame: { payload: 'lobby' } },
    ])
    expect([chat.clients.length, rooms.clients.length]).toEqual([1, 1])
    await expect(connectWs(`ws://127.0.0.1:${chat.port}/nowhere`)).rejects.toMatchObject({
      status: 404,
      reason: 'No mock answers /nowhere. Mocked are: /chat, /rooms/:room.',
    })
    expect(() => chat.mount('/chat', [])).toThrow('mount(/chat): /chat has a mock already.')
  })
})

describe('a request that is no handshake', () => {
  it.each([
    [
      'no WebSocket',
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      426,
      'connect with a WebSocket client',
    ],
    [
      'a POST',
      'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
      405,
      'with GET, not with POST',
    ],
    ['another path', 'GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404, 'No mock answers /x.'],
    ['an upgrade to HTTP/2', handshake('/', { Upgrade: 'h2c' }), 426, 'connect with a WebSocket client'],
    ['an upgrade with POST', handshake('/', {}, 'POST'), 405, 'with GET, not with POST'],
    ['HTTP/1.0', handshake('/', {}, 'GET', 'HTTP/1.0'), 400, 'HTTP/1.1 or later'],
    ['version 8', handshake('/', { 'Sec-WebSocket-Version': '8' }), 426, 'version 13'],
    ['no version', handshake('/', { 'Sec-WebSocket-Version': undefined }), 426, 'is missing'],
    ['no key', handshake('/', { 'Sec-WebSocket-Key': undefined }), 400, '16 bytes in base64'],
    ['a short key', handshake('/', { 'Sec-WebSocket-Key': 'AAAA' }), 400, '16 bytes in base64'],
    ['a subprotocol twice', handshake('/', { 'Sec-WebSocket-Protocol': 'a, a' }), 400, 'different names'],
    ['an empty subprotocol', handshake('/', { 'Sec-WebSocket-Protocol': 'a,,b' }), 400, 'different names'],
    ['an upgrade on another path', handshake('/x'), 404, 'No mock answers /x.'],
    ['a path of another server', handshake('http://x/'), 404, 'No mock answers'],
  ])('is told so: %s', async (_what, bytes, status, reason) => {
    await using chat = await serveWsMock([], { path: '/' })
    const answer = await answerTo(chat.port, bytes)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer).toContain(reason)
    if (status === 426) expect(answer).toMatch(/Upgrade: websocket|Sec-WebSocket-Version: 13/)
    expect(chat.transcript.entries).toEqual([])
  })
})

describe('a handshake', () => {
  it('holds nobody up when it comes in halves', async () => {
    await using chat = await serveWsMock([echo])
    await using half = await RawClient.dial(chat.port)
    half.socket.write(handshake().slice(0, 40))
    await using client = await connectWs(chat.url)
    client.send('hi')
    expect(await client.next()).toMatchObject({ frame: { payload: 'hi' } })
    half.socket.write(handshake().slice(40))
    expect(await half.head()).toMatch(/^HTTP\/1\.1 101 /)
  })

  it('that does not arrive in time ends with 408', async () => {
    await using chat = await serveWsMock([echo], { handshakeTimeoutMs: 1_000 })
    await using client = await connectWs(chat.url)
    const halves = ['', 'GET', handshake().slice(0, 40), handshake().slice(0, -1)]
    const answers = halves.map(async (half) => {
      await using slow = await RawClient.dial(chat.port)
      slow.socket.write(half)
      return await slow.rest()
    })
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    client.send('hi')
    expect(await client.next()).toMatchObject({ frame: { payload: 'hi' } })
  })

  it('may take its time over TLS no more than without', async () => {
    await using chat = await serveWsMock([echo], { tls: { cert, key }, handshakeTimeoutMs: 100 })
    await using slow = await RawClient.dial(chat.port)
    expect(await slow.rest()).toBe('')
  })

  it('may take as long as one likes', async () => {
    await using chat = await serveWsMock([echo], { handshakeTimeoutMs: 3_600_000 })
    await using client = await connectWs(chat.url)
    client.send('hi')
    expect(await client.next()).toMatchObject({ frame: { payload: 'hi' } })
  })
})

describe('the origins of serveWsMock', () => {
  const origins = ['https://Chat.example:443', 'http://localhost:5173', 'null', 'chrome-extension://abc']
  const connects = async (url: string, origin?: string): Promise<number> =>
    await connectWs(url, origin === undefined ? {} : { headers: { Origin: origin } }).then(
      async (client) => {
        await client.close()
        return 101
      },
      ({ status }: { status: number }) => status,
    )

  it.each([
    [undefined, 101],
    ['https://chat.example', 101],
    ['http://localhost:5173', 101],
    ['null', 101],
    ['chrome-extension://abc', 101],
    ['http://chat.example', 403],
    ['https://chat.example:8443', 403],
    ['https://chat.example.evil', 403],
    ['https://evil.example', 403],
    ['http://localhost', 403],
    ['', 403],
  ])('decide about %j: %i', async (origin, status) => {
    await using chat = await serveWsMock([], { origins })
    expect(await connects(chat.url, origin)).toBe(status)
    expect(chat.transcript.entries.length > 0).toBe(status === 101)
  })

  it('are any where none is named', async () => {
    await using chat = await serveWsMock([])
    expect(await connects(chat.url, 'https://evil.example')).toBe(101)
    await using closed = await serveWsMock([], { origins: [] })
    expect(await connects(closed.url, 'https://chat.example')).toBe(403)
  })
})

describe('the limits of serveWsMock', () => {
  it('refuse one connection too many with 503, until another ends', async () => {
    await using chat = await serveWsMock([echo], { maxConnections: 1 })
    const first = await connectWs(chat.url)
    await expect(connectWs(chat.url)).rejects.toMatchObject({ status: 503 })
    await first.close()
    await chat.drain()
    await using second = await connectWs(chat.url)
    second.send('hi')
    expect(await second.next()).toMatchObject({ frame: { payload: 'hi' } })
  })

  it('and all other options are checked', async () => {
    const message = async (options: object): Promise<string> =>
      await serveWsMock([], options).then(
        () => 'served',
        (error: Error) => error.message,
      )
    await using chat = await serveWsMock([])
    expect(await message({ maxFrameBytes: 0 })).toContain('maxFrameBytes is 0. Give a whole number')
    expect(await message({ slowReader: 'drop' })).toContain('Use one of close-1008, close-1013, unbounded')
    expect(await message({ slowReader: 'unbounded', maxBufferedBytes: 1 })).toContain('Leave one of them out')
    expect(await message({ handshakeTimeoutMs: 0 })).toContain('handshakeTimeoutMs is 0. Give a whole number')
    for (const origin of [
      'chat.example',
      'https://chat.example/',
      'https://a@b.example',
      'https://*',
      '*',
      '',
    ]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one port after the other
      expect(await message({ origins: [origin] })).toContain(`"${origin}" is no origin. Write scheme, host`)
    }
    expect(await message({ prot: 1 })).toContain('there is no option "prot"')
    expect(await message({ path: 'chat' })).toContain("the path is chat. Begin it with '/'")
    expect(await message({ path: new URL('ws://x/') })).toContain('host and port are options')
    expect(await message({ port: chat.port })).toContain('the port is in use. Leave the port out')
    expect(await message({ port: 70_000 })).toContain('Give a port from 0 to 65535')
    await expect(serveWsMock(5 as never)).rejects.toThrow('neither rules nor mock(rules)')
  })
})

describe('serveWsMock with several mocks by path', () => {
  it('serves each on its own path, and hands each out by it', async () => {
    await using server = await serveWsMock({
      text: 'chat.mock.yaml',
      endpoints: [
        { path: '/chat', mock: mock([on('who').reply('chat')]) },
        { path: '/rooms/:room', mock: mock([on('who').reply(({ client }) => client.params['room'] ?? '')]) },
      ],
    })
    await using chat = await connectWs(server.url)
    await using room = await connectWs(server.url.replace('/chat', '/rooms/lobby'))
    chat.send('who')
    room.send('who')
    expect([await chat.next(), await room.next()]).toEqual([
      { on: 'frame', frame: { opcode: 'text', payload: 'chat' } },
      { on: 'frame', frame: { opcode: 'text', payload: 'lobby' } },
    ])
    expect([server.clients.length, server.at('/rooms/:room').clients.length]).toEqual([1, 1])
    expect(() => server.at('/news')).toThrow(
      'at(/news): no mock was put there. Use one of /chat, /rooms/:room.',
    )
  })
})

describe('reload() of a served mock', () => {
  it('keeps who is connected, with groups, and answers by the new rules', async () => {
    await using chat = await serveWsMock([onConnect().join('all'), on('x').reply('old')])
    await using client = await connectWs(chat.url)
    client.send('x')
    expect(await client.next()).toMatchObject({ frame: { payload: 'old' } })
    await chat.reload([on('x').reply('new')])
    client.send('x')
    expect(await client.next()).toMatchObject({ frame: { payload: 'new' } })
    expect(chat.group('all').members.map(({ name }) => name)).toEqual(['client-1'])
  })

  it('adds paths that are new, and closes those who are on one that is gone with 1001', async () => {
    const endpoint = (path: string, answer: string) => ({ path, mock: mock([on('x').reply(answer)]) })
    await using chat = await serveWsMock({
      text: 'one',
      endpoints: [endpoint('/a', 'a'), endpoint('/b', 'b')],
    })
    await using onA = await connectWs(chat.url)
    await using onB = await connectWs(chat.at('/b').url)
    await chat.reload({ text: 'two', endpoints: [endpoint('/c', 'c'), endpoint('/b', 'new b')] })
    expect(await onA.next()).toMatchObject({ on: 'closed', code: 1001 })
    onB.send('x')
    expect(await onB.next()).toMatchObject({ frame: { payload: 'new b' } })
    await using onC = await connectWs(chat.at('/c').url)
    onC.send('x')
    expect(await onC.next()).toMatchObject({ frame: { payload: 'c' } })
    expect(chat.mocks().map(({ path }) => path)).toEqual(['/b', '/c'])
    await expect(connectWs(chat.url)).rejects.toThrow('404')
  })

  it('changes nothing for rules that are not finished', async () => {
    await using chat = await serveWsMock([on('x').reply('old')])
    await using client = await connectWs(chat.url)
    await expect(chat.reload([on('x')] as never)).rejects.toThrow(MistakeError)
    client.send('x')
    expect(await client.next()).toMatchObject({ frame: { payload: 'old' } })
  })
})

describe('onRequest of a served mock', () => {
  it('answers ordinary requests, and passes on what it does not', async () => {
    await using chat = await serveWsMock([echo], {
      onRequest: (request, response, next) => (request.url === '/hello' ? response.end('hi') : next()),
    })
    const ask = async (path: string): Promise<Response> => await fetch(`http://127.0.0.1:${chat.port}${path}`)
    expect(await (await ask('/hello')).text()).toBe('hi')
    expect((await ask('/other')).status).toBe(426)
    await using client = await connectWs(chat.url)
    client.send('x')
    expect(await client.next()).toMatchObject({ frame: { payload: 'x' } })
  })
})

describe('maxTranscriptBytes of serveWsMock', () => {
  it('is what is kept; no whole conversation is judged any more', async () => {
    await using chat = await serveWsMock([echo], { maxTranscriptBytes: 10_000 })
    await using socket = await connectWs(chat.url)
    for (let count = 1; count <= 50; count++) {
      socket.send(String(count).padEnd(500))
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await socket.next()
    }
    const { entries, forgotten = 0 } = chat.transcript
    expect(entries.length).toBeLessThan(20)
    expect(forgotten + entries.length).toBe(101)
    expect(entries.at(-1)).toMatchObject({ seq: 101, payload: '50'.padEnd(500) })
    const asked = questions.toHaveReceived(chat, false, ['50'.padEnd(500)])
    await expect(asked).rejects.toThrow(`the first ${forgotten} entries of the transcript were not kept`)
    const silent = questions.toBeSilent(chat, false, [])
    await expect(silent).rejects.toThrow(MistakeError)
  })

  it('leaves a scenario that begins later as it is', async () => {
    await using chat = await serveWsMock([echo], { maxTranscriptBytes: 4_000 })
    await using before = await connectWs(chat.url)
    for (let count = 0; count < 20; count++) before.send('x'.repeat(500))
    for (let count = 0; count < 20; count++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await before.next()
    }
    expect(chat.transcript.forgotten).toBeGreaterThan(0)
    const echoes = scenario('echoes', {
      clients: ['alice'],
      steps: ({ alice }) => [alice.send('hi'), alice.expect('hi'), alice.send('ho'), alice.expect('ho')],
    })
    const { outcome, transcript } = await drive(echoes, {
      clients: wsClients(chat.url),
      server: wsMockServer(chat),
    })
    expect(outcome).toBe('pass')
    expect(transcript.forgotten).toBeUndefined()
  })
})
