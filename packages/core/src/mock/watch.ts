// One connection being watched for signs of life: pings it at an interval, and ends it when it stays silent. Time is
// the owner's; what a plan says is heartbeat.ts's.
import { matchesMessage } from '../match/reading.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { Frame } from '../wire/frame.ts'
import type { Connection, Vigil } from './connection.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Output } from './output.ts'
import type { Voice } from './voice.ts'
import type { WatchPlan } from './watch-plan.ts'

/** What a watch can set in motion. */
interface Means<Link> {
  readonly output: Output<Link>
  readonly voice: Voice<Link>
  readonly lifecycle: Lifecycle<Link>
}

const NEXT_PING = 'the next ping'
const SILENT_END = 'the end of a client that stays silent'
/** What the timers are about that say nothing to anybody. */
export const WATCH_TIMERS: ReadonlySet<string> = new Set([NEXT_PING, SILENT_END])

const EMPTY = new Uint8Array(0)

export class Watch<Link> implements Vigil {
  readonly #connection: Connection<Link>
  readonly #plan: WatchPlan
  readonly #means: Means<Link>
  /** The timer of the next ping. */
  #next: number | undefined
  /** The timer at which the silence has lasted too long. */
  #deadline: number | undefined
  /** When a sign of life came last; the opening counts as one. */
  #heardAt: number

  constructor(connection: Connection<Link>, plan: WatchPlan, means: Means<Link>) {
    this.#connection = connection
    this.#plan = plan
    this.#means = means
    this.#heardAt = means.output.at
    if (plan.everyMs === undefined) this.#setDeadline(plan.silentMs)
    else this.#setPing(plan.everyMs)
  }

  heard(frame: Frame): void {
    if (!this.#isSign(frame)) return
    this.#heardAt = this.#means.output.at
    if (this.#plan.isOnce === true) this.stop()
    // Without pings the deadline finds out by itself: a timer for each frame would cost more than the frame.
    if (this.#plan.everyMs !== undefined) this.#deadline = this.#cancel(this.#deadline)
  }

  stop(): void {
    this.#next = this.#cancel(this.#next)
    this.#deadline = this.#cancel(this.#deadline)
  }

  #isSign(frame: Frame): boolean {
    const { sign, isSign } = this.#plan
    if (sign === undefined && isSign === undefined) return true
    if (frame.opcode === 'ping' || frame.opcode === 'pong') return false
    if (sign === undefined) return isSign?.(frame.payload) === true
    return matchesMessage(sign, jsonCodec.decode(frame.payload), frame.payload)
  }

  #setPing(everyMs: number): void {
    const ping = (): void => {
      this.#ping()
      this.#setPing(everyMs)
    }
    this.#next = this.#means.output.setEndlessTimer(everyMs, ping, NEXT_PING, this.#connection.name)
  }

  #ping(): void {
    const { ping, silentMs } = this.#plan
    const { voice } = this.#means
    if (ping === undefined) voice.heartbeat(this.#connection, 'ping', EMPTY, undefined)
    else voice.send(this.#connection, ping, undefined)
    // Measured from the first ping that was not answered.
    if (this.#deadline === undefined) this.#setDeadline(silentMs)
  }

  /** @param restMs how much of the silence is left */
  #setDeadline(restMs: number | undefined): void {
    if (restMs === undefined) return
    const look = (): void => {
      this.#deadline = undefined
      const leftMs = this.#leftMs()
      if (leftMs > 0) this.#setDeadline(leftMs)
      else this.#expire()
    }
    this.#deadline = this.#means.output.setEndlessTimer(restMs, look, SILENT_END, this.#connection.name)
  }

  /** With pings the deadline is taken away by an answer, so it is never early. */
  #leftMs(): number {
    const { everyMs, silentMs } = this.#plan
    if (everyMs !== undefined || silentMs === undefined) return 0
    return this.#heardAt + silentMs - this.#means.output.at
  }

  #expire(): void {
    const { end } = this.#plan
    const { lifecycle } = this.#means
    // A half-open server ends nothing.
    if (this.#connection.isHalfOpen) return
    if (end === 'cut') lifecycle.cut(this.#connection, undefined)
    else lifecycle.close(this.#connection, end.code, end.reason, undefined)
  }

  #cancel(timer: number | undefined): undefined {
    if (timer !== undefined) this.#means.output.cancelTimer(timer)
  }
}
