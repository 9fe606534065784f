// The client under test, unchanged, and places to collect what it brings.
import { type Channel, type Push, Socket, type SocketConnectOption } from 'phoenix'

export const url = 'wss://app.example.com/socket/websocket'

// What phoenix waits for: the defaults it has.
export const HEARTBEAT_MS = 30_000
export const PUSH_TIMEOUT_MS = 10_000
export const FIRST_REJOIN_MS = 1_000
export const RECONNECT_MS = [10, 50, 100, 150, 200, 250, 500, 1_000, 2_000, 5_000, 5_000]

const open: Socket[] = []

/** A socket that has begun to connect. */
export function openSocket(options: Partial<SocketConnectOption> = {}): Socket {
  const socket = new Socket('wss://app.example.com/socket', options)
  open.push(socket)
  socket.connect()
  return socket
}

export function disconnectAll(): void {
  for (const socket of open.splice(0)) socket.disconnect()
}

/** How a push ended, each time it did: `['ok', response]`, `['error', response]`, `['timeout', …]`. */
export function outcomesOf(push: Push): readonly (readonly [status: string, response: unknown])[] {
  const outcomes: [string, unknown][] = []
  for (const status of ['ok', 'error', 'timeout'] as const) {
    push.receive(status, (response: unknown) => outcomes.push([status, response]))
  }
  return outcomes
}

/** The payloads of an event, oldest first. */
export function heard(channel: Channel, event: string): readonly unknown[] {
  const payloads: unknown[] = []
  channel.on(event, (payload: unknown) => {
    payloads.push(payload)
  })
  return payloads
}
