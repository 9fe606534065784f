// The world of reference: the platform's own WebSocket, and a real server on the loopback interface. Where Node is too old
// to be one (undici 6), the class that later Nodes have.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'
import type { Peer, Script } from './case.ts'
import { show, type World } from './stage.ts'
import { notingUncaughtInNode } from './uncaught.ts'

// Undici 6, Node 22's own, never fires `close` for a handshake that failed and no `error` for a connection that was cut, both
// of which the standard asks for.
const isOld = Number.parseInt(process.versions['undici'] ?? '', 10) < 7
const Reference = isOld
  ? ((await import('undici')).WebSocket as unknown as typeof WebSocket)
  : globalThis.WebSocket

export async function platformWorld(script: Script): Promise<World> {
  const log: string[] = []
  const ended: Promise<unknown>[] = []
  let earlier: Peer | undefined
  const unanswered = new Set<Duplex>()
  const sockets = new WebSocketServer({
    noServer: true,
    // Given to the header as it is, offered or not.
    handleProtocols: (offered) => script.chooses ?? [...offered][0] ?? false,
  })
  sockets.on('headers', (headers, request) => {
    // Not asked when the client offers nothing.
    const isForced = script.chooses !== undefined && script.chooses !== '' && offeredBy(request).length === 0
    if (isForced) headers.push(`Sec-WebSocket-Protocol: ${script.chooses}`)
  })

  const server = createServer()
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/echo') {
      sockets.handleUpgrade(request, socket, head, echo)
    } else if (script.handshake === 'silence') {
      unanswered.add(socket)
      socket.on('error', () => {})
      ended.push(new Promise((resolve) => socket.once('close', resolve)))
      // The client leaves by ending its half.
      socket.on('end', () => socket.end())
      socket.resume()
    } else if (script.handshake !== undefined) {
      socket.end(`HTTP/1.1 ${script.handshake} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    } else {
      sockets.handleUpgrade(request, socket, head, (accepted) => {
        const served = serve(accepted, offeredBy(request), script, log, earlier)
        earlier = served.peer
        ended.push(served.ended)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    WebSocket: Reference,
    globals: globalThis,
    notingUncaught: notingUncaughtInNode,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async serverLog() {
      await Promise.all(ended)
      return log
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate()
      for (const socket of unanswered) socket.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function serve(
  socket: ServerSocket,
  offered: readonly string[],
  script: Script,
  log: string[],
  earlier: Peer | undefined,
): { readonly peer: Peer; readonly ended: Promise<void> } {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let isReading = true
  const peer: Peer = {
    offered,
    earlier,
    send: (data) => socket.send(data),
    ping: () => socket.ping(),
    close: (code, reason) => socket.close(code, reason),
    cut: () => socket.terminate(),
    stopReading() {
      isReading = false
      socket.pause()
      end()
    },
  }
  socket.on('error', () => {})
  socket.on('pong', () => log.push('pong'))
  socket.on('message', (data: Buffer, isBinary) => {
    const heard = isBinary ? new Uint8Array(data) : data.toString()
    log.push(`heard ${show(heard)}`)
    if (script.heard === undefined) peer.send(heard)
    else script.heard(heard, peer)
  })
  socket.on('close', (code) => {
    if (isReading) log.push(`closed ${code}`)
    end()
  })
  script.opened?.(peer)
  return { peer, ended }
}

function echo(socket: ServerSocket): void {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
}

function offeredBy(request: IncomingMessage): readonly string[] {
  return request.headers['sec-websocket-protocol']?.split(/, ?/) ?? []
}
