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
}

/** Two ends of one connection. */
export interface SocketPair {
  readonly client: InProcessSocket
  readonly server: InProcessSocket
}

export function socketPair({ pump, isSecure, run, timeoutMs }: SocketPairOptions): SocketPair {
  const client = new InProcessSocket(pump, run)
  const server = new InProcessSocket(pump, undefined)
  client.joinTo(server)
  server.joinTo(client)
  if (isSecure) Object.assign(client, { encrypted: true, authorized: true })
  if (timeoutMs !== undefined) client.setTimeout(timeoutMs)
  return { client, server }
}

type Callback = (error?: Error | null) => void

export class InProcessSocket extends Duplex {
  // What an app may ask a socket.
  readonly connecting = false
  readonly remoteAddress = '127.0.0.1'
  readonly remoteFamily = 'IPv4'
  timeout = 0
  bytesWritten = 0

  readonly #pump: Pump
  readonly #run: ((callback: () => void) => void) | undefined
  #far!: InProcessSocket
  /** Nobody reads here, and the buffer is full. */
  #isFull = false
  /** The far end's write that waits until somebody reads here. */
  #blocked: Callback | undefined
  #cancelTimeout: CancelTimer | undefined

  /** @param run given for a client's end: its events are an app's, one a turn */
  constructor(pump: Pump, run: ((callback: () => void) => void) | undefined) {
    // As net has it: a client ends when its peer does, an HTTP server decides for itself.
    super({ allowHalfOpen: run === undefined })
    this.#pump = pump
    this.#run = run
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
  address(): object {
    return {}
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
