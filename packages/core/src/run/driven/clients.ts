// The clients of a driven scenario: does their steps over their connections, notes what comes, and ends them all. Which
// step is next it does not know.
import type { Clock } from '../../clock.ts'
import { BugError, MistakeError } from '../../errors.ts'
import type { ClientStep, CloseStep, ConnectStep } from '../../scenario/step.ts'
import { ABNORMAL } from '../../wire/close-code.ts'
import { jsonCodec } from '../../wire/codec.ts'
import type { DrivenArrival, DrivenClients, DrivenConnection, FailedStimulus } from './client-port.ts'
import { StrangeRefusal } from './strange-refusal.ts'
import type { ClientRecord } from './client-record.ts'
import type { Happenings } from './happenings.ts'
import { atMost } from './patience.ts'
import type { ServerSession, TrafficOf } from './server-port.ts'

export interface DrivenCastOptions {
  readonly clients: DrivenClients
  readonly session: ServerSession
  readonly happenings: Happenings
  readonly record: ClientRecord
  readonly clock: Clock
  /** How long an answer to a ping, and the end of a connection, are waited for, in ms. */
  readonly patienceMs: number
}

/** One client's connection. */
interface Line {
  readonly connection: DrivenConnection
  /** The client began to end it. */
  isEnding: boolean
  isOver: boolean
  /** The client does not read. */
  isHeld: boolean
  readonly ended: PromiseWithResolvers<void>
  readonly traffic: { sent: number; received: number }
}

/** How the scenario's clients leave when it is over. */
const GOODBYE = 1000

export class DrivenCast {
  readonly #options: DrivenCastOptions
  /** The newest connection of each client. */
  readonly #lines = new Map<string, Line>()
  readonly #handshakes = new Set<Promise<void>>()
  readonly #over = new AbortController()
  /** Handshakes that failed for another reason than an answer: nobody is there. */
  readonly failures: unknown[] = []
  #lastHandshake: Promise<void> = Promise.resolve()

  constructor(options: DrivenCastOptions) {
    this.#options = options
  }

  perform(step: ClientStep): void {
    if (step.do === 'connect') return this.#dial(step)
    const { record } = this.#options
    const line = this.#lines.get(step.client)
    if (line === undefined) throw new BugError(`${step.client} acts before it connects`)
    // Its end has come meanwhile, and is what the scenario looks at next.
    if (line.isOver) return
    if (line.connection.cause !== undefined) {
      if (step.do === 'cut') line.isEnding = true
      return line.connection.cause(step)
    }
    switch (step.do) {
      case 'send': {
        const frame = jsonCodec.encode(step.message)
        record.message(step.client, 'clientToServer', frame)
        line.traffic.sent++
        return line.connection.send(frame)
      }
      case 'ping':
        record.pinged(step.client, step.payload)
        line.traffic.sent++
        // What a ping is answered with is the client's own affair, and so is an end that comes before.
        line.connection.ping?.(step.payload).catch(() => {})
        return
      case 'hold':
        line.isHeld = true
        return line.connection.pause?.()
      case 'release':
        return this.#release(line)
      case 'close':
        return this.#close(line, step)
      case 'cut':
        line.isEnding = true
        record.closed(step.client, 'clientToServer', ABNORMAL, '')
        line.connection.cut?.()
    }
  }

  /** Lets everybody read again. */
  releaseAll(): void {
    for (const line of this.#lines.values()) this.#release(line)
  }

  /** Those that read. */
  get readers(): readonly string[] {
    return Array.from(this.#lines).flatMap(([client, { isHeld }]) => (isHeld ? [] : [client]))
  }

  /** What has passed over a client's connection, if it is open. */
  readonly trafficOf: TrafficOf = (client) => {
    const line = this.#lines.get(client)
    // What an app says, and when, is not known before it has arrived.
    const isKnown =
      line !== undefined && !line.isEnding && !line.isOver && line.connection.cause === undefined
    return isKnown ? line.traffic : undefined
  }

  /**
   * Resolves when the server has read what these clients sent to it, and what it had written to them by then has come,
   * as far as they can ping. Default: all clients.
   */
  async fence(clients: Iterable<string> = this.#lines.keys()): Promise<void> {
    const { clock, patienceMs } = this.#options
    const pings = Array.from(new Set(clients), (client) => {
      const line = this.#lines.get(client)
      if (line === undefined || line.isEnding || line.isOver || line.isHeld) return undefined
      return line.connection.ping?.(new Uint8Array(0))
    }).filter((ping) => ping !== undefined)
    if (pings.length > 0) await atMost(clock, patienceMs, Promise.allSettled(pings))
  }

  /** Ends everything, gracefully where the server plays along; resolves when all is gone, or patience is. */
  async end(): Promise<void> {
    const { clock, patienceMs } = this.#options
    this.#over.abort()
    const lines = [...this.#lines.values()]
    for (const line of lines) this.#leave(line)
    if (lines.every(({ isOver }) => isOver) && this.#handshakes.size === 0) return
    const gone = Promise.all([...lines.map(({ ended }) => ended.promise), ...this.#handshakes])
    await atMost(clock, patienceMs, gone)
    for (const { isOver, connection } of lines) if (!isOver) connection.cut?.()
  }

  #leave(line: Line): void {
    this.#release(line)
    if (line.isEnding || line.isOver) return
    if (line.connection.leave === undefined) return line.connection.close(GOODBYE, '')
    line.isOver = true
    line.ended.resolve()
    line.connection.leave()
  }

  /** Reads again: who does not could not hear of the end either. */
  #release(line: Line): void {
    if (!line.isHeld) return
    line.isHeld = false
    line.connection.resume?.()
  }

  #close(line: Line, { client, code, reason }: CloseStep): void {
    this.#release(line)
    line.isEnding = true
    this.#options.record.closed(client, 'clientToServer', code, reason)
    line.connection.close(code, reason)
  }

  // Who is behind a connection that a server sees can only be told if no other is made at the time.
  #dial(step: ConnectStep): void {
    const { expectClient } = this.#options.session
    const handshake =
      expectClient === undefined
        ? this.#shakeHands(step)
        : this.#lastHandshake.then(() => (this.#over.signal.aborted ? undefined : this.#shakeHands(step)))
    this.#lastHandshake = handshake
    this.#handshakes.add(handshake)
    void handshake.finally(() => this.#handshakes.delete(handshake))
  }

  async #shakeHands(step: ConnectStep): Promise<void> {
    const { clients, session, happenings } = this.#options
    const { client } = step
    if (this.#lines.has(client)) await session.left?.()
    if (this.#over.signal.aborted) return
    const answered = session.expectClient?.(client)
    try {
      const connection = await clients.connect(client, step, this.#over.signal)
      answered?.(true)
      this.#opened(step, connection)
    } catch (error) {
      answered?.(false)
      if (this.#over.signal.aborted) return
      if (error instanceof MistakeError) happenings.put({ on: 'error', error })
      else if (isFailedStimulus(error)) happenings.put({ on: 'error', error: error.cause })
      else this.#refused(step, error)
    }
  }

  #opened(step: ConnectStep, connection: DrivenConnection): void {
    const { clients, happenings, record } = this.#options
    const { client } = step
    const ended = Promise.withResolvers<void>()
    const line: Line = {
      connection,
      isEnding: false,
      isOver: false,
      isHeld: false,
      ended,
      traffic: { sent: 0, received: 0 },
    }
    // Nobody waits for it any more.
    if (this.#over.signal.aborted) return this.#leave(line)
    this.#lines.set(client, line)
    record.opened(client, clients.urlOf(client, step), connection.protocol, step)
    happenings.put({ on: 'opened', client })
    connection.receive((arrival) => this.#arrived(client, line, arrival))
  }

  #refused(step: ConnectStep, error: unknown): void {
    const { clients, happenings, record } = this.#options
    const { client } = step
    const status = error instanceof Error && 'status' in error ? error.status : undefined
    if (typeof status !== 'number') this.failures.push(error)
    const reason = error instanceof Error && 'reason' in error ? String(error.reason) : ''
    record.refused(client, clients.urlOf(client, step), typeof status === 'number' ? status : 0, reason)
    if (error instanceof StrangeRefusal) {
      record.violation(client, error.violation)
      happenings.put({ on: 'error', error: error.violation.error })
    }
    happenings.put({ on: 'closed', client, code: ABNORMAL, reason: '', isOwn: false })
  }

  #arrived(client: string, line: Line, arrival: DrivenArrival): void {
    const { happenings, record } = this.#options
    if (line.isOver) return
    switch (arrival.on) {
      case 'frame':
        line.traffic.received++
        record.message(client, 'serverToClient', arrival.frame)
        happenings.put({ on: 'frame', client, frame: arrival.frame })
        return
      case 'sent':
        record.message(client, 'clientToServer', arrival.frame)
        happenings.put({ on: 'sent', client, frame: arrival.frame })
        return
      case 'error':
        happenings.put({ on: 'error', error: arrival.error })
        return
      case 'violation':
        record.violation(client, arrival.violation)
        happenings.put({ on: 'error', error: arrival.violation.error })
        return
      case 'closed': {
        const { code, reason, isOwn = line.isEnding } = arrival
        line.isOver = true
        if (!line.isEnding) {
          record.closed(client, isOwn ? 'clientToServer' : 'serverToClient', code, reason)
        }
        happenings.put({ on: 'closed', client, code, reason, isOwn })
        line.ended.resolve()
      }
    }
  }
}

function isFailedStimulus(error: unknown): error is FailedStimulus {
  return typeof error === 'object' && error !== null && 'stimulus' in error
}
