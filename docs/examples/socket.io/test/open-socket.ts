// The client under test, unchanged, and places to collect what it brings.
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'

export const origin = 'https://chat.example.com'

const open: Socket[] = []

/** A client that has begun to connect, over WebSocket, to a namespace. */
export function openSocket(
  namespace = '/',
  options: Partial<ManagerOptions & SocketOptions> = {},
  at: string = origin,
): Socket {
  const socket = io(`${at}${namespace}`, { transports: ['websocket'], forceNew: true, ...options })
  open.push(socket)
  return socket
}

export function disconnectAll(): void {
  for (const socket of open.splice(0)) socket.disconnect().io.engine.close()
}

/** What a client hears of an event, oldest first: the arguments. */
export function heard(socket: Socket, event: string): readonly unknown[][] {
  const all: unknown[][] = []
  socket.on(event, (...args: unknown[]) => {
    all.push(args)
  })
  return all
}

/** The next time that a client tells of something: what it tells. */
export function next(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    socket.once(event, (...args: unknown[]) => resolve(args[0]))
  })
}
