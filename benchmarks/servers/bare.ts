// The floor: TCP sockets, and writes of bytes that were made once. Whatever comes first is taken for a handshake, and
// whatever comes then for a message.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { FRAME, type ServerContender } from './server.ts'

const ACCEPTED = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

export const contender: ServerContender = {
  async listen() {
    const sockets = new Set<Socket>()
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
      socket.once('data', () => {
        socket.write(ACCEPTED)
        socket.on('data', () => socket.write(FRAME))
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      port: (server.address() as AddressInfo).port,
      get size() {
        return sockets.size
      },
      broadcast() {
        for (const socket of sockets) socket.write(FRAME)
      },
      async end() {
        for (const socket of sockets) socket.destroy()
        const closed = once(server, 'close')
        server.close()
        await closed
      },
    }
  },
}
