// A real chat server, on the ws package and nothing of Parley's: once as it should be, once with a mistake that is
// easily made.
import { once } from 'node:events'
import { type WebSocket, WebSocketServer } from 'ws'

interface Join {
  readonly type: 'join'
  readonly room: string
}

interface Say {
  readonly type: 'say'
  readonly room: string
  readonly text: string
}

export interface ChatServer extends AsyncDisposable {
  readonly url: string
}

/** @param isForgetful forgets that a member may be the one who speaks: who says something does not hear it */
export async function startChatServer({ isForgetful = false } = {}): Promise<ChatServer> {
  const rooms = new Map<string, Set<WebSocket>>()
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')

  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const message: unknown = JSON.parse(String(data))
      if (isJoin(message)) {
        const members = rooms.get(message.room) ?? new Set()
        rooms.set(message.room, members.add(socket))
        socket.send(JSON.stringify({ type: 'joined', room: message.room }))
      } else if (isSay(message)) {
        for (const member of rooms.get(message.room) ?? []) {
          if (isForgetful && member === socket) continue
          member.send(JSON.stringify({ type: 'said', text: message.text }))
        }
      }
    })
    socket.on('close', () => {
      for (const members of rooms.values()) members.delete(socket)
    })
  })

  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the chat server listens on no port')
  return {
    url: `ws://127.0.0.1:${address.port}/`,
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

function isJoin(message: unknown): message is Join {
  return isOfType(message, 'join') && 'room' in message && typeof message.room === 'string'
}

function isSay(message: unknown): message is Say {
  return isOfType(message, 'say') && 'room' in message && typeof message.room === 'string'
}

function isOfType(message: unknown, type: string): message is { readonly type: string } {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type
}
