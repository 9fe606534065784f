// The mock's end of a connection that MSW intercepts, and the network of such connections: says to MSW's client what the
// mock decides, one event a turn, and tells the mock what the app does. Which handler a connection comes from is not known here.
import { ABNORMAL } from '../wire/close-code.ts'
import { copyBytes, type Frame } from '../wire/frame.ts'
import { isBlob, isBufferSource, toUSVString } from './memory/conversions.ts'
import { Outbox } from './memory/outbox.ts'
import { type Arrival, Pump } from './memory/pump.ts'
import { isAcceptable } from './memory/subprotocols.ts'
import { MswSocket } from './msw-socket.ts'
import type { FanOut, Link, MockSide } from './port.ts'

/** The client of a connection, as a handler of MSW is given it. */
export interface MswClient {
  readonly socket: WebSocket
  send(data: string | Blob | ArrayBuffer): void
  close(code: number, reason: string): void
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
  addEventListener(type: 'close', listener: (event: Pick<CloseEvent, 'code' | 'reason'>) => void): void
}

interface Closing {
  readonly code: number
  readonly reason: string
}

const ABRUPT: Closing = { code: ABNORMAL, reason: '' }

/** The clients of one mock. */
export class MswNetwork {
  readonly pump: Pump = new Pump()
  /** Handshakes that are accepted, of sockets that MSW has not opened yet. */
  readonly #opening = new Set<Promise<void>>()

  readonly fanOut: FanOut = (links, frame) => {
    for (const link of links) link.deliver(frame)
  }

  /** Resolves when nothing is in flight. */
  idle(): Promise<void> {
    return this.pump.idle()
  }

  /** Calls back when what is in flight now has arrived, before what is put in flight later. */
  afterArrival(callback: () => void): void {
    const arrive = (): void =>
      this.pump.carry(() => {
        callback()
        return true
      })
    if (this.#opening.size === 0) arrive()
    else void Promise.all(this.#opening).then(arrive)
  }

  /** Counts a socket as one that is to be opened. Call what is returned when it is, or never will be. */
  open(): () => void {
    const release = this.pump.hold()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#opening.add(promise)
    return () => {
      if (!this.#opening.delete(promise)) return
      resolve()
      release()
    }
  }
}

export class MswLink implements Link {
  /** Resolves when the handshake is answered, one way or the other: until then MSW is to wait with opening the socket. */
  readonly answered: Promise<void>
  readonly #answered = Promise.withResolvers<void>()
  readonly #client: MswClient
  readonly #socket: MswSocket
  readonly #offered: readonly string[]
  readonly #network: MswNetwork
  readonly #outbox: Outbox
  #mock: MockSide | undefined
  #phase: 'asked' | 'accepted' | 'open' | 'over' = 'asked'
  #opened: (() => void) | undefined
  /** What the mock did before the socket was open. */
  #early: Arrival[] = []
  /** The app's close. */
  #leaving: Closing | undefined
  #mockClosed = false
  #mockKnows = false

  constructor(client: MswClient, offered: readonly string[], network: MswNetwork) {
    this.#client = client
    this.#socket = new MswSocket(client.socket, (code, reason) => client.close(code, reason))
    this.#offered = offered
    this.#network = network
    this.#outbox = new Outbox(network.pump, () => this.cut())
    this.answered = this.#answered.promise
    // An app may close in the line in which it connects.
    if (this.#socket.isLeft) this.#over()
    client.addEventListener('open', () => this.#shownOpen())
    client.addEventListener('message', ({ data }) => this.#heard(data))
    client.addEventListener('close', ({ code, reason }) => this.#shownClosed({ code, reason }))
  }

  /** The app is not there any more. */
  get isOver(): boolean {
    return this.#phase === 'over'
  }

  /** Tells who answers. */
  answeredBy(mock: MockSide): void {
    this.#mock = mock
    // The mock may have refused it at once.
    if (this.#phase === 'over') this.#tellClosed(ABRUPT)
  }

  // ── what the mock does ───────────────────────────────────────────────────────────────────────────────────────────

  accept(protocol: string): void {
    if (this.#phase !== 'asked') return
    if (!isAcceptable(protocol, this.#offered)) {
      this.#fail()
      return
    }
    this.#phase = 'accepted'
    this.#socket.choose(protocol)
    this.#opened = this.#network.open()
    this.#answered.resolve()
  }

  /** An app is shown neither status nor reason, as the standard has it. */
  reject(): void {
    this.cut()
  }

  deliver(frame: Frame): void {
    this.#put(() => {
      if (this.#phase === 'over') return true
      if (frame.opcode === 'ping') this.#mock?.frame({ opcode: 'pong', payload: frame.payload })
      if (frame.opcode === 'ping' || frame.opcode === 'pong') return true
      // MSW forgets what it has not shown yet when it is told to close, so the next thing waits for the next turn.
      if (!this.#network.pump.takeEvent()) return false
      const { payload } = frame
      this.#client.send(typeof payload === 'string' ? payload : this.#socket.shown(payload))
      return true
    })
  }

  close(code: number, reason: string): void {
    this.#mockClosed = true
    // An app's close is shown to it at once: MSW waits for no answer.
    if (this.#leaving !== undefined) this.#tellClosed(this.#leaving)
    this.#put(() => {
      if (this.#phase === 'over') return true
      if (!this.#network.pump.takeEvent()) return false
      this.#client.close(code, reason)
      return true
    })
  }

  cut(): void {
    if (this.#phase === 'asked' || this.#phase === 'over') {
      this.#fail()
      return
    }
    this.#put(() => {
      if (this.#phase !== 'over' && !this.#network.pump.takeEvent()) return false
      this.#fail()
      return true
    })
  }

  #put(arrival: Arrival): void {
    if (this.#phase === 'asked' || this.#phase === 'accepted') this.#early.push(arrival)
    else this.#network.pump.carry(arrival)
  }

  #fail(): void {
    if (this.#phase !== 'over') {
      this.#over()
      this.#socket.fail()
    }
    this.#tellClosed(ABRUPT)
  }

  // ── what the app does ────────────────────────────────────────────────────────────────────────────────────────────

  #shownOpen(): void {
    if (this.#phase !== 'accepted') return
    this.#phase = 'open'
    for (const arrival of this.#early.splice(0)) this.#network.pump.carry(arrival)
    this.#opened?.()
  }

  #heard(data: unknown): void {
    const isBytes = typeof data === 'object' && data !== null
    if (isBytes && isBlob(data, Blob)) {
      this.#outbox.put({ blob: data, send: (payload) => this.#tell({ opcode: 'binary', payload }) })
      return
    }
    const frame: Frame =
      isBytes && isBufferSource(data)
        ? { opcode: 'binary', payload: copyBytes(data) }
        : { opcode: 'text', payload: toUSVString(data) }
    this.#behindBlobs(() => this.#tell(frame))
  }

  #shownClosed(closing: Closing): void {
    if (this.#phase === 'over') return
    const wasOpen = this.#phase === 'open'
    this.#over()
    if (!wasOpen) {
      this.#tellClosed(ABRUPT)
      return
    }
    this.#behindBlobs(() => {
      if (this.#mockKnows) return
      this.#leaving = closing
      if (this.#mockClosed) this.#tellClosed(closing)
      else this.#mock?.closing(closing.code, closing.reason)
    })
  }

  #behindBlobs(act: () => void): void {
    if (this.#outbox.isReading) this.#outbox.put(act)
    else act()
  }

  #over(): void {
    this.#phase = 'over'
    this.#early = []
    this.#opened?.()
    this.#answered.resolve()
  }

  #tell(frame: Frame): void {
    if (!this.#mockKnows) this.#mock?.frame(frame)
  }

  #tellClosed({ code, reason }: Closing): void {
    if (this.#mockKnows || this.#mock === undefined) return
    this.#mockKnows = true
    this.#mock.closed(code, reason)
  }
}
