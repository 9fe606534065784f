// A connection inside the process, as its two ends: what a TCP or TLS socket is to an HTTP client and server, without a
// port. Bytes travel on the network in memory, so their order and their turns are the same as every other mock's.
import type { Buffer } from 'node:buffer'
import { Duplex } from 'node:stream'
import { type CancelTimer, realClock } from '../../clock.ts'
import type { Pump } from '../memory/pump.ts'

export interface SocketPairOptions {
  readonly pump: Pump
  /** Whether the client shall see a TLS socket. */
  readonly isSecure: boolean
  /** Calls back in the async context that the client's events belong to. */
  readonly run: (callback: () => void) => void
  /** How long nothing may come before the client is told of it; undefined: for ever. */
  readonly timeoutMs: number | undefined
  /** The port that the client asked for. */
  readonly port: number
}

/** Two ends of one connection. */
export interface SocketPair {
  readonly client: InProcessSocket
  readonly server: InProcessSocket
}

export function socketPair({ pump, isSecure, run, timeoutMs, port }: SocketPairOptions): SocketPair {
  const client = new InProcessSocket(pump, run, port)
  const server = new InProcessSocket(pump, undefined, port)
  client.joinTo(server)
  server.joinTo(client)
  if (isSecure) Object.assign(client, { encrypted: true, authorized: true })
  if (timeoutMs !== undefined) client.setTimeout(timeoutMs)
  return { client, server }
}

const LOOPBACK = '127.0.0.1'
const FAMILY = 'IPv4'
/** There is none: one as a system might have chosen it. */
const CLIENT_PORT = 49_152

type Callback = (error?: Error | null) => void

export class InProcessSocket extends Duplex {
  timeout = 0
  bytesWritten = 0
  bytesRead = 0

  readonly #pump: Pump
  readonly #run: ((callback: () => void) => void) | undefined
  /** The server's. */
  readonly #port: number
  #far!: InProcessSocket
  /** Nobody reads here, and the buffer is full. */
  #isFull = false
  /** The far end's write that waits until somebody reads here. */
  #blocked: Callback | undefined
  #cancelTimeout: CancelTimer | undefined

  /** @param run given for a client's end: its events are an app's, one a turn */
  constructor(pump: Pump, run: ((callback: () => void) => void) | undefined, port: number) {
    // As net has it: a client ends when its peer does, an HTTP server decides for itself.
    super({ allowHalfOpen: run === undefined })
    this.#pump = pump
    this.#run = run
    this.#port = port
  }

  joinTo(far: InProcessSocket): void {
    this.#far = far
  }

  override _write(chunk: Buffer, _encoding: string, done: Callback): void {
    this.bytesWritten += chunk.length
    this.#restartTimeout()
    const far = this.#far
    this.#pump.carry(() => far.#arrive(chunk))
    if (far.#isFull) far.#blocked = done
    else done()
  }

  override _read(): void {
    this.#isFull = false
    this.#unblock()
  }

  override _final(done: Callback): void {
    this.#sendEnd()
    done()
  }

  override _destroy(error: Error | null, done: Callback): void {
    this.#cancelTimeout?.()
    this.#unblock()
    if (!this.writableFinished) this.#sendEnd()
    done(error)
  }

  // What an app may ask a socket.
  get connecting(): boolean {
    return false
  }
  get pending(): boolean {
    return false
  }
  get readyState(): string {
    if (this.readable && this.writable) return 'open'
    return this.readable ? 'readOnly' : this.writable ? 'writeOnly' : 'closed'
  }
  get remoteAddress(): string {
    return LOOPBACK
  }
  get remoteFamily(): string {
    return FAMILY
  }
  get remotePort(): number {
    return this.#run === undefined ? CLIENT_PORT : this.#port
  }
  get localAddress(): string {
    return LOOPBACK
  }
  get localFamily(): string {
    return FAMILY
  }
  get localPort(): number {
    return this.#run === undefined ? this.#port : CLIENT_PORT
  }
  address(): object {
    return { address: LOOPBACK, family: FAMILY, port: this.localPort }
  }

  /** Ends when what was written is on its way, and is gone then. */
  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }
  resetAndDestroy(): this {
    return this.destroy()
  }

  /** Emits `timeout` when nothing was sent or came for so long; 0: never. */
  setTimeout(timeoutMs: number, listener?: () => void): this {
    this.timeout = timeoutMs
    this.#restartTimeout()
    if (listener !== undefined && timeoutMs > 0) this.once('timeout', listener)
    else if (listener !== undefined) this.off('timeout', listener)
    return this
  }

  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
  getPeerCertificate(): object {
    return {}
  }

  #arrive(chunk: Buffer): boolean {
    if (this.#run === undefined) this.#receive(chunk)
    else if (!this.#pump.takeEvent()) return false
    else this.#run(() => this.#receive(chunk))
    return true
  }

  #receive(chunk: Buffer | null): void {
    if (this.destroyed || this.readableEnded) return
    this.#restartTimeout()
    this.bytesRead += chunk?.length ?? 0
    this.#isFull = !this.push(chunk)
  }

  #sendEnd(): void {
    const far = this.#far
    this.#pump.carry(() => {
      // An end is noticed some ticks later; until then it is on its way. Nobody notices where nobody reads.
      if (!far.closed && far.readableFlowing === true) far.once('close', this.#pump.hold())
      if (far.#run === undefined) far.#receive(null)
      else far.#run(() => far.#receive(null))
      return true
    })
  }

  #unblock(): void {
    const done = this.#blocked
    this.#blocked = undefined
    done?.()
  }

  #restartTimeout(): void {
    this.#cancelTimeout?.()
    this.#cancelTimeout = undefined
    if (this.timeout === 0 || this.destroyed) return
    this.#cancelTimeout = realClock.after(this.timeout, () => this.emit('timeout'))
  }
}
