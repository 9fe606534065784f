// A chat server on the `ws` package, on a port of this machine: what a HAR file is recorded from.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface RealServer extends AsyncDisposable {
  readonly url: string
  /** How many clients connected so far. */
  readonly connections: number
}

/** Greets who joins, numbers what is said, and turns pictures around: nothing that a mock would guess. */
export async function startRealServer(): Promise<RealServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  let connections = 0
  server.on('connection', (socket) => {
    connections++
    converse(socket)
  })
  await once(server, 'listening')
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

function converse(socket: WebSocket): void {
  let count = 0
  const say = (text: string): void => socket.send(JSON.stringify({ type: 'said', text }))
  socket.on('message', (data, isBinary) => {
    if (!Buffer.isBuffer(data)) return
    if (isBinary) {
      socket.send(data.toReversed())
      return
    }
    const message: { type: string; room?: string; text?: string } = JSON.parse(data.toString())
    if (message.type === 'join') say(`welcome to the ${message.room} – grüß dich`)
    else say(`${++count}: ${message.text}`)
  })
}
