// The world of a simulation: the mock, one far end for each client, virtual time. Performs steps, carries out the mock's
// effects and notes what happens as observations; which step is next it does not know.
import { type CancelTimer, nextTurn, realClock, VirtualClock } from '../clock.ts'
import { BugError, mistake } from '../errors.ts'
import type { Connection } from '../mock/connection.ts'
import type { MockDefinition } from '../mock/definition.ts'
import type { Command, Effect, Input } from '../mock/effect.ts'
import { MockServer } from '../mock/server.ts'
import { isThenable } from '../mock/thenable.ts'
import type { Observation } from '../scenario/observation.ts'
import type { ActionStep, ConnectStep, ServerBroadcastStep } from '../scenario/step.ts'
import { describeStep } from '../scenario/describe-step.ts'
import { Recorder } from '../transcript/recorder.ts'
import { jsonCodec } from '../wire/codec.ts'
import { ABNORMAL } from '../wire/close-code.ts'
import type { DataFrame, Frame } from '../wire/frame.ts'

/** The far end of one connection. */
interface Far {
  readonly client: string
  connection: Connection<Far> | undefined
  /** The client began the close handshake. */
  isClosing: boolean
  isOver: boolean
}

/** How long, in real ms, a handler may be busy with something that is neither the mock's clock nor a promise at hand. */
const HANDLER_PATIENCE_MS = 1_000
/** More timers than this for one instant are a loop. */
const MOST_TIMERS_AT_ONCE = 100_000

const NOBODY: readonly string[] = []

export class SimulatedServer {
  readonly recorder: Recorder
  readonly warnings: unknown[] = []
  readonly #url: string
  readonly #clock = new VirtualClock()
  readonly #server: MockServer<Far>
  readonly #ends = new Map<string, Far>()
  readonly #timers = new Map<number, CancelTimer>()
  /** Effects being carried out; undefined while none are. */
  #queue: Effect<Far>[] | undefined
  #observations: Observation[] = []
  /** Handlers and awaited values that were waited for in vain. */
  readonly #stuck = new Set<number>()
  #stirred: (() => void) | undefined
  #firedAtOnce = 0

  constructor(definition: MockDefinition, url: string) {
    this.#url = url
    this.recorder = new Recorder(() => this.#clock.now())
    this.#server = new MockServer<Far>(definition, this.recorder, (command, cause) =>
      this.#command(command, cause),
    )
  }

  get now(): number {
    return this.#clock.now()
  }

  /** The rules whose handlers were waited for in vain, for messages. */
  get stuck(): readonly string[] {
    if (this.#stuck.size === 0) return NOBODY
    return this.#server.unsettledJobs.filter(({ job }) => this.#stuck.has(job)).map(({ text }) => text)
  }

  /** Whether a handler runs that virtual time alone will not wake. */
  get isBusy(): boolean {
    return this.#server.unsettledJobs.some(({ job, isAsleep }) => !isAsleep && !this.#stuck.has(job))
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
    for (const { job, isAsleep } of this.#server.unsettledJobs) if (!isAsleep) this.#stuck.add(job)
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

  // ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @throws MistakeError for a broadcast to a group that nobody ever joined */
  perform(step: Exclude<ActionStep, { readonly do: 'checkpoint' }>): void {
    switch (step.do) {
      case 'connect':
        return this.#connect(step)
      case 'send':
        return this.#frame(step.client, jsonCodec.encode(step.message))
      case 'ping':
        return this.#frame(step.client, { opcode: 'ping', payload: step.payload })
      case 'joinGroup':
        return this.#command({ do: 'join', connection: this.#connection(step.client), group: step.group })
      case 'leaveGroup':
        return this.#command({ do: 'leave', connection: this.#connection(step.client), group: step.group })
      case 'close':
        this.#end(step.client).isClosing = true
        return this.#feed({
          on: 'closing',
          connection: this.#connection(step.client),
          code: step.code,
          reason: step.reason,
        })
      case 'cut': {
        const end = this.#end(step.client)
        this.#over(end, ABNORMAL, '', true)
        return this.#feed({
          on: 'closed',
          connection: this.#connection(step.client),
          code: ABNORMAL,
          reason: '',
        })
      }
      case 'serverSend':
        return this.#command({ do: 'send', connection: this.#connection(step.to), message: step.message })
      case 'serverBroadcast':
        return this.#broadcast(step)
      case 'serverClose':
        for (const connection of step.to === undefined
          ? [...this.#server.connections]
          : [this.#connection(step.to)]) {
          if (connection.phase === 'open')
            this.#command({ do: 'close', connection, code: step.code, reason: step.reason })
        }
    }
  }

  #connect({ client, protocols = [], headers = {}, query }: ConnectStep): void {
    const end: Far = { client, connection: undefined, isClosing: false, isOver: false }
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const connection = this.#server.admit(
      { url: `${this.#url}${search}`, protocols, headers: lower },
      {},
      end,
      client,
    )
    end.connection = connection
    this.#ends.set(client, end)
    this.#feed({ on: 'open', connection })
  }

  #broadcast(step: ServerBroadcastStep): void {
    const { message, group, groups, except } = step
    for (const name of groups ?? (group === undefined ? [] : [group])) {
      if (this.#server.isKnownGroup(name)) continue
      const known = this.#server.groupNames
      throw mistake(
        describeStep(step),
        `nobody has joined the group '${name}' so far (known: ${known.length === 0 ? 'none' : known.join(', ')})`,
        'Let a client join it before, or check the name',
      )
    }
    this.#command({ do: 'broadcast', message, audience: { group, groups, except } })
  }

  #frame(client: string, frame: Frame): void {
    this.#feed({ on: 'frame', connection: this.#connection(client), frame })
  }

  #end(client: string): Far {
    const end = this.#ends.get(client)
    if (end === undefined) throw new BugError(`${client} acts before it connects`)
    return end
  }

  #connection(client: string): Connection<Far> {
    const { connection } = this.#end(client)
    if (connection === undefined) throw new BugError(`${client} acts before it is admitted`)
    return connection
  }

  // ── the mock's inputs and effects ────────────────────────────────────────────────────────────────────────────────

  #command(command: Command<Far>, cause?: number): void {
    this.#feed({ on: 'command', command, cause })
  }

  // A handler that is called in the middle may feed more. Its effects go behind those at hand: what the mock said
  // first is delivered first.
  #feed(input: Input<Far>): void {
    const effects = this.#server.handle(input)
    this.#stirred?.()
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

  #carryOut(effect: Effect<Far>): void {
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
        return this.#over(effect.link, ABNORMAL, '', false)
      case 'close':
        return this.#close(effect.link, effect.code, effect.reason)
      case 'cut':
        return this.#over(effect.link, ABNORMAL, '', false)
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

  #deliver(end: Far, frame: Frame): void {
    if (frame.opcode === 'text' || frame.opcode === 'binary') this.#arrive(end, frame)
    // A client answers pings by itself (RFC 6455 section 5.5.2).
    else if (frame.opcode === 'ping' && !end.isOver)
      this.#frame(end.client, { opcode: 'pong', payload: frame.payload })
  }

  #arrive(end: Far, frame: DataFrame): void {
    if (!end.isOver) this.#observations.push({ on: 'frame', client: end.client, frame, at: this.now })
  }

  /** The mock sent a close frame: it answers the client's, or the client answers it now. */
  #close(end: Far, code: number, reason: string): void {
    const { connection, isClosing } = end
    if (end.isOver || connection === undefined) return
    this.#over(end, code, reason, isClosing)
    if (!isClosing) this.#feed({ on: 'closing', connection, code, reason })
    this.#feed({ on: 'closed', connection, code, reason })
  }

  #over(end: Far, code: number, reason: string, isOwn: boolean): void {
    if (end.isOver) return
    end.isOver = true
    this.#observations.push({ on: 'closed', client: end.client, code, reason, isOwn, at: this.now })
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
    if (isThenable(value)) this.#settleJob(job, value)
    else this.#feed({ on: 'settled', job, outcome: { ok: true, value } })
  }

  #settleJob(job: number, promise: PromiseLike<unknown>): void {
    promise.then(
      (value) => this.#feed({ on: 'settled', job, outcome: { ok: true, value } }),
      (error: unknown) => this.#feed({ on: 'settled', job, outcome: { ok: false, error } }),
    )
  }
}
