// The mock of a simulation: feeds it, carries out its effects, gives it virtual time, and notes what happens as
// observations. What clients do is simulated-clients.ts's, which step is next neither knows.
import { type CancelTimer, nextTurn, realClock, VirtualClock } from '../clock.ts'
import { BugError, mistake } from '../errors.ts'
import type { Connection } from '../mock/connection.ts'
import type { MockDefinition } from '../mock/definition.ts'
import type { Command, Effect, Input } from '../mock/effect.ts'
import { MockServer } from '../mock/server.ts'
import { isThenable } from '../mock/thenable.ts'
import type { Observation } from '../scenario/observation.ts'
import { Recorder } from '../transcript/recorder.ts'
import { ABNORMAL } from '../wire/close-code.ts'
import { byteLength, type DataFrame, type Frame } from '../wire/frame.ts'

/** One connection's far end: the client, as far as the wire is concerned. */
export class FarEnd {
  readonly client: string
  /** The client began the close handshake. */
  isClosing = false
  isOver = false
  /** It does not read: what comes waits. Undefined while it reads. */
  held: DataFrame[] | undefined
  #connection: Connection<FarEnd> | undefined

  constructor(client: string) {
    this.client = client
  }

  /** How much waits to be read, in bytes. */
  get bufferedBytes(): number {
    return this.held?.reduce((bytes, { payload }) => bytes + byteLength(payload), 0) ?? 0
  }

  /** Its near end, in the mock. */
  get connection(): Connection<FarEnd> {
    if (this.#connection === undefined) throw new BugError(`${this.client} acts before it is admitted`)
    return this.#connection
  }
  set connection(connection: Connection<FarEnd>) {
    this.#connection = connection
  }
}

/** How long, in real ms, a handler may be busy with something that is neither the mock's clock nor a promise at hand. */
const HANDLER_PATIENCE_MS = 1_000
/** More timers than this for one instant are a loop. */
const MOST_TIMERS_AT_ONCE = 100_000

const NOBODY: readonly string[] = []

export class SimulatedMock {
  readonly recorder: Recorder
  readonly warnings: unknown[] = []
  readonly #clock = new VirtualClock()
  readonly server: MockServer<FarEnd>
  readonly #timers = new Map<number, CancelTimer>()
  /** Effects being carried out; undefined while none are. */
  #queue: Effect<FarEnd>[] | undefined
  #observations: Observation[] = []
  /** Handlers and awaited values that were waited for in vain. */
  readonly #stuck = new Set<number>()
  #stirred: (() => void) | undefined
  #firedAtOnce = 0

  constructor(definition: MockDefinition) {
    this.recorder = new Recorder(() => this.#clock.now())
    this.server = new MockServer<FarEnd>(
      definition,
      this.recorder,
      (command, cause) => this.command(command, cause),
      ({ bufferedBytes }) => bufferedBytes,
    )
  }

  get now(): number {
    return this.#clock.now()
  }

  /** The rules whose handlers were waited for in vain, for messages. */
  get stuck(): readonly string[] {
    if (this.#stuck.size === 0) return NOBODY
    return this.server.unsettledJobs.filter(({ job }) => this.#stuck.has(job)).map(({ text }) => text)
  }

  /** Whether a handler runs that virtual time alone will not wake. */
  get isBusy(): boolean {
    return this.server.unsettledJobs.some(({ job, isAsleep }) => !isAsleep && !this.#stuck.has(job))
  }

  /** What happened since the last time, in order. */
  take(): readonly Observation[] {
    const observations = this.#observations
    if (observations.length > 0) this.#observations = []
    return observations
  }

  /** Notes that something of the author's threw. */
  note(error: unknown): void {
    this.#observations.push({ on: 'error', error, at: this.now })
  }

  // ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Lets promises that are due settle. */
  turn(): Promise<void> {
    return new Promise(nextTurn)
  }

  /** Waits until a busy handler has made a move; gives up on those that make none. In real time. */
  async settle(): Promise<void> {
    await this.turn()
    if (!this.isBusy || this.#observations.length > 0) return
    const moved = await new Promise<boolean>((resolve) => {
      const cancel = realClock.after(HANDLER_PATIENCE_MS, () => resolve(false))
      this.#stirred = () => {
        cancel()
        resolve(true)
      }
    })
    this.#stirred = undefined
    if (moved) return
    for (const { job, isAsleep } of this.server.unsettledJobs) if (!isAsleep) this.#stuck.add(job)
  }

  /** Lets virtual time pass until something happens, and no further than `until`; there it is quiet. */
  advance(until: number): void {
    const clock = this.#clock
    while (this.#observations.length === 0 && !this.isBusy) {
      const { nextDeadline } = clock
      if (nextDeadline === undefined || nextDeadline > until) {
        clock.advanceTo(Math.max(until, clock.now()))
        this.#observations.push({ on: 'quiet', at: clock.now(), unsettled: this.stuck })
        return
      }
      this.#firedAtOnce = nextDeadline > clock.now() ? 0 : this.#firedAtOnce + 1
      if (this.#firedAtOnce > MOST_TIMERS_AT_ONCE) {
        throw mistake(
          `simulating the instant ${clock.now()} ms`,
          `the mock set more than ${MOST_TIMERS_AT_ONCE} timers for it, one after the other`,
          'Look for a handler that loops over delay(0)',
        )
      }
      clock.fireNext()
    }
  }

  /** Lets virtual time pass until nothing is to come any more of what has happened, or `until`. */
  async quieten(until: number): Promise<void> {
    const clock = this.#clock
    // oxlint-disable eslint/no-await-in-loop -- a handler goes on when its promises have settled
    for (;;) {
      // Work that nobody waits for shows only when its promises have settled.
      await this.turn()
      if (!this.server.isAtWork) return
      if (this.isBusy) await this.settle()
      if (this.isBusy) continue
      const { nextDeadline } = clock
      if (nextDeadline === undefined || nextDeadline > until) return
      clock.advanceTo(nextDeadline)
    }
    // oxlint-enable eslint/no-await-in-loop
  }

  // ── the mock's inputs and effects ────────────────────────────────────────────────────────────────────────────────

  /** Says something on the server's side, from outside the rules. */
  command(command: Command<FarEnd>, cause?: number): void {
    this.feed({ on: 'command', command, cause })
  }

  /** Tells the mock what happened, and carries out its effects. */
  feed(input: Input<FarEnd>): void {
    const effects = this.server.handle(input)
    this.#stirred?.()
    // A handler that is called in the middle feeds more. What the mock said first is delivered first.
    if (this.#queue !== undefined) {
      this.#queue.push(...effects)
      return
    }
    if (effects.length === 0) return
    const queue = (this.#queue = [...effects])
    try {
      for (const effect of queue) this.#carryOut(effect)
    } finally {
      this.#queue = undefined
    }
  }

  #carryOut(effect: Effect<FarEnd>): void {
    switch (effect.do) {
      case 'deliver':
        return this.#deliver(effect.link, effect.frame)
      case 'fanOut':
        for (const link of effect.links) this.#arrive(link, effect.frame)
        return
      case 'accept':
        this.#observations.push({ on: 'opened', client: effect.link.client, at: this.now })
        return
      case 'reject':
        return this.over(effect.link, ABNORMAL, '', false)
      case 'close':
        return this.#close(effect.link, effect.code, effect.reason)
      case 'cut':
        return this.over(effect.link, ABNORMAL, '', false)
      case 'timer':
        this.#setTimer(effect.timer, effect.delayMs)
        return
      case 'cancelTimer':
        this.#timers.get(effect.timer)?.()
        this.#timers.delete(effect.timer)
        return
      case 'await':
        return this.#settleJob(effect.job, effect.promise)
      case 'call':
        return this.#call(effect.job, effect.call)
      case 'report':
        if (effect.severity === 'warning') this.warnings.push(effect.error)
        else this.note(effect.error)
    }
  }

  #deliver(end: FarEnd, frame: Frame): void {
    if (frame.opcode === 'text' || frame.opcode === 'binary') this.#arrive(end, frame)
    // A client answers pings by itself (RFC 6455 section 5.5.2).
    else if (frame.opcode === 'ping' && !end.isOver) {
      const pong: Frame = { opcode: 'pong', payload: frame.payload }
      this.feed({ on: 'frame', connection: end.connection, frame: pong })
    }
  }

  #arrive(end: FarEnd, frame: DataFrame): void {
    if (end.isOver) return
    if (end.held === undefined)
      this.#observations.push({ on: 'frame', client: end.client, frame, at: this.now })
    else end.held.push(frame)
  }

  /** The client reads again: what waited comes now. */
  release(end: FarEnd): void {
    const { held = [] } = end
    end.held = undefined
    for (const frame of held) this.#arrive(end, frame)
  }

  /** The mock sent a close frame: it answers the client's, or the client answers it now. */
  #close(end: FarEnd, code: number, reason: string): void {
    const { connection, isClosing } = end
    if (end.isOver) return
    // The close frame is behind what waits: who hears of the end has read that.
    this.release(end)
    this.over(end, code, reason, isClosing)
    if (!isClosing) this.feed({ on: 'closing', connection, code, reason })
    this.feed({ on: 'closed', connection, code, reason })
  }

  /** The connection has ended, as the client sees it. Nothing follows. */
  over(end: FarEnd, code: number, reason: string, isOwn: boolean): void {
    if (end.isOver) return
    end.isOver = true
    this.#observations.push({ on: 'closed', client: end.client, code, reason, isOwn, at: this.now })
  }

  #setTimer(timer: number, delayMs: number): void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(timer)
      this.feed({ on: 'timer', timer })
    })
    this.#timers.set(timer, cancel)
  }

  #call(job: number, call: () => unknown): void {
    let value: unknown
    try {
      value = call()
    } catch (error) {
      this.feed({ on: 'settled', job, outcome: { ok: false, error } })
      return
    }
    if (isThenable(value)) this.#settleJob(job, value)
    else this.feed({ on: 'settled', job, outcome: { ok: true, value } })
  }

  #settleJob(job: number, promise: PromiseLike<unknown>): void {
    promise.then(
      (value) => this.feed({ on: 'settled', job, outcome: { ok: true, value } }),
      (error: unknown) => this.feed({ on: 'settled', job, outcome: { ok: false, error } }),
    )
  }
}
