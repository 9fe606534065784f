import { fromFile, importMoco } from '@parley-ws/core/formats'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { WebSocket as WsWebSocket } from 'ws'
import { mocoRules } from '../src/moco-rules.ts'

const URL_OF_MOCO = 'ws://localhost:12306/ws'
const configuration = new URL('../moco.json', import.meta.url)

/** A client, and what it has heard. */
function connect(): {
  readonly socket: WebSocket
  readonly heard: unknown[]
  readonly opened: Promise<unknown>
} {
  const heard: unknown[] = []
  const socket = new WebSocket(URL_OF_MOCO)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('message', ({ data }) => heard.push(data))
  return { socket, heard, opened: new Promise((resolve) => socket.addEventListener('open', resolve)) }
}

describe.each([
  ['a configuration of Moco', fromFile(configuration, { onNote: () => {} })],
  ['a mock file', fromFile(new URL('../moco.mock.yaml', import.meta.url))],
  ['rules', mocoRules],
])('a server from %s', (_, source) => {
  const moco = setupWsMock(URL_OF_MOCO, source, { unmatched: 'ignore' })

  it('sends a message when the connection is established', async () => {
    const { heard } = connect()
    await moco.client()
    await moco.drain()
    expect(heard).toEqual(['connected'])
  })

  it('answers foo with bar, a file with a file, and anything else with silence', async () => {
    const { socket, heard, opened } = connect()
    await opened
    for (const message of ['foo', 'foo.request', 'blah']) socket.send(message)
    await moco.drain()
    expect(heard).toEqual(['connected', 'bar', 'foo.response'])
  })

  it('answers a ping with the pong that was set up', async () => {
    const socket = new WsWebSocket(URL_OF_MOCO)
    const pong = new Promise((resolve) => socket.on('pong', (payload) => resolve(payload.toString())))
    socket.on('open', () => socket.ping('ping'))
    expect(await pong).toBe('pong')
  })

  it('broadcasts to all clients, the one that asked included', async () => {
    const [one, other] = [connect(), connect()]
    await Promise.all([one.opened, other.opened])
    one.socket.send('login')
    await moco.drain()
    expect([one.heard, other.heard]).toEqual([
      ['connected', 'somebody logged in'],
      ['connected', 'somebody logged in'],
    ])
  })

  it('broadcasts to a group: to those who subscribed', async () => {
    const [subscriber, other] = [connect(), connect()]
    await Promise.all([subscriber.opened, other.opened])
    subscriber.socket.send('subscribe')
    await moco.drain()
    other.socket.send('broadcast')
    await moco.drain()
    expect([subscriber.heard, other.heard]).toEqual([
      ['connected', 'subscribed', 'content'],
      ['connected', 'broadcasted'],
    ])
    await expect(moco).toHaveBroadcast('content')
  })

  it('broadcasts first, then replies, then lets join', async () => {
    const { socket, heard, opened } = connect()
    await opened
    socket.send('subscribe')
    socket.send('broadcast')
    await moco.drain()
    expect(heard).toEqual(['connected', 'subscribed', 'content', 'broadcasted'])
  })
})

describe('a server with the frames of Moco', () => {
  const moco = setupWsMock(URL_OF_MOCO, fromFile(configuration, { exactFrames: true, onNote: () => {} }))

  it('answers with binary ones', async () => {
    const { socket, heard, opened } = connect()
    await opened
    socket.send('foo')
    await moco.drain()
    expect(
      heard.map((data) => (data instanceof ArrayBuffer ? new TextDecoder().decode(data) : 'text')),
    ).toEqual(['connected', 'bar'])
  })
})

describe('moving over', () => {
  it('tells what is not carried over, and writes the mock file', () => {
    const folder = fileURLToPath(new URL('..', import.meta.url))
    const imported = importMoco(JSON.parse(readFileSync(configuration, 'utf8')), { folder })
    expect(imported.notes).toEqual([
      { path: '[0]', text: 'It serves HTTP, which is not mocked: passed over.' },
    ])
    expect(imported.mockFile).toEqual(fromFile(new URL('../moco.mock.yaml', import.meta.url)).mockFile)
  })
})
