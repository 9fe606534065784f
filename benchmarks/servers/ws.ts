// The package `ws`, used as its README shows: a listener that answers, and `send` in a loop over all clients.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { MESSAGE, type ServerContender } from './server.ts'

export const contender: ServerContender = {
  async listen() {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
    server.on('connection', (socket) => {
      socket.on('error', () => {})
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    })
    await once(server, 'listening')
    return {
      port: (server.address() as AddressInfo).port,
      get size() {
        return server.clients.size
      },
      broadcast() {
        for (const socket of server.clients) socket.send(MESSAGE)
      },
      async end() {
        for (const socket of server.clients) socket.terminate()
        const closed = once(server, 'close')
        server.close()
        await closed
      },
    }
  },
}
