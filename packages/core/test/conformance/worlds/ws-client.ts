// A client of the `ws` package, whichever version and wherever its bytes go.
import type { Buffer } from 'node:buffer'
import type { WebSocket } from 'ws'
import { Hearing } from '../hearing.ts'
import { type Client, type Dialling, Refused } from '../world.ts'

export type WsClass = typeof WebSocket

export class WsClient extends Hearing implements Client {
  readonly opened: Promise<void>
  readonly #socket: WebSocket

  constructor(wsClass: WsClass, url: string, { protocols = [], headers = {}, query = '' }: Dialling) {
    super()
    const socket = new wsClass(`${url}${query}`, [...protocols], {
      headers: { ...headers },
      perMessageDeflate: false,
    })
    this.#socket = socket
    let isOpen = false
    this.opened = new Promise((resolve, reject) => {
      socket.on('open', () => {
        isOpen = true
        resolve()
      })
      socket.on('unexpected-response', (_request, { statusCode }) => {
        reject(new Refused(statusCode))
        socket.terminate()
      })
      socket.on('error', () => reject(new Refused()))
    })
    this.opened.catch(() => {})
    // ws 7 hands text over as a string.
    socket.on('message', (data: Buffer | string, isBinary: boolean) =>
      this.hear(typeof data === 'string' || !(isBinary ?? true) ? String(data) : Uint8Array.from(data)),
    )
    socket.on('ping', (data) => this.hear({ ping: String(data) }))
    socket.on('pong', (data) => this.hear({ pong: String(data) }))
    socket.on('close', (code, reason) => {
      if (isOpen) this.hear({ closed: code, reason: String(reason) })
    })
  }

  get protocol(): string {
    return this.#socket.protocol
  }
  send(payload: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(payload)
  }
  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason)
  }
  ping(payload: string): void {
    this.#socket.ping(payload)
  }
  cut(): void {
    this.#socket.terminate()
  }
  sendFragments(fragments: readonly string[], between: () => void = () => {}): void {
    for (const [index, fragment] of fragments.entries()) {
      if (index > 0) between()
      this.#socket.send(fragment, { fin: index === fragments.length - 1 })
    }
  }
  pause(): void {
    this.#socket.pause()
  }
  resume(): void {
    this.#socket.resume()
  }
}
