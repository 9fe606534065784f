// The mock's end of one connection on a real socket: carries out what the mock decides, tells it what the client does.
// Owns the connection's state on the wire; when its frames are written is network.ts's, what is right ws and the mock know.
import { Buffer } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { type CancelTimer, realClock } from '../../clock.ts'
import { ABNORMAL } from '../../wire/close-code.ts'
import { copyBytes, type DataFrame, type Frame } from '../../wire/frame.ts'
import type { Link, MockSide } from '../port.ts'
import type { Batch } from './batch.ts'
import { frameBytes } from './frame-bytes.ts'
import { FrameMeter } from './frame-meter.ts'
import { ignoreError, refuse } from './http-answer.ts'
import type { CheckedLimits } from './limits.ts'
import type { MockSocket, SocketOwner } from './mock-socket.ts'
import { PendingStream } from './pending-stream.ts'
import type { Upgrade } from './upgrade.ts'

/** How long, in ms, a client may take to read what was sent before a cut. */
const CUT_PATIENCE_MS = 2_000

/** What a link needs of the network that it is on. */
export interface LinkOwner {
  readonly limits: CheckedLimits
  /** Completes a handshake; `opened` is called at once, or never. */
  upgrade(upgrade: Upgrade, protocol: string, opened: (socket: MockSocket) => void): void
  /** Has the link flushed at the end of this turn. Returns the batch to put its frames on. */
  enroll(link: SocketLink): Batch
  /** The connection is gone. */
  forget(link: SocketLink): void
}

export class SocketLink implements Link, SocketOwner {
  readonly #network: LinkOwner
  /** Until the handshake is answered: the request is several KB, and nobody reads it later. */
  #upgrade: Upgrade | undefined
  readonly #stream: Duplex
  #pending: PendingStream | undefined
  #socket: MockSocket | undefined
  #mock: MockSide | undefined
  /** Frames of this turn, not yet written. */
  #batch: Batch | undefined
  /** Compression has state for each connection: its frames are ws's to build. */
  #isCompressed = false
  /** How many frames ws has not handed to the operating system yet, and who waits for that. */
  #unsent = 0
  #whenSent: (() => void)[] | undefined
  /** An answer that ends the connection is on its way: a refusal, a close frame, a cut. */
  #isEnding = false

  constructor(network: LinkOwner, upgrade: Upgrade) {
    this.#network = network
    this.#upgrade = upgrade
    this.#stream = upgrade.stream
    this.#stream.on('error', ignoreError)
    this.#stream.on('close', () => this.#gone())
  }

  /** Tells who answers; what the mock said while it was asked is on its way already. */
  answeredBy(mock: MockSide): void {
    this.#mock = mock
    if (this.#socket === undefined && !this.#isEnding) this.#pending = new PendingStream(this.#stream)
  }

  /** What the operating system has not taken yet: it takes some of what a client does not read. */
  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  // ── what the mock does ───────────────────────────────────────────────────────────────────────────────────────────

  accept(protocol: string): void {
    const upgrade = this.#release()
    // Where the client has left meanwhile, or ws refuses the handshake, the stream's end tells the mock.
    if (upgrade !== undefined) this.#network.upgrade(upgrade, protocol, (socket) => this.#opened(socket))
    this.#stream.resume()
  }

  reject(status: number, reason: string): void {
    this.#release()
    this.#isEnding = true
    refuse(this.#stream, { status, reason })
    this.#stream.resume()
  }

  deliver(frame: Frame): void {
    this.deliverBytes(frame, this.#isCompressed ? undefined : frameBytes(frame))
  }

  /** @param bytes those of the frame, as they may be shared by many links */
  deliverBytes(frame: Frame, bytes: Buffer | undefined): void {
    if (this.#socket === undefined || this.#isEnding) return
    this.#batch ??= this.#network.enroll(this)
    if (this.#isCompressed || bytes === undefined) this.#deliverByWs(this.#socket, frame)
    else this.#batch = this.#batch.and(bytes)
  }

  close(code: number, reason: string): void {
    this.flush()
    this.#isEnding = true
    this.#socket?.sendClose(code, reason)
  }

  cut(): void {
    this.flush()
    this.#isEnding = true
    this.#release()
    if (this.#stream.writableLength === 0) {
      this.#stream.destroy()
      return
    }
    // What was sent before a cut arrives before it, where the client reads at all.
    const cancel: CancelTimer = realClock.after(CUT_PATIENCE_MS, () => this.#stream.destroy())
    this.#stream.once('close', cancel)
    this.#stream.once('finish', () => this.#stream.destroy())
    this.#stream.end()
  }

  /** Ends the connection now, whatever is on its way; resolves when it is gone. */
  destroy(): Promise<void> {
    this.#isEnding = true
    return new Promise((resolve) => {
      this.#stream.once('close', resolve)
      this.#stream.destroy()
    })
  }

  // ── the network's part ───────────────────────────────────────────────────────────────────────────────────────────

  /** Writes what this turn has put on the connection. */
  flush(): void {
    const batch = this.#batch
    if (batch === undefined) return
    this.#batch = undefined
    if (!this.#isCompressed && this.#stream.writable) this.#stream.write(batch.bytes)
    const { maxBufferedBytes, slowReaderCode } = this.#network.limits
    // What ws has not compressed yet is waiting, too.
    const waiting = this.#isCompressed ? this.bufferedBytes : this.#stream.writableLength
    if (waiting > maxBufferedBytes) {
      this.#fail(slowReaderCode, `slow reader: ${waiting} bytes are waiting, ${maxBufferedBytes} may`)
    }
  }

  /** Whether something is on its way to the client: frames, or the end. */
  get isBusy(): boolean {
    if (this.#stream.destroyed) return false
    const isWaiting = this.#unsent > 0 || (this.#socket?.bufferedAmount ?? 0) > 0
    return this.#batch !== undefined || this.#isEnding || isWaiting
  }

  /** Resolves when the operating system has taken what is on its way, or the connection is gone. */
  delivered(): Promise<void> {
    this.flush()
    return new Promise((resolve) => {
      const done = (): void => {
        this.#stream.off('close', done)
        resolve()
      }
      this.#stream.once('close', done)
      // What ends is delivered when it has ended.
      if (this.#isEnding) return
      if (this.#unsent > 0) (this.#whenSent ??= []).push(done)
      else this.#stream.write('', done)
    })
  }

  // ── what the client does ─────────────────────────────────────────────────────────────────────────────────────────

  #opened(socket: MockSocket): void {
    this.#socket = socket
    this.#isCompressed = socket.extensions !== ''
    this.#measureFrames()
    socket.owner = this
  }

  message(data: Buffer, isBinary: boolean): void {
    this.#mock?.frame(isBinary ? { opcode: 'binary', payload: copyBytes(data) } : textFrame(data))
  }

  heartbeat(opcode: 'ping' | 'pong', data: Buffer): void {
    this.#mock?.frame({ opcode, payload: copyBytes(data) })
  }

  closeFrame(code: number, reason: string): void {
    this.#mock?.closing(code, reason)
  }

  breach(code: number, why: string): void {
    this.#fail(code, why)
  }

  // Before ws sees the chunk: what is behind a frame that is too long is nobody's to read.
  #measureFrames(): void {
    const { maxFrameBytes, maxMessageBytes } = this.#network.limits
    if (maxFrameBytes >= maxMessageBytes) return
    const meter = new FrameMeter(maxFrameBytes)
    const measure = (chunk: Buffer): void => {
      const tooLong = meter.measure(chunk)
      if (tooLong === undefined) return
      this.#stream.off('data', measure)
      this.#fail(1009, `a frame of ${tooLong} bytes, ${maxFrameBytes} are allowed`)
    }
    this.#stream.prependListener('data', measure)
  }

  /** The client broke the protocol or a limit: it is told with a close frame, and for the mock it is gone. */
  #fail(code: number, reason: string): void {
    if (this.#isEnding) return
    this.#isEnding = true
    // The answers to what came before in this turn are on their way, whatever broke the protocol behind it.
    this.flush()
    this.#socket?.sendClose(code, reason)
    this.#mock?.closed(code, reason)
  }

  #gone(): void {
    this.#batch = undefined
    this.#network.forget(this)
    this.#mock?.closed(ABNORMAL, '')
  }

  /** The handshake with what came behind it, for whoever answers it; undefined when it was answered before. */
  #release(): Upgrade | undefined {
    const upgrade = this.#upgrade
    const early = this.#pending?.release()
    this.#upgrade = undefined
    this.#pending = undefined
    if (upgrade === undefined || early === undefined || early.length === 0) return upgrade
    return { ...upgrade, head: Buffer.concat([upgrade.head, early]) }
  }

  #deliverByWs(socket: MockSocket, { opcode, payload }: Frame): void {
    this.#unsent++
    const sent = (): void => {
      this.#unsent--
      if (this.#unsent > 0 || this.#whenSent === undefined) return
      const whenSent = this.#whenSent
      this.#whenSent = undefined
      for (const resolve of whenSent) resolve()
    }
    if (opcode === 'ping') socket.ping(payload, false, sent)
    else if (opcode === 'pong') socket.pong(payload, false, sent)
    else socket.send(payload, { binary: opcode === 'binary', compress: true }, sent)
  }
}

function textFrame(data: Buffer): DataFrame {
  return { opcode: 'text', payload: data.toString() }
}
