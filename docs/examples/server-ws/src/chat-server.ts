// A chat server on the ws package. It knows nothing of Parley; of the contract it uses the schemas.
import { once } from 'node:events'
import {
  clientMessage,
  type Said,
  type Say,
  type ServerMessage,
} from '@parley-ws/example-chat-contract/messages'
import { type WebSocket, WebSocketServer } from 'ws'

export class ChatServer implements AsyncDisposable {
  readonly #server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/rooms' })
  readonly #rooms = new Map<string, Set<WebSocket>>()
  readonly #users = new Map<string, WebSocket>()

  constructor() {
    this.#server.on('connection', (socket, request) => {
      const user = request.headers['x-user']
      if (typeof user === 'string') this.#users.set(user, socket)
      socket.on('message', (data) => this.#read(socket, String(data)))
      socket.on('close', () => {
        for (const members of this.#rooms.values()) members.delete(socket)
      })
    })
  }

  async listen(): Promise<this> {
    await once(this.#server, 'listening')
    return this
  }

  get url(): string {
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('the chat server listens on no port')
    return `ws://127.0.0.1:${address.port}/rooms`
  }

  // ── what the house does ──────────────────────────────────────────────────────────────────────────────────────────

  /** Says something to everybody in a room. */
  announce(said: Said): void {
    this.fanOut(said)
  }

  /** The user has signed in somewhere else. */
  signedInElsewhere(user: string): void {
    const socket = this.#users.get(user)
    if (socket !== undefined) this.showOut(socket)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate()
    this.#server.close()
    await once(this.#server, 'close')
  }

  // ── what clients ask for ─────────────────────────────────────────────────────────────────────────────────────────

  #read(socket: WebSocket, text: string): void {
    const { success, data } = clientMessage.safeParse(parsed(text))
    if (!success) return socket.close(1008, 'not understood')
    switch (data.type) {
      case 'subscribe':
        this.#members(data.room).add(socket)
        return this.write(socket, { type: 'subscribed', room: data.room })
      case 'unsubscribe':
        this.#members(data.room).delete(socket)
        return this.write(socket, { type: 'unsubscribed', room: data.room })
      case 'say':
        this.acknowledge(socket, data)
        return this.fanOut({ room: data.room, id: data.id, text: data.text })
      case 'sync':
        return this.sync(socket, data.id)
    }
  }

  protected acknowledge(socket: WebSocket, { id }: Say): void {
    this.write(socket, { type: 'taken', id })
  }

  protected fanOut(said: Said): void {
    for (const member of this.audience(said.room)) this.write(member, { type: 'said', ...said })
  }

  /** Who gets what is said in a room. */
  protected audience(room: string): Iterable<WebSocket> {
    return this.#members(room)
  }

  protected get connected(): Iterable<WebSocket> {
    return this.#server.clients
  }

  /** Everything that came before has been written: nothing here waits. */
  protected sync(socket: WebSocket, id: string): void {
    this.write(socket, { type: 'synced', id })
  }

  protected showOut(socket: WebSocket): void {
    socket.close(4001, 'signed in elsewhere')
  }

  protected write(socket: WebSocket, message: ServerMessage): void {
    socket.send(JSON.stringify(message))
  }

  #members(room: string): Set<WebSocket> {
    const members = this.#rooms.get(room) ?? new Set()
    this.#rooms.set(room, members)
    return members
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
