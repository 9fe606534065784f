// The server's side of a Socket.IO mock as a test holds it: what is called `io` on a real server.
import type { ClientFilter } from '../audience.ts'
import type { MockClient } from '../client.ts'
import type { Sendable } from '../sendable.ts'
import { sessionOf } from './session.ts'
import { Audience, Socket, type SocketIoAudience, type SocketIoSocket } from './socket.ts'

/** A mock's handle, as far as it is needed here: of `setupWsMock`, `mockWs`, `serveWsMock` alike. */
export interface SocketIoMock {
  readonly clients: readonly MockClient[]
  broadcast(message: Sendable, audience?: ClientFilter): void
}

/** A namespace of a mock in use. */
export interface SocketIoServer extends SocketIoAudience {
  /** Who is connected to the namespace, in the order their connections opened. */
  readonly sockets: readonly SocketIoSocket[]
  /** The connection of this client to the namespace; undefined where it is not connected. */
  socket(client: MockClient): SocketIoSocket | undefined
  /** Another namespace. */
  of(namespace: string): SocketIoServer
}

/** The server's side of a mock made with `socketIo()`, from outside its handlers: `ioOf(chatMock).to('lobby').emit('news', 1)`. */
export function ioOf(mock: SocketIoMock): SocketIoServer {
  return serverOf(mock, '/')
}

function serverOf(mock: SocketIoMock, namespace: string): SocketIoServer {
  const socket = (client: MockClient): SocketIoSocket | undefined => {
    const membership = sessionOf(client).memberships.get(namespace)
    if (membership === undefined) return undefined
    return new Socket(membership, {
      client,
      reply: (message) => client.send(message),
      broadcast: (message, audience) => mock.broadcast(message, audience),
      join: (group) => client.join(group),
      leave: (group) => client.leave(group),
      close: (code, reason) => client.close(code, reason),
    })
  }
  const everybody = new Audience({ namespace, rooms: [], except: undefined }, (message, audience) =>
    mock.broadcast(message, audience),
  )
  return {
    get sockets() {
      return mock.clients.flatMap((client) => socket(client) ?? [])
    },
    socket,
    of: (other) => serverOf(mock, other),
    to: (...rooms) => everybody.to(...rooms),
    emit: (event, ...args) => everybody.emit(event, ...args),
  }
}
