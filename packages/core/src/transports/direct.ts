// A client that is connected to a mock without a network: Parley's own, beside whatever network the mock's other clients are
// on. What the mock says is heard at once; nothing is intercepted, and no test is asked whose it is.
import { ViolationError } from '../errors.ts'
import { ABNORMAL } from '../wire/close-code.ts'
import type { DataFrame, Frame } from '../wire/frame.ts'
import type { FanOut, Link, MockSide } from './port.ts'

/** What the client hears. */
export interface DirectListener {
  readonly frame: (frame: DataFrame) => void
  /** 1005: a close frame without a code, 1006: none. The last. */
  readonly closed: (code: number, reason: string) => void
}

/** The client's own hands. What it does once it has ended does nothing. */
export class DirectLink implements Link {
  /** Resolves with the subprotocol. Rejects with `status` and `reason` when the handshake is refused. */
  readonly opened: Promise<string>
  readonly #opening = Promise.withResolvers<string>()
  readonly #listener: DirectListener
  #side: MockSide | undefined
  /** What it did before it was told whom it speaks to: a mock may greet within the handshake. */
  #early: (() => void)[] = []
  #isOver = false
  #closeSent: { readonly code: number; readonly reason: string } | undefined

  constructor(listener: DirectListener) {
    this.#listener = listener
    this.opened = this.#opening.promise
  }

  /** Called once, with the mock's side of the connection. */
  attach(side: MockSide): void {
    this.#side = side
    for (const act of this.#early.splice(0)) act()
  }

  send(frame: Frame): void {
    if (!this.#isOver) this.#tell((side) => side.frame(frame))
  }

  /** Begins the close handshake. */
  leave(code: number, reason: string): void {
    if (this.#isOver || this.#closeSent !== undefined) return
    this.#closeSent = { code, reason }
    this.#tell((side) => side.closing(code, reason))
  }

  /** Ends the connection without a close frame. */
  vanish(): void {
    if (this.#isOver) return
    this.#end(ABNORMAL, '')
    this.#tell((side) => side.closed(ABNORMAL, ''))
  }

  // ── what the mock does ───────────────────────────────────────────────────────────────────────────────────────────

  accept(protocol: string): void {
    this.#opening.resolve(protocol)
  }

  reject(status: number, reason: string): void {
    this.#isOver = true
    const error = new ViolationError(`the handshake was refused: ${status} ${reason}`)
    this.#opening.reject(Object.assign(error, { status, reason }))
  }

  deliver(frame: Frame): void {
    if (this.#isOver) return
    if (frame.opcode === 'ping') this.#tell((side) => side.frame({ opcode: 'pong', payload: frame.payload }))
    else if (frame.opcode === 'text' || frame.opcode === 'binary') this.#listener.frame(frame)
  }

  close(code: number, reason: string): void {
    if (this.#isOver) return
    const { code: itsCode, reason: itsReason } = this.#closeSent ?? { code, reason }
    this.#end(code, reason)
    this.#tell((side) => side.closed(itsCode, itsReason))
  }

  cut(): void {
    if (this.#isOver) return
    this.#end(ABNORMAL, '')
    this.#opening.reject(new ViolationError('the connection was cut before the handshake was answered'))
    this.#tell((side) => side.closed(ABNORMAL, ''))
  }

  #end(code: number, reason: string): void {
    this.#isOver = true
    this.#listener.closed(code, reason)
  }

  #tell(act: (side: MockSide) => void): void {
    const side = this.#side
    if (side === undefined) this.#early.push(() => this.#tell(act))
    else act(side)
  }
}

/** A fan-out over a network, for audiences in which such clients may be. */
export function besideDirect(fanOut: FanOut): FanOut {
  return (links, frame) => {
    const direct = links.filter((link) => link instanceof DirectLink)
    if (direct.length === 0) return fanOut(links, frame)
    const others = links.filter((link) => !(link instanceof DirectLink))
    if (others.length > 0) fanOut(others, frame)
    for (const link of direct) link.deliver(frame)
  }
}
