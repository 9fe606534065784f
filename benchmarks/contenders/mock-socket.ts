// mock-socket, with its own WebSocket class rather than the replaced global, which is its cheaper way.
import { type Client, Server, WebSocket } from 'mock-socket'
import { audienceOver, type Contender, echoOver, happens } from './contender.ts'

const url = 'ws://bench.test/chat'

function echoingServer(): Server {
  const server = new Server(url, { mock: false })
  server.on('connection', (client: Client) => {
    client.on('message', (data) => client.send(data as string))
  })
  return server
}

export const contender: Contender = {
  async cycle() {
    const server = echoingServer()
    const socket = new WebSocket(url)
    await happens(socket, 'open')
    socket.send('hello')
    await happens(socket, 'message')
    await stop(server)
  },
  async openEcho() {
    const server = echoingServer()
    return await echoOver(new WebSocket(url), () => stop(server))
  },
  async openAudience() {
    const server = echoingServer()
    return audienceOver(
      () => new WebSocket(url),
      () => {
        for (const client of server.clients()) client.send('hello')
      },
      () => stop(server),
    )
  },
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.stop(resolve)
  })
}
