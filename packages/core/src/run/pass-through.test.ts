// Real servers on the loopback interface, recorded by a mock in between.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket as WsSocket, WebSocketServer } from 'ws'
import { on } from '../mock/rule.ts'
import { replay } from '../mock/replay/replay.ts'
import { readTranscript, writeTranscript } from '../transcript/jsonl.ts'
import { timeline } from '../views/timeline.ts'
import { mockWs } from './mock-ws.ts'
import { type PassedOn, passThrough, record } from './pass-through.ts'
import { serveWsMock } from './serve-ws.ts'

/** A server that greets, answers in capitals, sends bytes back reversed, and closes when asked to. */
async function started(): Promise<{ readonly url: string; readonly seen: string[] }> {
  const seen: string[] = []
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'v2' })
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  server.on('connection', (socket, { url = '', headers }) => {
    seen.push(`${url} ${headers.authorization ?? ''}`.trim())
    socket.send('welcome')
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) socket.send(data.toReversed())
      else if (String(data) === 'end') socket.close(4001, 'ended')
      else if (String(data) === 'cut') socket.terminate()
      else if (String(data) === 'leave') socket.close()
      else socket.send(String(data).toUpperCase())
    })
    socket.on('close', (code, reason) => seen.push(`closed ${code} ${String(reason)}`.trim()))
  })
  await once(server, 'listening')
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

interface App {
  readonly socket: WebSocket
  readonly got: unknown[]
  /** Resolves when so many have come. */
  has(count: number): Promise<void>
}

function connected(url: string, Class: typeof WebSocket = WebSocket): App {
  const socket = new Class(url, ['v1', 'v2'])
  socket.binaryType = 'arraybuffer'
  const got: unknown[] = []
  const waiting = new Set<() => void>()
  const add = (what: unknown): void => {
    got.push(what)
    for (const each of waiting) each()
  }
  socket.addEventListener('message', ({ data }) =>
    add(data instanceof ArrayBuffer ? [...new Uint8Array(data)] : data),
  )
  socket.addEventListener('close', ({ code, reason }) => add(`closed ${code} ${reason}`.trim()))
  return {
    socket,
    got,
    has: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (got.length >= count) resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}

describe('record', () => {
  it('is what the code under test and a real server say to each other', async () => {
    const { url, seen } = await started()
    const recording = await record(`${url}/*`)
    onTestFinished(() => recording[Symbol.asyncDispose]())
    const app = connected(`${url}/rooms?token=abc`)
    await app.has(1)
    expect(app.socket.protocol).toBe('v2')
    app.socket.send('hi')
    app.socket.send(new Uint8Array([1, 2, 3]))
    await app.has(3)
    app.socket.send('end')
    await app.has(4)
    expect(app.got).toEqual(['welcome', 'HI', [3, 2, 1], 'closed 4001 ended'])
    expect(seen[0]).toBe('/rooms?token=abc')
    expect(timeline(recording.transcript).replaceAll(/:\d+/g, ':0')).toMatchInlineSnapshot(`
      "1  client-1  ○ open ws://127.0.0.1:0/rooms?token=<redacted> as v2
      2  client-1  ← welcome
      3  client-1  → hi
      4  client-1  → <3 bytes 0x010203>
      5  client-1  ← HI
      6  client-1  ← <3 bytes 0x030201>
      7  client-1  → end
      8  client-1  ← close 4001 "ended""
    `)
  })

  it('is replayed without the server', async () => {
    const { url } = await started()
    const recording = await record(`${url}/*`)
    const app = connected(`${url}/rooms`)
    await app.has(1)
    app.socket.send('hi')
    await app.has(2)
    await recording[Symbol.asyncDispose]()
    const file = writeTranscript(recording.transcript)
    await using _mock = await mockWs(
      'wss://elsewhere.example/rooms',
      replay(readTranscript(file), { match: 'strict' }),
    )
    const again = connected('wss://elsewhere.example/rooms')
    await again.has(1)
    again.socket.send('hi')
    await again.has(2)
    expect(again.got).toEqual(['welcome', 'HI'])
  })

  it('records clients of the ws package, and passes their headers on where it is told how', async () => {
    const { url, seen } = await started()
    await using recording = await record(`${url}/*`, {
      connect: (dialled) =>
        new WsSocket(dialled.url, [...dialled.protocols], {
          headers: dialled.headers,
        }) as unknown as WebSocket,
    })
    const socket = new WsSocket(`${url}/ws`, ['v2'], { headers: { authorization: 'Bearer 1' } })
    const [greeting] = (await once(socket, 'message')) as [Buffer]
    expect(String(greeting)).toBe('welcome')
    expect(seen).toEqual(['/ws Bearer 1'])
    expect(recording.transcript.entries[0]).toMatchObject({
      kind: 'open',
      headers: { authorization: '<redacted>' },
    })
    socket.close(4002, 'enough')
    await once(socket, 'close')
  })

  it('passes closes and cuts on, either way', async () => {
    const { url, seen } = await started()
    await using _recording = await record(`${url}/*`)
    const cut = connected(`${url}/1`)
    await cut.has(1)
    cut.socket.send('cut')
    await cut.has(2)
    expect(cut.got[1]).toBe('closed 1006')
    const leaving = connected(`${url}/2`)
    await leaving.has(1)
    leaving.socket.close(3001, 'leaving')
    await expect.poll(() => seen).toContain('closed 3001 leaving')
  })

  it('passes a close without a code on as one, and replays it so', async () => {
    const { url } = await started()
    const recording = await record(`${url}/*`)
    const told = async (): Promise<unknown> => {
      const app = connected(`${url}/1`)
      await app.has(1)
      app.socket.send('leave')
      await app.has(2)
      return app.got[1]
    }
    expect(await told()).toBe('closed 1005')
    await recording[Symbol.asyncDispose]()
    await using _replayed = await mockWs(`${url}/*`, replay(recording.transcript))
    expect(await told()).toBe('closed 1005')
  })

  it('fails the test where the server cannot be reached', async () => {
    const gone = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    gone.close()
    const recording = await record(`ws://127.0.0.1:${port}/*`)
    const app = connected(`ws://127.0.0.1:${port}/rooms?token=abc`)
    await app.has(1)
    expect(app.got).toEqual(['closed 1006'])
    await expect(recording[Symbol.asyncDispose]()).rejects.toThrow(
      `passing a connection on to ws://127.0.0.1:${port}/rooms: it could not be opened, or was refused.`,
    )
  })
})

describe('passThrough', () => {
  it('is a proxy on a port', async () => {
    const { url, seen } = await started()
    await using proxy = await serveWsMock(passThrough({ target: url }))
    const app = connected(`${proxy.url.replace(/\/$/, '')}/rooms?a=1`)
    await app.has(1)
    app.socket.send('hi')
    await app.has(2)
    expect(app.got).toEqual(['welcome', 'HI'])
    expect(seen).toEqual(['/rooms?a=1'])
    expect(proxy.transcript.entries.filter(({ kind }) => kind === 'message')).toHaveLength(3)
  })

  it('is refused on a port where it would connect its clients to itself', async () => {
    const why =
      /passThrough\(\) goes where its clients wanted to go.+Name the server: passThrough\(\{ target:/
    await expect(serveWsMock(passThrough())).rejects.toThrow(why)
    await using mock = await serveWsMock([on('hi').reply('ho')])
    await expect(mock.reload(passThrough())).rejects.toThrow(why)
    // What was refused has changed nothing.
    const client = connected(mock.url)
    client.socket.addEventListener('open', () => client.socket.send('hi'))
    await client.has(1)
    expect(client.got).toEqual(['ho'])

    const { url } = await started()
    const connect = ({ protocols }: PassedOn) => new WebSocket(url, [...protocols])
    await using proxy = await serveWsMock(passThrough({ connect }))
    const app = connected(proxy.url)
    await app.has(1)
    expect(app.got).toEqual(['welcome'])
  })

  it('goes to the path of its target, if that has one', async () => {
    const { url, seen } = await started()
    await using _recording = await mockWs(
      'wss://chat.example.com/rooms',
      passThrough({ target: `${url}/v2/ws` }),
    )
    const app = connected('wss://chat.example.com/rooms?a=1')
    await app.has(1)
    expect(seen).toEqual(['/v2/ws?a=1'])
  })

  it.each([
    [{ target: 'http://x.example' }, 'the target is http://x.example. Give a ws: or wss: URL'],
    [{ url: 'x' }, 'there is no option "url"'],
  ])('refuses %j', (options, why) => {
    expect(() => passThrough(options as object)).toThrow(why)
  })
})
