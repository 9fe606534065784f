// The network in memory: what is in flight between sockets and mocks, in one line, carried out turn by turn. Owns the
// order and the turns; what an arrival does is the sender's business.
import { nextTurn, realClock } from '../../clock.ts'
import { rethrow } from './rethrow.ts'

/** Carries out one thing in flight. `false`: it has to wait for the next turn and is then asked again, before all others. */
export type Arrival = () => boolean

// Turns never let the event loop go on, so two peers that answer each other for ever would stop every timer of the
// process. After so many turns the loop gets its chance; rare enough to cost nothing.
const TURNS_BEFORE_YIELDING = 65_536

export class Pump {
  #line: Arrival[] = []
  #next = 0
  #holds = 0
  #isRunning = false
  #turns = 0
  #eventTaken = false
  #whenIdle: (() => void)[] = []

  /** Puts something in flight. It arrives in a later turn, after everything that is in flight already. */
  carry(arrival: Arrival): void {
    this.#line.push(arrival)
    if (this.#isRunning) return
    this.#isRunning = true
    nextTurn(this.#turn)
  }

  /**
   * Asks for the one event of this turn. On the platform each event is a task of its own: whoever awaits it goes on,
   * through any number of promises, before the next event is fired at any socket. A turn is what a task is there.
   */
  takeEvent(): boolean {
    if (this.#eventTaken) return false
    this.#eventTaken = true
    return true
  }

  /** Counts something as in flight that is not in the line yet. Call what is returned, once, when it is. */
  hold(): () => void {
    this.#holds++
    return () => {
      this.#holds--
      this.#settle()
    }
  }

  /** How many things are in flight. */
  get inFlight(): number {
    return this.#line.length - this.#next + this.#holds
  }

  /** Resolves when nothing is in flight. */
  idle(): Promise<void> {
    if (this.inFlight === 0) return Promise.resolve()
    return new Promise((resolve) => this.#whenIdle.push(resolve))
  }

  readonly #turn = (): void => {
    this.#eventTaken = false
    while (this.#next < this.#line.length && this.#arrive()) this.#next++
    if (this.#next === this.#line.length) {
      this.#line = []
      this.#next = 0
      this.#isRunning = false
      this.#settle()
      return
    }
    this.#forgetArrived()
    this.#turns++
    if (this.#turns % TURNS_BEFORE_YIELDING === 0) realClock.after(0, this.#turn)
    else nextTurn(this.#turn)
  }

  #arrive(): boolean {
    try {
      return this.#line[this.#next]?.() ?? true
    } catch (error) {
      rethrow(error)
      return true
    }
  }

  // What arrived must not be kept alive, and a line that never empties must not grow; shifting every time would copy it.
  #forgetArrived(): void {
    if (this.#next < 1024) return
    this.#line = this.#line.slice(this.#next)
    this.#next = 0
  }

  #settle(): void {
    if (this.inFlight > 0 || this.#whenIdle.length === 0) return
    const waiting = this.#whenIdle
    this.#whenIdle = []
    for (const resolve of waiting) resolve()
  }
}
