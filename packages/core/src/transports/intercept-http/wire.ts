// The server's end of intercepted requests: an HTTP server that never listens is handed one end of an in-process
// connection, the client's request the other. What is on it after the upgrade is the same as on a real socket.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Pump } from '../memory/pump.ts'
import { limitsOf } from '../socket/limits.ts'
import { refuse } from '../socket/http-answer.ts'
import { SocketNetwork } from '../socket/network.ts'
import { refusalBy } from '../socket/polling-answer.ts'
import { readHandshake, type Upgrade } from '../socket/upgrade.ts'
import { type InProcessSocket, type SocketPairOptions, socketPair } from './in-process-socket.ts'
import type { RequestedLink } from './requested-link.ts'

export class Wire {
  readonly #pump: Pump
  readonly #http = createServer()
  // An app's own limits are what is tested, not Parley's; inside a process nothing is gained by compression.
  readonly #network = new SocketNetwork(
    limitsOf('interception', { maxMessageBytes: 0x7fffffff, slowReader: 'unbounded' }),
    false,
  )
  readonly #requested = new WeakMap<Duplex, RequestedLink>()
  readonly #open = new Set<InProcessSocket>()

  constructor(pump: Pump) {
    this.#pump = pump
    this.#http.on('upgrade', (request, stream, head) => this.#take({ request, stream, head }))
    this.#http.on('request', (request, response) => this.#refuse(request, response))
  }

  /** Makes a connection whose server is a mock. Returns the client's end. */
  connect(link: RequestedLink, options: Omit<SocketPairOptions, 'pump' | 'port'>): InProcessSocket {
    const port = Number(new URL(link.dialled.url).port) || (options.isSecure ? 443 : 80)
    const { client, server } = socketPair({ ...options, port, pump: this.#pump })
    this.#requested.set(server, link)
    this.#open.add(server)
    server.once('close', () => {
      this.#open.delete(server)
      link.gone()
    })
    this.#http.emit('connection', server)
    return client
  }

  /** Ends what is still connected. */
  destroy(): void {
    for (const server of this.#open) server.destroy()
  }

  #refuse(request: IncomingMessage, response: ServerResponse): void {
    const link = this.#requested.get(request.socket)
    if (link?.dialled.polls === true) link.arrive(refusalBy(response))
    else refuseOrdinary(response)
  }

  #take(upgrade: Upgrade): void {
    const { request, stream } = upgrade
    const link = this.#requested.get(stream)
    if (link === undefined) return
    const handshake = readHandshake(request, link.dialled.url)
    if ('status' in handshake) refuse(stream, handshake)
    else this.#network.take(upgrade, (wire) => link.arrive(wire))
  }
}

/** `Upgrade` without `Connection: Upgrade` is an ordinary request (RFC 9110 section 7.8). */
function refuseOrdinary(response: ServerResponse): void {
  response.writeHead(426, { Connection: 'close, Upgrade', Upgrade: 'websocket' })
  response.end('This is a mocked WebSocket: the request lacks Connection: Upgrade.\n')
}
