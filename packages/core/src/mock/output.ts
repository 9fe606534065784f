// What one call of `handle` brings about: effects in order, entries with the time of the call, timers.
import { BugError } from '../errors.ts'
import type { Entry } from '../transcript/entry.ts'
import type { Delivery, Recorder } from '../transcript/recorder.ts'
import type { Redaction } from '../transcript/redaction.ts'
import type { Payload } from '../wire/frame.ts'
import type { Effect } from './effect.ts'

/** A timer that waits, for messages. */
export interface PendingTimer {
  readonly what: string
  /** Whom it is about; undefined: nobody in particular. */
  readonly client: string | undefined
  /** When it fires, in ms of the transcript. */
  readonly dueAt: number
}

export class Output<Link> {
  readonly recorder: Recorder
  /** The instant of this call, for everything recorded in it. */
  at = 0
  #effects: Effect<Link>[] = []
  #nextTimer = 1
  readonly #timers = new Map<number, PendingTimer & { readonly fire: () => void }>()
  /** Those that go on for ever: streams, heartbeats. */
  readonly #endless = new Set<number>()

  readonly #redaction: Redaction

  constructor(recorder: Recorder, redaction: Redaction) {
    this.recorder = recorder
    this.#redaction = redaction
  }

  /** A payload as it may be recorded. */
  redactPayload(payload: Payload): Payload {
    return this.#redaction.redactPayload(payload)
  }

  /** Begins a call of `handle`. */
  begin(): void {
    this.at = this.recorder.now()
  }

  /** Ends it: the effects since the last time, in order. */
  take(): readonly Effect<Link>[] {
    const effects = this.#effects
    this.#effects = []
    return effects
  }

  effect(effect: Effect<Link>): void {
    this.#effects.push(effect)
  }

  /** Records an entry whose `at` is this call's, and returns its `seq`. */
  record(entry: Entry): number {
    return this.recorder.record(entry)
  }

  /** Records one delivery to each of these clients. */
  recordDeliveries(delivery: Delivery, clients: readonly string[]): void {
    this.recorder.recordDeliveries(delivery, clients)
  }

  /** Asks for a timer of something that goes on for ever: a stream, a heartbeat. */
  setEndlessTimer(delayMs: number, fire: () => void, what: string, client?: string): number {
    const timer = this.setTimer(delayMs, fire, what, client)
    this.#endless.add(timer)
    return timer
  }

  /**
   * Asks for a timer; `fire` runs inside the call of `handle` that reports it.
   *
   * @param what for messages: `the stream ticks` @param client whom it is about, if it is about one
   */
  setTimer(delayMs: number, fire: () => void, what: string, client?: string): number {
    const timer = this.#nextTimer++
    this.#timers.set(timer, { what, client, dueAt: this.at + delayMs, fire })
    this.#effects.push({ do: 'timer', timer, delayMs })
    return timer
  }

  cancelTimer(timer: number): void {
    this.#endless.delete(timer)
    if (this.#timers.delete(timer)) this.#effects.push({ do: 'cancelTimer', timer })
  }

  fireTimer(timer: number): void {
    const pending = this.#timers.get(timer)
    if (pending === undefined) throw new BugError(`timer ${timer} fired, which was not set`)
    this.#timers.delete(timer)
    this.#endless.delete(timer)
    pending.fire()
  }

  /** The timers that wait, in the order they were set. */
  get pendingTimers(): Iterable<PendingTimer> {
    return this.#timers.values()
  }

  /** How many of them are not part of something that goes on for ever: delays, handlers that sleep. */
  get owedTimers(): number {
    return this.#timers.size - this.#endless.size
  }
}
