// The mock's end of one connection on a Playwright route: says through the route what the mock decides, and tells the mock
// what the page does.
import { copyBytes, type Frame, type Link, type MockSide } from '@parley-ws/core/runner'
import type { WebSocketRoute } from '@playwright/test'
import { type FromPage, MARK, type ToPage } from './page-script.ts'

interface Closing {
  readonly code: number
  readonly reason: string
}

/** RFC 6455 section 7.4.1: what the standard has a browser say that leaves a page, and what stands for no code, or no close. */
const GOING_AWAY: Closing = { code: 1001, reason: '' }
const NO_STATUS = 1005
const ABNORMAL: Closing = { code: 1006, reason: '' }

export interface RouteLinkOptions {
  /** Called when nothing more can come of it. */
  readonly ended: () => void
  /**
   * Called when the handshake is accepted, where the route is then connected to the real server: it is that server that
   * opens the page's socket, and fences would open it before.
   */
  readonly accepted?: (() => void) | undefined
}

export class RouteLink implements Link {
  /** Resolves when the handshake is answered, one way or the other. */
  readonly answered: Promise<void>
  readonly #answered = Promise.withResolvers<void>()
  readonly #route: WebSocketRoute
  readonly #options: RouteLinkOptions
  #mock: MockSide | undefined
  #isOpen = false
  #isOver = false
  /** The page said that the close which follows has no code. */
  #isCodeless = false
  /** The page's close, not answered yet. */
  #leaving: Closing | undefined
  #closeSent = false
  #isPageGone = false
  #fences = 0
  readonly #waiting = new Map<number, () => void>()

  constructor(route: WebSocketRoute, options: RouteLinkOptions) {
    this.#route = route
    this.#options = options
    this.answered = this.#answered.promise
    route.onMessage((message) => this.#heard(message))
    route.onClose((code, reason) => this.#closed(code, reason))
  }

  /** Tells who answers. */
  answeredBy(mock: MockSide): void {
    this.#mock = mock
    // The page may have left meanwhile.
    if (this.#isOver) mock.closed(ABNORMAL.code, ABNORMAL.reason)
    else if (this.#leaving !== undefined) mock.closing(this.#leaving.code, this.#leaving.reason)
  }

  /** Resolves when the page has been shown everything that was said before, and is told of no more. */
  arrived(): Promise<void> {
    if (this.#isOver || !this.#isOpen || this.#leaving !== undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const fence = ++this.#fences
      this.#waiting.set(fence, resolve)
      // The page shows a close by telling of it.
      if (!this.#closeSent) this.#tellPage({ fence })
    })
  }

  // ── what the mock does ───────────────────────────────────────────────────────────────────────────────────────────

  accept(protocol: string): void {
    this.#answered.resolve()
    if (this.#options.accepted !== undefined) {
      this.#options.accepted()
      return
    }
    this.#isOpen = true
    this.#tellPage({ protocol })
  }

  /** A page is shown neither status nor reason, as the standard has it. */
  reject(): void {
    this.cut()
  }

  deliver(frame: Frame): void {
    if (frame.opcode === 'text') this.#route.send(frame.payload)
    else if (frame.opcode === 'binary') this.#route.send(Buffer.from(frame.payload))
    // A browser answers pings below what a page can see.
    else if (frame.opcode === 'ping') this.#mock?.frame({ opcode: 'pong', payload: frame.payload })
  }

  close(code: number, reason: string): void {
    this.#closeSent = true
    this.#answered.resolve()
    if (this.#isPageGone) this.#end(GOING_AWAY)
    // What is lacking in a close frame, the page sees as 1005.
    else void this.#route.close({ code, reason })
  }

  cut(): void {
    this.#answered.resolve()
    void this.#route.close(ABNORMAL)
    this.#mock = undefined
    this.#end(ABNORMAL)
  }

  // ── what the page does ───────────────────────────────────────────────────────────────────────────────────────────

  #heard(message: string | Buffer): void {
    if (typeof message === 'string' && message.startsWith(MARK)) {
      const said = JSON.parse(message.slice(MARK.length)) as FromPage
      if ('codeless' in said) this.#isCodeless = true
      else this.#shown(said.fence)
    } else if (typeof message === 'string') {
      this.#mock?.frame({ opcode: 'text', payload: message })
    } else {
      this.#mock?.frame({ opcode: 'binary', payload: copyBytes(message) })
    }
  }

  // The page's close, the page's end (navigation, reload), or that the page was shown the mock's close.
  #closed(code: number | undefined, reason = ''): void {
    if (this.#isOver) return
    if (this.#closeSent) {
      this.#end(this.#leaving ?? { code: code ?? NO_STATUS, reason })
      return
    }
    this.#isPageGone = code === undefined && !this.#isCodeless
    this.#leaving = this.#isPageGone ? GOING_AWAY : { code: code ?? NO_STATUS, reason }
    // Nothing that is on its way is shown any more.
    this.#shownAll()
    this.#mock?.closing(this.#leaving.code, this.#leaving.reason)
    if (!this.#isPageGone) return
    // Where the mock answers nothing any more, the page is gone all the same. If it only closed without a code, which
    // cannot be told apart where nothing corrects its WebSocket, it is waiting for an answer.
    this.#end(GOING_AWAY)
    void this.#route.close({ code: NO_STATUS })
  }

  #end({ code, reason }: Closing): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#answered.resolve()
    this.#shownAll()
    this.#mock?.closed(code, reason)
    this.#options.ended()
  }

  #tellPage(said: ToPage): void {
    this.#route.send(MARK + JSON.stringify(said))
  }

  #shown(fence: number): void {
    this.#waiting.get(fence)?.()
    this.#waiting.delete(fence)
  }

  #shownAll(): void {
    for (const shown of this.#waiting.values()) shown()
    this.#waiting.clear()
  }
}
