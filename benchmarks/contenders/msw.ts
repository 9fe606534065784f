// Mock Service Worker in Node.
import { ws } from 'msw'
import { setupServer } from 'msw/node'
import { audienceOver, type Contender, echoOver, happens } from './contender.ts'

const url = 'ws://bench.test/chat'

function listening() {
  const link = ws.link(url)
  const server = setupServer(
    link.addEventListener('connection', ({ client }) => {
      client.addEventListener('message', ({ data }) => client.send(data))
    }),
  )
  server.listen()
  return { link, server }
}

export const contender: Contender = {
  async cycle() {
    const { server } = listening()
    const socket = new WebSocket(url)
    await happens(socket, 'open')
    socket.send('hello')
    await happens(socket, 'message')
    const closed = happens(socket, 'close')
    socket.close()
    await closed
    server.close()
  },
  async openEcho() {
    const { server } = listening()
    return await echoOver(new WebSocket(url), () => server.close())
  },
  async openAudience() {
    const { link, server } = listening()
    return audienceOver(
      () => new WebSocket(url),
      () => link.broadcast('hello'),
      () => server.close(),
    )
  },
}
