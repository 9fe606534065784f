// What one connection has told of itself in Socket.IO's words: the namespaces it is connected to, the acknowledgements it
// owes, the packet that is still coming in. Owns the names of groups; speaks to nobody.
import type { HandlerContext } from '../context.ts'
import type { MockClient } from '../client.ts'
import type { Assembly, SocketPacket } from './codec.ts'

/** A client in a namespace. */
export class Membership {
  readonly namespace: string
  readonly id: string
  /** What it connected with: `io(url, { auth })`. */
  readonly auth: Readonly<Record<string, unknown>>
  readonly data: Record<string, unknown> = {}
  readonly rooms: Set<string> = new Set()
  connected = true
  #nextAck = 0
  readonly #owed = new Map<number, { resolve(args: readonly unknown[]): void; reject(error: Error): void }>()

  constructor(client: MockClient, namespace: string, auth: Readonly<Record<string, unknown>>) {
    this.namespace = namespace
    this.id = `${client.name}:${namespace}`
    this.auth = auth
  }

  /** One more acknowledgement is owed. Call `send` with its id. */
  owe(send: (id: number) => void): Promise<readonly unknown[]> {
    const id = this.#nextAck++
    const acknowledged = new Promise<readonly unknown[]>((resolve, reject) => {
      this.#owed.set(id, { resolve, reject })
    })
    send(id)
    return acknowledged
  }

  acknowledged(id: number, args: readonly unknown[]): void {
    this.#owed.get(id)?.resolve(args)
    this.#owed.delete(id)
  }

  /** It is connected no more; who waits for it gives up. */
  end(): void {
    this.connected = false
    for (const { reject } of this.#owed.values()) {
      const message = `${this.id} disconnected before it acknowledged`
      reject(Object.assign(new Error(message), { name: 'AbortError' }))
    }
    this.#owed.clear()
  }
}

/** A packet whose attachments are awaited, and what is to be done with it. */
export interface Incoming {
  readonly assembly: Assembly
  readonly dispatch: (packet: SocketPacket, context: HandlerContext) => unknown
}

export class Session {
  /** By namespace. */
  readonly memberships: Map<string, Membership> = new Map()
  incoming: Incoming | undefined
}

// It lasts as long as its connection; a client's own `state` is its author's.
const sessions = new WeakMap<MockClient, Session>()

export function sessionOf(client: MockClient): Session {
  let session = sessions.get(client)
  if (session === undefined) sessions.set(client, (session = new Session()))
  return session
}

/** The group of those in a room; of the main namespace it has the room's name. */
export function groupOf(namespace: string, room: string): string {
  return namespace === '/' ? room : `${namespace} ${room}`
}
