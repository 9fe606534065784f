// A chat server on graphql-ws: being in a room is a subscription, everything else a query or a mutation. It knows nothing
// of Parley.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { buildSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { Line } from './line.ts'

const schema = buildSchema(`
  type Query {
    "Answered when everything that was asked before is done."
    sync(id: ID!): Synced!
  }
  type Mutation {
    say(room: ID!, id: ID!, text: String!): Taken!
    leave(room: ID!): Unsubscribed!
  }
  type Subscription {
    "What happens in a room; first of all, that one is in it."
    room(room: ID!): RoomEvent!
  }
  union RoomEvent = Subscribed | Said
  type Subscribed { room: ID! }
  type Said { room: ID!, id: ID!, text: String! }
  type Unsubscribed { room: ID! }
  type Taken { id: ID! }
  type Synced { id: ID! }
`)

export interface Said {
  readonly room: string
  readonly id: string
  readonly text: string
}

/** What a subscription brings. */
interface RoomEvent {
  readonly room: { readonly __typename: string; readonly room: string }
}

export class ChatServer implements AsyncDisposable {
  readonly #server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/rooms' })
  /** By room, the members. */
  readonly #rooms = new Map<string, Map<WebSocket, Line<RoomEvent>>>()
  readonly #users = new Map<string, WebSocket>()

  constructor() {
    this.#server.on('connection', (socket, { headers }) => {
      const user = headers['x-user']
      if (typeof user === 'string') this.#users.set(user, socket)
    })
    const roots = {
      query: { sync: (asked: { readonly id: string }) => this.#sync(asked) },
      mutation: {
        say: (said: Said) => this.#say(said),
        leave: ({ room }: Pick<Said, 'room'>, socket: WebSocket) => this.#leave(room, socket),
      },
      subscription: { room: ({ room }: Pick<Said, 'room'>, socket: WebSocket) => this.#enter(room, socket) },
    }
    useServer({ schema, roots, context: ({ extra }) => extra.socket }, this.#server)
  }

  async listen(): Promise<this> {
    await once(this.#server, 'listening')
    return this
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `ws://127.0.0.1:${port}/rooms`
  }

  /** Says something to everybody in a room. */
  announce({ room, id, text }: Said): void {
    const event = { room: { __typename: 'Said', room, id, text } }
    for (const line of this.#members(room).values()) line.push(event)
  }

  /** The user has signed in somewhere else. */
  signedInElsewhere(user: string): void {
    this.#users.get(user)?.close(4001, 'signed in elsewhere')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #enter(room: string, socket: WebSocket): Line<RoomEvent> {
    const members = this.#members(room)
    const line = new Line<RoomEvent>(() => {
      if (members.get(socket) === line) members.delete(socket)
    })
    void members.get(socket)?.return()
    members.set(socket, line)
    line.push({ room: { __typename: 'Subscribed', room } })
    return line
  }

  async #leave(room: string, socket: WebSocket): Promise<object> {
    const line = this.#members(room).get(socket)
    this.#members(room).delete(socket)
    // What was said while the client was a member is its own.
    await line?.written()
    await line?.return()
    return { room }
  }

  #say({ room, id, text }: Said): object {
    this.announce({ room, id, text })
    return { id }
  }

  async #sync({ id }: { readonly id: string }): Promise<object> {
    // What other connections asked before is carried out by then, as none of it waits.
    await setImmediate()
    const lines = Array.from(this.#rooms.values(), (members) => [...members.values()]).flat()
    await Promise.all(lines.map((line) => line.written()))
    return { id }
  }

  #members(room: string): Map<WebSocket, Line<RoomEvent>> {
    const members = this.#rooms.get(room) ?? new Map<WebSocket, Line<RoomEvent>>()
    this.#rooms.set(room, members)
    return members
  }
}
