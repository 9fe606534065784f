// A real server and real clients of the package `ws`, over the loopback interface.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { audienceOver, type Contender, echoOver, happens } from './contender.ts'

async function echoingServer(): Promise<{ server: WebSocketServer; url: string }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
  })
  await once(server, 'listening')
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const dial = (url: string): WebSocket => new WebSocket(url, { perMessageDeflate: false })

async function stop(server: WebSocketServer): Promise<void> {
  for (const socket of server.clients) socket.close(1001)
  const closed = once(server, 'close')
  server.close()
  await closed
}

export const contender: Contender = {
  async cycle() {
    const { server, url } = await echoingServer()
    const socket = dial(url)
    await happens(socket, 'open')
    socket.send('hello')
    await happens(socket, 'message')
    await stop(server)
  },
  async openEcho() {
    const { server, url } = await echoingServer()
    return await echoOver(dial(url), () => stop(server))
  },
  async openAudience() {
    const { server, url } = await echoingServer()
    return audienceOver(
      () => dial(url),
      () => {
        for (const socket of server.clients) socket.send('hello')
      },
      () => stop(server),
    )
  },
}
