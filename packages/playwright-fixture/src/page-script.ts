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

    override send(data: Parameters<typeof Routed.prototype.send>[0]): void {
      if (this.readyState === Routed.CONNECTING) {
        throw new DOMException('The connection is not open yet.', 'InvalidStateError')
      }
      if (this.readyState === Routed.OPEN) super.send(typeof data === 'object' ? data : String(data))
    }

    override close(code?: number, reason?: string): void {
      if (this.readyState === Routed.CLOSING || this.readyState === Routed.CLOSED) return
      // To the route it looks as if the page had gone.
      if (code === undefined && this.#isMocked) this.#say({ codeless: true })
      super.close(code, reason)
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
        this.#say(said)
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
      super.send(mark + JSON.stringify(message))
    }
  }
}
