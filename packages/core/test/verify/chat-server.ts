// A chat server on `ws`, of rooms that clients join, and the contract that it keeps. What it does wrong, or late, is
// asked for by a test.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { contract } from '../../src/contract/contract.ts'
import type { GroupDefinition } from '../../src/contract/definition.ts'

const room = z.string()
const id = z.string()
const text = z.string()

const clientToServer = {
  subscribe: z.object({ room }),
  unsubscribe: z.object({ room }),
  say: z.object({ room, id, text }),
  sync: z.object({ id: id.optional() }),
  ask: z.object({ id }),
  quit: z.object({}),
}
const serverToClient = {
  subscribed: z.object({ room }),
  unsubscribed: z.object({ room }),
  said: z.object({ room, id, text }),
  taken: z.object({ id }),
  synced: z.object({ id: id.optional() }),
  answered: z.object({ id }),
}
type Group = GroupDefinition<typeof clientToServer, typeof serverToClient>

const join: Group['join'] = { by: 'subscribe', ack: 'subscribed', key: 'room' }
const leave: Group['leave'] = { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' }

/** The server's contract. @param more what it promises of groups besides */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- the type of a contract is inferred
export const chat = (more: Partial<Group> = {}) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient,
    groups: {
      room: { join, leave, broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' }, ...more },
    },
    replies: { ask: { with: 'answered', correlate: 'id', withinMs: 500 } },
    closeCodes: { 4000: 'as you wish', 4001: 'closed for the night' },
    handshake: { refusals: { 401: 'nobody is logged in' } },
  })

/** The answer to what is said means that it was taken. */
export const accepting: Partial<Group> = {
  broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id', ack: 'taken' },
}
/** The answer to what is said means that everybody has been written to. */
export const fanningOut: Partial<Group> = {
  broadcast: {
    by: 'say',
    delivers: 'said',
    key: 'room',
    id: 'id',
    ack: 'taken',
    acknowledges: 'fannedOut',
  },
}
/** There is a question whose answer means that all is done. */
export const fenced: Partial<Group> = { barrier: { by: 'sync', ack: 'synced', id: 'id' } }

/** The same without a field that tells one question from another. */
export const fencedWithoutIds: Partial<Group> = { barrier: { by: 'sync', ack: 'synced' } }

interface Said {
  readonly room: string
  readonly id: string
  readonly text: string
}

export interface ChatOptions {
  /** How long what is said is on its way to each, in ms. Default: none. */
  readonly lateMs?: () => number
  /** When what is said is answered. Default: never. */
  readonly acknowledges?: 'before' | 'after'
  /** How long the answer to `sync` takes, in ms. Default: none. */
  readonly syncMs?: number
  /** How long the answer to `ask` takes, in ms. Default: none. */
  readonly answerMs?: number
  /** How often the nth who is connected gets what is said. Default: members once. */
  readonly copies?: (index: number, isMember: boolean) => number
  /** What is written instead. */
  readonly alter?: (said: Said) => unknown
  /** Default 4000. */
  readonly quitCode?: number
  /** The status that refuses who gives no `user`. Default 401. */
  readonly refusal?: number
  /** Does not answer `sync`. */
  readonly isDeaf?: boolean
}

export class ChatServer implements AsyncDisposable {
  readonly #server: WebSocketServer
  readonly #options: ChatOptions
  readonly #rooms = new Map<string, Set<WebSocket>>()
  readonly #sockets = new Set<WebSocket>()
  /** What is on its way. */
  readonly #busy = new Set<Promise<unknown>>()
  /** How clients came: their headers. */
  readonly handshakes: IncomingMessage[] = []
  /** Everything that came, as text. */
  readonly heard: string[] = []

  private constructor(server: WebSocketServer, options: ChatOptions) {
    this.#server = server
    this.#options = options
    server.on('connection', (socket: WebSocket, request: IncomingMessage) => {
      this.handshakes.push(request)
      this.#sockets.add(socket)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        for (const members of this.#rooms.values()) members.delete(socket)
      })
      socket.on('message', (data: Buffer) => this.#hear(socket, data.toString()))
    })
  }

  static async open(options: ChatOptions = {}): Promise<ChatServer> {
    const { refusal = 401 } = options
    const server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      handleProtocols: (protocols: Set<string>) => [...protocols][0] ?? false,
      verifyClient: (
        { req }: { readonly req: IncomingMessage },
        answer: (isFine: boolean, status?: number) => void,
      ) => answer(req.url?.includes('anonymous') !== true, refusal),
    })
    await once(server, 'listening')
    return new ChatServer(server, options)
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/rooms`
  }

  /** How many are connected. */
  get connected(): number {
    return this.#sockets.size
  }

  members(of: string): Set<WebSocket> {
    const members = this.#rooms.get(of) ?? new Set()
    this.#rooms.set(of, members)
    return members
  }

  /** What an admin API would do. */
  broadcast(to: string, message: unknown): void {
    for (const member of this.members(to)) member.send(JSON.stringify(message))
  }

  closeAll(code: number): void {
    for (const socket of this.#sockets) socket.close(code)
  }

  /** Resolves when nothing is on its way any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#busy)
  }

  /** Resolves when nobody is connected. */
  async empty(): Promise<void> {
    await Promise.all(Array.from(this.#sockets, (socket) => once(socket, 'close')))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.terminate()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #hear(socket: WebSocket, line: string): void {
    this.heard.push(line)
    const { type, ...message } = JSON.parse(line) as { readonly type: string } & Said
    const answer = (with_: string, fields: object): void =>
      socket.send(JSON.stringify({ type: with_, ...fields }))
    switch (type) {
      case 'subscribe':
        this.members(message.room).add(socket)
        return answer('subscribed', { room: message.room })
      case 'unsubscribe':
        this.members(message.room).delete(socket)
        return answer('unsubscribed', { room: message.room })
      case 'say':
        return this.#work(this.#say(socket, message))
      case 'sync': {
        if (this.#options.isDeaf === true) return
        const done = Promise.all([...this.#busy, pause(this.#options.syncMs ?? 0)])
        return void done.then(() => answer('synced', { id: message.id }))
      }
      case 'ask':
        return void pause(this.#options.answerMs ?? 0).then(() => answer('answered', { id: message.id }))
      case 'quit':
        return socket.close(this.#options.quitCode ?? 4000)
    }
  }

  async #say(socket: WebSocket, said: Said): Promise<void> {
    const { acknowledges, alter = (same: Said): unknown => same } = this.#options
    const { copies = (_index, isMember) => (isMember ? 1 : 0), lateMs } = this.#options
    const taken = JSON.stringify({ type: 'taken', id: said.id })
    if (acknowledges === 'before') socket.send(taken)
    const payload = JSON.stringify({ type: 'said', ...(alter({ ...said }) as object) })
    const everybody = [...this.#sockets]
    const members = this.members(said.room)
    const deliveries = everybody.map(async (each, index) => {
      const times = copies(index, members.has(each))
      if (lateMs !== undefined) await pause(lateMs())
      for (let time = 0; time < times; time++) each.send(payload)
    })
    await Promise.all(deliveries)
    if (acknowledges === 'after') socket.send(taken)
  }

  #work(work: Promise<unknown>): void {
    this.#busy.add(work)
    void work.finally(() => this.#busy.delete(work))
  }
}

async function pause(ms: number): Promise<void> {
  if (ms === 0) return
  await new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
