// Owns one mock server in use: feeds it what its links report, carries out its effects in order, and gives it a clock.
// What a link is (memory, a socket, a route) it does not know.
import { type CancelTimer, type Clock, dateOn } from '../clock.ts'
import type { NamedAudience } from '../mock/audience.ts'
import type { MockClient } from '../mock/client.ts'
import type { Connection } from '../mock/connection.ts'
import type { MockDefinition } from '../mock/definition.ts'
import type { Command, Effect, Input } from '../mock/effect.ts'
import { MockServer } from '../mock/server.ts'
import { isThenable } from '../mock/thenable.ts'
import type { Observed } from '../transcript/observed.ts'
import { Recorder } from '../transcript/recorder.ts'
import type { Frame } from '../wire/frame.ts'
import type { Dialled, FanOut, Link, MockSide } from './port.ts'

/** Something the author has to know; an `error` fails the test. */
export interface Report {
  readonly severity: 'error' | 'warning'
  readonly error: unknown
}

export interface HostOptions {
  /** For delays, streams, faults and timestamps. */
  readonly clock: Clock
  readonly onReport: (report: Report) => void
  /** Called when a handshake is accepted and on its way to the client, before anything else is. */
  readonly onOpen?: ((client: MockClient) => void) | undefined
  /** How the transport gives one frame to many; default: one by one. */
  readonly fanOut?: FanOut | undefined
  /** How assertions read a client's part of the transcript. */
  readonly observe?: ((client: string) => Observed) | undefined
  /** What the transcript may take in memory, in bytes; then the oldest entries are forgotten. Default: no bound. */
  readonly mostTranscriptBytes?: number | undefined
}

export class MockHost {
  readonly recorder: Recorder
  readonly server: MockServer<Link>
  readonly #clock: Clock
  readonly #onReport: (report: Report) => void
  readonly #onOpen: ((client: MockClient) => void) | undefined
  readonly #fanOut: FanOut
  readonly #timers = new Map<number, CancelTimer>()
  /** Effects being carried out; undefined while none are. */
  #queue: Effect<Link>[] | undefined
  #unsettled = 0
  #isDown = false

  constructor(definition: MockDefinition, options: HostOptions) {
    this.#clock = options.clock
    this.#onReport = options.onReport
    this.#onOpen = options.onOpen
    this.#fanOut = options.fanOut ?? deliverOneByOne
    this.recorder = new Recorder(
      () => this.#clock.now(),
      () => dateOn(this.#clock),
      options.mostTranscriptBytes,
    )
    this.server = new MockServer<Link>(
      definition,
      this.recorder,
      (command, cause) => this.command(command, cause),
      ({ bufferedBytes = 0 }) => bufferedBytes,
      options.observe,
    )
  }

  /**
   * Connects one client; the transport reports what it does to the side returned.
   *
   * @param name default: `client-1` and so on
   */
  connect(dialled: Dialled, params: Readonly<Record<string, string>>, link: Link, name?: string): MockSide {
    const connection = this.server.admit(dialled, params, link, name)
    this.#feed({ on: dialled.polls === true ? 'polled' : 'open', connection })
    return new HostedConnection(connection, this.#feed)
  }

  /** Says something from outside the rules. */
  command(command: Command<Link>, cause?: number): void {
    this.#feed({ on: 'command', command, cause })
  }

  /** The connections that are open, in the order they opened. */
  get clients(): readonly MockClient[] {
    const open: MockClient[] = []
    for (const connection of this.server.connections)
      if (connection.phase === 'open') open.push(connection.client)
    return open
  }

  /** The open members of a group, in join order. */
  members(group: string): readonly MockClient[] {
    return [...this.server.members(group)].map(({ client }) => client)
  }

  /** The open connections that an audience reaches at this instant. */
  reached(audience: NamedAudience): readonly MockClient[] {
    return this.server.reached(audience).map(({ client }) => client)
  }

  /** How many handlers and awaited values have not settled. */
  get unsettled(): number {
    return this.#unsettled
  }

  /** What waits for the clock, the next first; for messages. */
  get pendingTimers(): readonly string[] {
    if (this.#isDown) return []
    const now = this.recorder.now()
    return this.server.pendingTimers.map(({ what, client, dueAt }) => {
      const whose = client === undefined ? what : `${what} for ${client}`
      return `${whose}, due in ${Math.max(0, Math.ceil(dueAt - now))} ms`
    })
  }

  /** Closes every connection with a code. Returns the clients that were open. */
  closeAll(code: number, reason: string): readonly MockClient[] {
    const { clients } = this
    for (const connection of Array.from(this.server.connections)) {
      // Who never got an answer, or will never give one, cannot shake hands.
      if (connection.phase === 'open' && !connection.isHalfOpen)
        this.command({ do: 'close', connection, code, reason })
      else this.command({ do: 'cut', connection })
    }
    return clients
  }

  /** Ends everything: cancels timers, takes no more input. Handlers still running find their connection gone. */
  shutDown(): void {
    this.#isDown = true
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  // A handler that is called in the middle may feed more. Its effects go behind those at hand: what the mock said
  // first is delivered first.
  readonly #feed = (input: Input<Link>): void => {
    if (this.#isDown) return
    const effects = this.server.handle(input)
    if (this.#queue !== undefined) {
      this.#queue.push(...effects)
      return
    }
    if (effects.length === 0) return
    const queue = [...effects]
    this.#queue = queue
    try {
      for (const effect of queue) this.#carryOut(effect)
    } finally {
      this.#queue = undefined
    }
  }

  #carryOut(effect: Effect<Link>): void {
    switch (effect.do) {
      case 'deliver':
        return effect.link.deliver(effect.frame)
      case 'fanOut':
        return this.#fanOut(effect.links, effect.frame)
      case 'accept':
        effect.link.accept(effect.protocol)
        this.#onOpen?.(effect.client)
        return
      case 'reject':
        return effect.link.reject(effect.status, effect.reason)
      case 'close':
        return effect.link.close(effect.code, effect.reason)
      case 'cut':
        return effect.link.cut()
      case 'timer':
        this.#setTimer(effect.timer, effect.delayMs)
        return
      case 'cancelTimer':
        this.#timers.get(effect.timer)?.()
        this.#timers.delete(effect.timer)
        return
      case 'await':
        this.#settle(effect.job, effect.promise)
        return
      case 'call':
        this.#call(effect.job, effect.call)
        return
      case 'report':
        this.#onReport(effect)
    }
  }

  #setTimer(timer: number, delayMs: number): void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(timer)
      this.#feed({ on: 'timer', timer })
    })
    this.#timers.set(timer, cancel)
  }

  #call(job: number, call: () => unknown): void {
    let value: unknown
    try {
      value = call()
    } catch (error) {
      this.#feed({ on: 'settled', job, outcome: { ok: false, error } })
      return
    }
    if (isThenable(value)) this.#settle(job, value)
    else this.#feed({ on: 'settled', job, outcome: { ok: true, value } })
  }

  #settle(job: number, promise: PromiseLike<unknown>): void {
    this.#unsettled++
    const settled = (): void => {
      this.#unsettled--
    }
    promise.then(
      (value) => {
        settled()
        this.#feed({ on: 'settled', job, outcome: { ok: true, value } })
      },
      (error: unknown) => {
        settled()
        this.#reportLate(error)
        this.#feed({ on: 'settled', job, outcome: { ok: false, error } })
      },
    )
  }

  /** A handler that fails after the mock is gone is still the author's to know. */
  #reportLate(error: unknown): void {
    if (this.#isDown) this.#onReport({ severity: 'error', error })
  }
}

class HostedConnection implements MockSide {
  readonly #connection: Connection<Link>
  readonly #feed: (input: Input<Link>) => void

  constructor(connection: Connection<Link>, feed: (input: Input<Link>) => void) {
    this.#connection = connection
    this.#feed = feed
  }

  frame(frame: Frame): void {
    this.#feed({ on: 'frame', connection: this.#connection, frame })
  }
  closing(code: number, reason: string): void {
    this.#feed({ on: 'closing', connection: this.#connection, code, reason })
  }
  closed(code: number, reason: string): void {
    this.#feed({ on: 'closed', connection: this.#connection, code, reason })
  }
}

function deliverOneByOne(links: readonly Link[], frame: Frame): void {
  for (const link of links) link.deliver(frame)
}
