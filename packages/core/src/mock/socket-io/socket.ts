// A client's connection to a namespace as the server holds it, and those that an event is sent to. Speaks through whoever
// it was made for: a handler, so that causes are recorded, or a test.
import { mistake } from '../../errors.ts'
import type { HandlerAudience } from '../audience.ts'
import type { MockClient } from '../client.ts'
import type { Sendable } from '../sendable.ts'
import { framesOf, PacketType } from './codec.ts'
import { groupOf, type Membership } from './session.ts'

/** Those that an event is sent to. */
export interface SocketIoAudience {
  /** Only those in these rooms. A socket's own id is a room as well. */
  to(...rooms: readonly string[]): SocketIoAudience
  emit(event: string, ...args: readonly unknown[]): void
}

/** A client's connection to a namespace, seen from the server. */
export interface SocketIoSocket {
  /** The same for the same connection in every run: `client-1:/`. */
  readonly id: string
  readonly namespace: string
  /** What the client connected with: `io(url, { auth })`. */
  readonly auth: Readonly<Record<string, unknown>>
  /** Its own memory, for handlers. */
  readonly data: Record<string, unknown>
  readonly client: MockClient
  readonly connected: boolean
  /** In the order it joined. */
  readonly rooms: readonly string[]
  /** Everybody else in the namespace. */
  readonly broadcast: SocketIoAudience
  /** Sends an event to this client. @throws MistakeError for a name that Socket.IO keeps for itself */
  emit(event: string, ...args: readonly unknown[]): void
  /** Sends an event and resolves with what the client acknowledges it with. Rejects when it disconnects before. */
  emitWithAck(event: string, ...args: readonly unknown[]): Promise<unknown>
  /** Everybody else in these rooms. */
  to(...rooms: readonly string[]): SocketIoAudience
  join(...rooms: readonly string[]): void
  leave(room: string): void
  /** Disconnects it from the namespace; with `true` the whole connection is closed. */
  disconnect(close?: boolean): void
}

/** How a socket speaks; what a handler is given can do that. */
export interface Means {
  readonly client: MockClient
  reply(message: Sendable): void
  broadcast(message: Sendable, audience: HandlerAudience): void
  join(group: string): void
  leave(group: string): void
  close(code?: number, reason?: string): void
}

const RESERVED: readonly string[] = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]

/** @throws MistakeError for a name that Socket.IO keeps for itself */
export function checkEvent(attempted: string, event: unknown): string {
  if (typeof event === 'string' && !RESERVED.includes(event)) return event
  throw mistake(
    attempted,
    `${JSON.stringify(event) ?? String(event)} is no event of an application`,
    `Use another name than ${RESERVED.join(', ')}`,
  )
}

export class Socket implements SocketIoSocket {
  readonly #membership: Membership
  readonly #means: Means

  constructor(membership: Membership, means: Means) {
    this.#membership = membership
    this.#means = means
  }

  get id(): string {
    return this.#membership.id
  }
  get namespace(): string {
    return this.#membership.namespace
  }
  get auth(): Readonly<Record<string, unknown>> {
    return this.#membership.auth
  }
  get data(): Record<string, unknown> {
    return this.#membership.data
  }
  get client(): MockClient {
    return this.#means.client
  }
  get connected(): boolean {
    return this.#membership.connected && this.client.open
  }
  get rooms(): readonly string[] {
    return [...this.#membership.rooms]
  }
  get broadcast(): SocketIoAudience {
    return this.#others([])
  }

  emit(event: string, ...args: readonly unknown[]): void {
    this.#emit(event, args, undefined)
  }

  async emitWithAck(event: string, ...args: readonly unknown[]): Promise<unknown> {
    const attempted = `emitWithAck(${JSON.stringify(event)})`
    if (!this.connected) throw mistake(attempted, `${this.id} is not connected`, 'Ask one that is')
    const answer = await this.#membership.owe((id) => this.#emit(event, args, id))
    return answer[0]
  }

  to(...rooms: readonly string[]): SocketIoAudience {
    return this.#others(rooms)
  }

  join(...rooms: readonly string[]): void {
    for (const room of rooms) {
      this.#means.join(groupOf(this.namespace, room))
      this.#membership.rooms.add(room)
    }
  }

  leave(room: string): void {
    this.#means.leave(groupOf(this.namespace, room))
    this.#membership.rooms.delete(room)
  }

  disconnect(close = false): void {
    if (this.connected) {
      for (const frame of framesOf({ type: PacketType.DISCONNECT, namespace: this.namespace }))
        this.#means.reply(frame)
      endMembership(this.#membership, this.#means)
    }
    if (close) this.#means.close()
  }

  #emit(event: string, args: readonly unknown[], id: number | undefined): void {
    // What is said to somebody who is gone reaches nobody, as on a real server.
    if (!this.connected) return
    const data = [checkEvent(`emit(${JSON.stringify(event)})`, event), ...args]
    for (const frame of framesOf({ type: PacketType.EVENT, namespace: this.namespace, data, id }))
      this.#means.reply(frame)
  }

  #others(rooms: readonly string[]): SocketIoAudience {
    const { namespace } = this
    return new Audience({ namespace, rooms, except: this.client }, (message, audience) =>
      this.#means.broadcast(message, audience),
    )
  }
}

/** Ends a membership on the server's side: it is in no room any more. */
export function endMembership(membership: Membership, means: Pick<Means, 'leave'>): void {
  for (const room of membership.rooms) means.leave(groupOf(membership.namespace, room))
  membership.rooms.clear()
  means.leave(membership.namespace)
  membership.end()
}

interface Addressed {
  readonly namespace: string
  readonly rooms: readonly string[]
  readonly except: MockClient | undefined
}

export class Audience implements SocketIoAudience {
  readonly #addressed: Addressed
  readonly #broadcast: (message: Sendable, audience: HandlerAudience) => void

  constructor(addressed: Addressed, broadcast: (message: Sendable, audience: HandlerAudience) => void) {
    this.#addressed = addressed
    this.#broadcast = broadcast
  }

  to(...rooms: readonly string[]): SocketIoAudience {
    return new Audience({ ...this.#addressed, rooms: [...this.#addressed.rooms, ...rooms] }, this.#broadcast)
  }

  emit(event: string, ...args: readonly unknown[]): void {
    const { namespace } = this.#addressed
    const data = [checkEvent(`emit(${JSON.stringify(event)})`, event), ...args]
    const audience = audienceOf(this.#addressed)
    for (const frame of framesOf({ type: PacketType.EVENT, namespace, data }))
      this.#broadcast(frame, audience)
  }
}

function audienceOf({ namespace, rooms, except }: Addressed): HandlerAudience {
  if (rooms.length === 0) return { group: namespace, except }
  // Every socket is in a room of its own, which is named after it.
  const suffix = `:${namespace}`
  const own = rooms.filter((room) => room.endsWith(suffix))
  if (own.length === 0) return { groups: rooms.map((room) => groupOf(namespace, room)), except }
  if (own.length === rooms.length) {
    return { group: namespace, clients: own.map((id) => id.slice(0, -suffix.length)), except }
  }
  throw mistake(
    `to(${rooms.map((room) => JSON.stringify(room)).join(', ')})`,
    'it names rooms and ids of sockets',
    'Emit to the rooms and to the sockets one after the other',
  )
}
