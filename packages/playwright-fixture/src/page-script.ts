// What runs in the page: makes the WebSocket that Playwright puts there behave as the standard says where its routes
// cannot say it themselves (the subprotocol, failed connections, a close without a code), and answers fences. Runs alone,
// so it can use nothing of this file but what is inside the function.

/** What the two ends say to each other begins so; it is neither shown to the app nor recorded. */
export const MARK = '\u0000parley\u0000'

/** From the mock to the page: the handshake is accepted; or: answer when everything before this has been shown. */
export type ToPage = { readonly protocol: string } | { readonly fence: number }

/** From the page: everything has been shown; or: the close that follows has no code. */
export type FromPage = { readonly fence: number } | { readonly codeless: true }

/**
 * Replaces the page's routed WebSocket by one that corrects it. Where nothing is routed, and again, it does nothing.
 *
 * @param mark MARK; handed over, since the function travels without this file
 */
export function correctWebSocket(mark: string): void {
  const Routed = globalThis.WebSocket
  if (!Reflect.has(globalThis, '__pwWebSocketDispatch') || Reflect.has(Routed, mark)) return

  globalThis.WebSocket = class WebSocket extends Routed {
    static readonly [mark] = true
    #isMocked = false
    #hasOpened = false
    /** A real connection, let through or passed on, that failed. */
    #hasErred = false
    /** The route opens a socket before it can say with which subprotocol: its event waits until that was said. */
    #heldOpen: Event | undefined
    /** Blobs are being read; what is said behind them waits, as nothing overtakes them. */
    #reading: Promise<void> | undefined

    override send(data: Parameters<typeof Routed.prototype.send>[0]): void {
      if (this.readyState === Routed.CONNECTING) {
        throw new DOMException('The connection is not open yet.', 'InvalidStateError')
      }
      if (this.readyState !== Routed.OPEN) return
      if (data instanceof Blob) {
        const bytes = data.arrayBuffer()
        this.#reading = this.#afterReading(async () => this.#transmit(await bytes))
      } else if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
        // What it holds now is sent, whatever becomes of it.
        const view = ArrayBuffer.isView(data) ? data : new Uint8Array(data)
        const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice()
        this.#inTurn(() => this.#transmit(bytes))
      } else {
        const text = String(data)
        this.#inTurn(() => this.#transmit(text))
      }
    }

    override close(code?: number, reason?: string): void {
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        const why = `The close code must be 1000, or from 3000 to 4999. ${code} is neither.`
        throw new DOMException(why, 'InvalidAccessError')
      }
      if (reason !== undefined && new TextEncoder().encode(reason).length > 123) {
        throw new DOMException('The close reason must not be longer than 123 bytes.', 'SyntaxError')
      }
      const { readyState } = this
      if (readyState === Routed.CLOSING || readyState === Routed.CLOSED) return
      const leave = (): void => {
        // To the route it looks as if the page had gone.
        if (code === undefined && this.#isMocked) this.#say({ codeless: true })
        this.#as(readyState, () => super.close(code, reason))
      }
      this.#inTurn(leave)
      if (this.#reading !== undefined) Reflect.set(this, 'readyState', Routed.CLOSING)
    }

    override dispatchEvent(event: Event): boolean {
      if (event.type === 'open' && !this.#hasOpened && this.#heldOpen === undefined) {
        this.#heldOpen = event
        queueMicrotask(() => this.#open())
        return true
      }
      if (event.type === 'message') {
        const data: unknown = (event as MessageEvent).data
        if (typeof data === 'string' && data.startsWith(mark)) {
          this.#hear(JSON.parse(data.slice(mark.length)) as ToPage)
          return true
        }
        this.#open()
      }
      if (event.type === 'error') this.#hasErred = true
      if (event.type === 'close') {
        this.#open()
        if (!this.#hasOpened || (event as CloseEvent).code === 1006) {
          if (!this.#hasErred) super.dispatchEvent(new Event('error'))
          return super.dispatchEvent(new CloseEvent('close', { code: 1006, wasClean: false }))
        }
      }
      return super.dispatchEvent(event)
    }

    #hear(said: ToPage): void {
      if ('fence' in said) {
        this.#inTurn(() => this.#say(said))
        return
      }
      this.#isMocked = true
      Reflect.set(this, 'protocol', said.protocol)
      this.#open()
    }

    #open(): void {
      if (this.#heldOpen === undefined) return
      const event = this.#heldOpen
      this.#heldOpen = undefined
      this.#hasOpened = true
      super.dispatchEvent(event)
    }

    #say(message: FromPage): void {
      this.#transmit(mark + JSON.stringify(message))
    }

    /** Does it now, or when the Blobs before it have been read. */
    #inTurn(act: () => void): void {
      if (this.#reading === undefined) act()
      else this.#reading = this.#afterReading(act)
    }

    #afterReading(act: () => void | Promise<void>): Promise<void> {
      const done = (this.#reading ?? Promise.resolve()).then(act).then(() => {
        if (this.#reading === done) this.#reading = undefined
      })
      return done
    }

    /** A page that closes is still heard with what it sent before. */
    #transmit(data: string | BufferSource): void {
      if (this.readyState !== Routed.CLOSED) this.#as(Routed.OPEN, () => super.send(data))
    }

    /** The route's class looks at the state before it passes something on. */
    #as(state: number, act: () => void): void {
      const { readyState } = this
      if (readyState === state) return act()
      if (readyState === Routed.CLOSED) return
      Reflect.set(this, 'readyState', state)
      act()
      if (this.readyState === state) Reflect.set(this, 'readyState', readyState)
    }
  }
}
