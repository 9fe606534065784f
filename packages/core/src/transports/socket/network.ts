// The real sockets of one server: who is connected, and when what is for them is written. Everything a turn says to one
// client goes out in one write, and what goes to many is framed once. Knows nothing of paths or rules.
import { type Server as WsServer, type ServerOptions, WebSocketServer } from 'ws'
import { nextTurn, realClock } from '../../clock.ts'
import type { Frame } from '../../wire/frame.ts'
import type { Link, MockSide } from '../port.ts'
import { Batch } from './batch.ts'
import { frameBytes } from './frame-bytes.ts'
import { refuse } from './http-answer.ts'
import type { CheckedLimits } from './limits.ts'
import { type LinkOwner, SocketLink } from './link.ts'
import { MockSocket } from './mock-socket.ts'
import type { OriginCheck } from './origins.ts'
import type { Upgrade } from './upgrade.ts'

/** How long, in ms, a client may take to answer a close frame before its connection is destroyed. */
const CLOSE_PATIENCE_MS = 5_000

export class SocketNetwork implements LinkOwner {
  readonly limits: CheckedLimits
  readonly #handshakes: WsServer<typeof MockSocket>
  readonly #checkOrigin: OriginCheck | undefined
  /** Everybody who is connected, from the handshake on. */
  readonly #links = new Set<SocketLink>()
  /** Those who were given frames in this turn. */
  #enrolled: SocketLink[] = []
  #batch = Batch.empty()
  #arrivals: (() => void)[] = []
  /** What the mock chose for the handshake that is being completed. */
  #protocol = ''

  /** @param perMessageDeflate whether compression is negotiated where a client offers it (RFC 7692) */
  constructor(limits: CheckedLimits, perMessageDeflate: boolean, checkOrigin?: OriginCheck) {
    this.limits = limits
    this.#checkOrigin = checkOrigin
    // The types of ws don't know `closeTimeout` yet.
    const options: ServerOptions<typeof MockSocket> & { closeTimeout: number } = {
      noServer: true,
      clientTracking: false,
      autoPong: false,
      perMessageDeflate,
      maxPayload: limits.maxMessageBytes,
      closeTimeout: CLOSE_PATIENCE_MS,
      WebSocket: MockSocket,
      handleProtocols: () => (this.#protocol === '' ? false : this.#protocol),
    }
    this.#handshakes = new WebSocketServer(options)
  }

  /** How many connections there are, handshakes included. */
  get size(): number {
    return this.#links.size
  }

  /** Connects one client to the mock that `answer` reaches, unless it is a foreign page or there are too many. */
  take(upgrade: Upgrade, answer: (link: SocketLink) => MockSide): void {
    const refusal = this.#checkOrigin?.(upgrade.request.headers.origin)
    if (refusal !== undefined) {
      refuse(upgrade.stream, refusal)
      return
    }
    const { maxConnections } = this.limits
    if (this.#links.size >= maxConnections) {
      const reason = `There are ${maxConnections} connections, and maxConnections allows no more.`
      refuse(upgrade.stream, { status: 503, reason })
      return
    }
    const link = new SocketLink(this, upgrade)
    this.#links.add(link)
    link.answeredBy(answer(link))
  }

  /** Gives one frame to many links: its bytes are made once. */
  readonly fanOut = (links: readonly Link[], frame: Frame): void => {
    const bytes = frameBytes(frame)
    for (const link of links) (link as SocketLink).deliverBytes(frame, bytes)
  }

  /** Resolves when everything said so far has been handed to the operating system and read by clients of this process. */
  async idle(): Promise<void> {
    for (;;) {
      const busy = [...this.#links].filter(({ isBusy }) => isBusy)
      if (busy.length === 0) break
      await Promise.all(busy.map((link) => link.delivered()))
    }
    await new Promise<void>((resolve) => this.afterArrival(resolve))
  }

  /**
   * Calls back when what is on its way now has arrived, as far as that can be known: the event loop has looked at every
   * socket since. A client in another process may need longer.
   */
  afterArrival(callback: () => void): void {
    this.#arrivals.push(callback)
    if (this.#arrivals.length > 1) return
    // Between two timers, one set by the other, the loop looks at its sockets.
    realClock.after(0, () =>
      realClock.after(0, () => {
        const arrivals = this.#arrivals
        this.#arrivals = []
        for (const arrived of arrivals) arrived()
      }),
    )
  }

  /** Ends every connection now, and resolves when all are gone. */
  async destroy(): Promise<void> {
    await Promise.all(Array.from(this.#links, (link) => link.destroy()))
  }

  // ── for its links ────────────────────────────────────────────────────────────────────────────────────────────────

  upgrade(upgrade: Upgrade, protocol: string, opened: (socket: MockSocket) => void): void {
    this.#protocol = protocol
    this.#handshakes.handleUpgrade(upgrade.request, upgrade.stream, upgrade.head, opened)
  }

  enroll(link: SocketLink): Batch {
    if (this.#enrolled.push(link) === 1) nextTurn(this.#flush)
    return this.#batch
  }

  forget(link: SocketLink): void {
    this.#links.delete(link)
  }

  readonly #flush = (): void => {
    const enrolled = this.#enrolled
    this.#enrolled = []
    this.#batch = Batch.empty()
    for (const link of enrolled) link.flush()
  }
}
