// Clients on TCP against a server that is no mock: what they hear is all there is to know.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { together } from '../../scenario/combine.ts'
import { ScenarioFailure } from '../../scenario/report.ts'
import { scenario } from '../../scenario/scenario.ts'
import { timeline } from '../../views/timeline.ts'
import { drive } from '../drive.ts'
import { inMemoryClients } from './web-socket-clients.ts'
import { wsClients } from './ws-clients.ts'

/** A chat of one room on a free port. */
class Chat implements AsyncDisposable {
  readonly #server: WebSocketServer
  readonly sockets = new Set<WebSocket>()

  private constructor(server: WebSocketServer, fanOut: (chat: Chat, from: WebSocket, line: string) => void) {
    this.#server = server
    server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
      socket.on('message', (data: Buffer) => fanOut(this, socket, data.toString()))
    })
  }

  static async open(fanOut: (chat: Chat, from: WebSocket, line: string) => void = toOthers): Promise<Chat> {
    const server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      verifyClient: (info: { readonly req: IncomingMessage }) => info.req.url !== '/secret',
    })
    await once(server, 'listening')
    return new Chat(server, fanOut)
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}

const toOthers = ({ sockets }: Chat, from: WebSocket, line: string): void => {
  if (line === 'quit') return from.close(4000, 'as you wish')
  for (const socket of sockets) if (socket !== from) socket.send(`said ${line}`)
}

const failureOf = async (driven: Promise<unknown>): Promise<ScenarioFailure> => {
  const ended = await driven.catch((error: unknown) => error)
  if (ended instanceof ScenarioFailure) return ended
  throw new Error('the scenario did not fail', { cause: ended })
}

const chatting = scenario('others hear it', {
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve }) => [
    alice.send('hi'),
    together([bob.expect('said hi')], [eve.expect('said hi')]),
    alice.expectNothing(),
    bob.send('quit'),
    bob.expectClose({ code: 4000, reason: 'as you wish' }),
    eve.close(1000, 'bye'),
    alice.ping(),
    alice.cut(),
  ],
})

describe('wsClients', () => {
  it('drives a real server, and tells what the clients saw', async () => {
    await using chat = await Chat.open()
    const report = await drive(chatting, { clients: wsClients(chat.url) })
    expect(report).toMatchObject({ outcome: 'pass', evidence: 'bounded', warnings: [] })
    const ofClient = (name: string): string =>
      timeline({ entries: report.transcript.entries.filter((e) => 'client' in e && e.client === name) })
        .split('\n')
        .map((line) => line.replace(/^ *\d+ +\w+ +/, ''))
        .map((line) => line.replaceAll(chat.url, 'URL'))
        .join('\n')
    expect(ofClient('bob')).toBe(
      ['○ open URL', '← said hi', '→ quit', '← close 4000 "as you wish"'].join('\n'),
    )
    // Who was cut off is noticed when the operating system says so.
    await Promise.all(Array.from(chat.sockets, (socket) => once(socket, 'close')))
    expect(chat.sockets.size).toBe(0)
  })

  it('finds out by pings that somebody heard what was not for them, without waiting', async () => {
    await using chat = await Chat.open(({ sockets }, _from, line) => {
      for (const socket of sockets) socket.send(`said ${line}`)
    })
    const failure = await failureOf(drive(chatting, { clients: wsClients(chat.url) }))
    expect(failure.report.failure).toMatchObject({ kind: 'notSilent', client: 'alice' })
  })

  it('says the status of a refusal', async () => {
    await using chat = await Chat.open()
    const refused = scenario('no entry', {
      clients: ['alice'],
      steps: ({ alice }) => [alice.expectClose(1006)],
    })
    const { transcript, warnings } = await drive(refused, { clients: wsClients(`${chat.url}/secret`) })
    expect(transcript.entries).toMatchObject([{ kind: 'reject', client: 'alice', status: 401 }])
    expect(warnings).toEqual([])
  })

  it('says why when nobody is there', async () => {
    const { url } = await Chat.open().then(async (chat) => {
      const gone = { url: chat.url }
      await chat[Symbol.asyncDispose]()
      return gone
    })
    const failure = await failureOf(drive(chatting, { clients: wsClients(url) }))
    expect(failure.message).toContain('ECONNREFUSED')
  })

  it('refuses a ping that is no text, before anything is connected', async () => {
    const odd = scenario('odd', {
      clients: ['alice'],
      steps: ({ alice }) => [alice.ping(new Uint8Array([255]))],
    })
    await expect(drive(odd, { clients: wsClients('ws://127.0.0.1:1') })).rejects.toThrow('no UTF-8 text')
  })
})

describe('inMemoryClients', () => {
  it("drives a real server with the platform's own class", async () => {
    await using chat = await Chat.open()
    const steps = scenario('others hear it', {
      clients: ['alice', 'bob'],
      steps: ({ alice, bob }) => [alice.send('hi'), bob.expect('said hi'), bob.close(3001, 'bye')],
    })
    const { outcome, evidence } = await drive(steps, { clients: inMemoryClients(WebSocketClass, chat.url) })
    expect([outcome, evidence]).toEqual(['pass', 'bounded'])
  })
})

const WebSocketClass = globalThis.WebSocket
