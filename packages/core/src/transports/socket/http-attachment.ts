// Takes the upgrades that are for mocks from an HTTP server, before anybody else sees them, and leaves all others where
// they would have gone. Owns what it changes on the server, and undoes it.
import type { Buffer } from 'node:buffer'
import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ignoreError, refuse } from './http-answer.ts'
import type { HttpServer } from './http-server.ts'
import { type Mounted, Switchboard } from './switchboard.ts'
import { asksForWebSocket, readHandshake, requestUrl } from './upgrade.ts'

// A server has one attachment, so that each mock on it knows of the others.
const attachments = new WeakMap<HttpServer, HttpAttachment>()

/** The attachment of a server; idle until something is mounted. */
export function attachmentOf(server: HttpServer): HttpAttachment {
  let attachment = attachments.get(server)
  if (attachment === undefined) attachments.set(server, (attachment = new HttpAttachment(server)))
  return attachment
}

export class HttpAttachment {
  readonly #server: HttpServer
  readonly board: Switchboard = new Switchboard()
  #detach: (() => void) | undefined

  constructor(server: HttpServer) {
    this.#server = server
  }

  /** Adds a mock; call what is returned to take it away. @throws MistakeError when its path has one already */
  mount(attempted: string, mounted: Mounted): () => void {
    const unmount = this.board.mount(attempted, mounted)
    this.#detach ??= this.#attach()
    return () => {
      unmount()
      if (!this.board.isEmpty) return
      this.#detach?.()
      this.#detach = undefined
    }
  }

  // A listener could not keep an upgrade from the others, and `ws` with a path answers what is not on it with 400.
  #attach(): () => void {
    const server = this.#server
    const before = Object.getOwnPropertyDescriptor(server, 'emit')
    const { emit } = server
    const ours = (event: string, ...args: unknown[]): boolean => {
      const isTaken = event === 'upgrade' && this.#take(...(args as [IncomingMessage, Duplex, Buffer]))
      return isTaken || (Reflect.apply(emit, server, [event, ...args]) as boolean)
    }
    Object.defineProperty(server, 'emit', { value: ours, configurable: true, writable: true })
    server.on('upgrade', this.#onUntaken)
    return () => {
      server.off('upgrade', this.#onUntaken)
      // Whoever replaced it after us owns it now; ours takes nothing when no mock is mounted.
      if (Reflect.get(server, 'emit') !== ours) return
      if (before === undefined) Reflect.deleteProperty(server, 'emit')
      else Object.defineProperty(server, 'emit', before)
    }
  }

  #take(request: IncomingMessage, stream: Duplex, head: Buffer): boolean {
    const url = asksForWebSocket(request) ? requestUrl(request) : undefined
    const found = url === undefined ? undefined : this.board.find(url)
    if (url === undefined || found === undefined) return false
    const handshake = readHandshake(request, url)
    if ('status' in handshake) {
      refuse(stream, handshake)
      return true
    }
    const { mounted, params } = found
    mounted.network.take({ request, stream, head }, (link) => mounted.connect(handshake, params, link))
    return true
  }

  // Node asks for a listener before it treats a request as an upgrade at all. Where ours is the only one, the request is
  // what it would have been without: an ordinary one.
  readonly #onUntaken = (request: IncomingMessage, stream: Duplex): void => {
    if (this.#server.listenerCount('upgrade') > 1) return
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    // The port's `Duplex` is a socket here: `assignSocket` wants to hear so.
    response.assignSocket(stream as Socket)
    stream.on('error', ignoreError)
    response.on('finish', () => stream.end(() => stream.destroy()))
    this.#server.emit('request', request, response)
  }
}
