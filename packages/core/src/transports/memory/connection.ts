// One connection in memory, at the client's end: its state, what the client puts in flight, and what happens when
// something arrives (WHATWG websockets, "Feedback from the protocol"). The mock's end is link.ts, the face web-socket.ts.
import { ABNORMAL, NO_STATUS } from '../../wire/close-code.ts'
import { byteLength, copyBytes, type Frame, type Payload } from '../../wire/frame.ts'
import type { MockSide } from '../port.ts'
import { Outbox } from './outbox.ts'
import type { Pump } from './pump.ts'
import type { Realm } from './realm.ts'
import { rethrow } from './rethrow.ts'
import { isAcceptable } from './subprotocols.ts'

export const CONNECTING = 0
export const OPEN = 1
export const CLOSING = 2
export const CLOSED = 3
export type ReadyState = typeof CONNECTING | typeof OPEN | typeof CLOSING | typeof CLOSED

/** Calls back in the async context in which a socket was made. */
export type RunInContext = (callback: () => void) => void

/** What a close frame says. */
interface Closing {
  readonly code: number
  readonly reason: string
}

const ABRUPT: Closing = { code: ABNORMAL, reason: '' }

export class Connection {
  readonly url: string
  readonly offered: readonly string[]
  readyState: ReadyState = CONNECTING
  protocol = ''
  binaryType: BinaryType = 'blob'
  bufferedAmount = 0

  /** Shared with the mock's end. */
  readonly pump: Pump
  readonly #socket: EventTarget
  readonly #realm: Realm
  readonly #origin: string
  #mock: MockSide | undefined
  #run: RunInContext | undefined
  #outbox: Outbox | undefined
  /** The client's close frame, from the moment it is on its way. */
  #closeSent: Closing | undefined
  /** The client's close frame has arrived and was left to the mock to answer. */
  #awaitsAnswer = false
  /** The mock has sent its close frame. */
  #mockClosed = false
  /** The mock has left without a close frame and hears nothing more. */
  #mockLeft = false
  #mockKnows = false
  /** How it ends is decided; only the events of the end follow. */
  #isEnding = false

  constructor(socket: EventTarget, url: URL, offered: readonly string[], realm: Realm, pump: Pump) {
    this.#socket = socket
    this.#realm = realm
    this.pump = pump
    this.#origin = url.origin
    this.url = url.href
    this.offered = offered
  }

  /** Tells who answers. Nothing that the mock said while it was asked has arrived yet. */
  answeredBy(mock: MockSide, run: RunInContext | undefined): void {
    this.#mock = mock
    this.#run = run
  }

  // ── what the client does ─────────────────────────────────────────────────────────────────────────────────────────

  send(data: Payload | Blob): void {
    const isBlob = typeof data === 'object' && 'arrayBuffer' in data
    const bytes = isBlob ? data.size : byteLength(data)
    // Counted for good when it can no longer be sent: "the number does not reset to zero once the connection closes".
    this.bufferedAmount += bytes
    if (this.readyState !== OPEN) return
    if (isBlob) {
      this.#outbox ??= new Outbox(this.pump, () => this.fail())
      this.#outbox.put({
        blob: data,
        send: (payload) => this.#transmit({ opcode: 'binary', payload }, bytes),
      })
      return
    }
    const frame: Frame =
      typeof data === 'string' ? { opcode: 'text', payload: data } : { opcode: 'binary', payload: data }
    if (this.#outbox?.isReading === true) this.#outbox.put(() => this.#transmit(frame, bytes))
    else this.#transmit(frame, bytes)
  }

  /** The last steps of the `close` method. */
  close(code: number | undefined, reason: string): void {
    const before = this.readyState
    if (before === CLOSING || before === CLOSED) return
    this.readyState = CLOSING
    const closing: Closing = code === undefined ? { code: NO_STATUS, reason: '' } : { code, reason }
    if (before === CONNECTING) this.fail()
    else if (this.#outbox?.isReading === true) this.#outbox.put(() => this.#sendClose(closing))
    else this.#sendClose(closing)
  }

  /** RFC 6455 section 7.1.7: ends the connection without a closing handshake. */
  fail(): void {
    if (this.#isEnding) return
    this.#outbox?.clear()
    this.#tellClosed(ABRUPT)
    this.#end(ABRUPT, false)
  }

  #transmit(frame: Frame, bytes: number): void {
    this.pump.carry(() => {
      if (this.#mockLeft) return true
      this.bufferedAmount -= bytes
      this.#mock?.frame(frame)
      return true
    })
  }

  #sendClose(closing: Closing): void {
    this.#closeSent = closing
    this.pump.carry(() => {
      if (this.#mockLeft || this.#mockKnows) return true
      if (this.#mockClosed) {
        // Both have sent a close frame: nothing is left to answer.
        this.#mockKnows = true
        this.#mock?.closed(closing.code, closing.reason)
      } else {
        this.#awaitsAnswer = true
        this.#mock?.closing(closing.code, closing.reason)
      }
      return true
    })
  }

  #tellClosed({ code, reason }: Closing): void {
    this.pump.carry(() => {
      if (this.#mockKnows) return true
      this.#mockKnows = true
      this.#mock?.closed(code, reason)
      return true
    })
  }

  // ── what the mock does: noted when it does it, acted on when it arrives ──────────────────────────────────────────

  mockSendsClose(): void {
    this.#mockClosed = true
  }

  mockLeaves(): void {
    this.#mockLeft = true
  }

  /** The handshake is completed. As with all that arrives, `false`: the event has to wait for the next turn. */
  onAccept(protocol: string): boolean {
    if (this.#isEnding || this.readyState !== CONNECTING) return true
    if (!isAcceptable(protocol, this.offered)) {
      this.fail()
      return true
    }
    if (!this.pump.takeEvent()) return false
    this.readyState = OPEN
    this.protocol = protocol
    this.#fire(new this.#realm.Event('open'))
    return true
  }

  onFrame(frame: Frame): boolean {
    if (this.#isShown(frame) && !this.pump.takeEvent()) return false
    this.show(frame)
    return true
  }

  /** What a frame does, in a turn whose event is the caller's. */
  show(frame: Frame): void {
    if (this.#isShown(frame)) {
      const { payload } = frame
      const data = typeof payload === 'string' ? payload : this.#shownBytes(payload)
      this.#fire(new this.#realm.MessageEvent('message', { data, origin: this.#origin }))
    } else if (frame.opcode === 'ping' && !this.#isEnding)
      this.#transmit({ opcode: 'pong', payload: frame.payload }, 0)
  }

  /** "If ready state is not OPEN (1), then return": what comes after `close` was called is not shown. */
  #isShown(frame: Frame): boolean {
    return (
      this.readyState === OPEN && !this.#isEnding && (frame.opcode === 'text' || frame.opcode === 'binary')
    )
  }

  /** The mock's close frame: the answer to the client's, or the first, which is answered with the same. */
  onClose(code: number, reason: string): boolean {
    if (this.#isEnding) return true
    if (this.readyState === CONNECTING) {
      this.fail()
      return true
    }
    this.readyState = CLOSING
    this.#outbox?.clear()
    const closing: Closing = { code, reason }
    if (this.#closeSent === undefined) this.#tellClosed(closing)
    else if (this.#awaitsAnswer) this.#tellClosed(this.#closeSent)
    this.#end(closing, true)
    return true
  }

  #shownBytes(payload: Uint8Array<ArrayBuffer>): Blob | ArrayBuffer {
    return this.binaryType === 'blob' ? new this.#realm.Blob([payload]) : copyBytes(payload).buffer
  }

  /** "When the WebSocket connection is closed": one task there, a turn for each event here. */
  #end({ code, reason }: Closing, wasClean: boolean): void {
    this.#isEnding = true
    let owesError = !wasClean
    this.pump.carry(() => {
      if (!this.pump.takeEvent()) return false
      this.readyState = CLOSED
      if (owesError) {
        owesError = false
        this.#fire(new this.#realm.Event('error'))
        return false
      }
      this.#fire(new this.#realm.CloseEvent('close', { wasClean, code, reason }))
      return true
    })
  }

  #fire(event: Event): void {
    if (this.#run === undefined) this.#dispatch(event)
    else this.#run(() => this.#dispatch(event))
  }

  #dispatch(event: Event): void {
    try {
      // Not the socket's own method: a subclass may have replaced it, and the platform would not call that either.
      this.#realm.EventTarget.prototype.dispatchEvent.call(this.#socket, event)
    } catch (error) {
      // Reported by the realm itself as a rule; happy-dom can be told to let errors through.
      rethrow(error)
    }
  }
}
