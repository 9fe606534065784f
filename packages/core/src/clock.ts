// The one owner of time. Every delay, interval, deadline and timestamp goes through a Clock; no other file names a
// timer, `Date` or `performance`.
import { BugError } from './errors.ts'

/** Cancels a timer. Calling it again, or after the timer fired, does nothing. */
export type CancelTimer = () => void

/** Time as the mock and the runners see it. All values in ms. */
export interface Clock {
  /** Milliseconds since a fixed, arbitrary moment; never runs backwards. */
  now(): number
  /** Calls `fire` once, `delayMs` from now. */
  after(delayMs: number, fire: () => void): CancelTimer
  /** The time of day, in ms since 1970. Default: `now()`, as if its fixed moment were that one. */
  date?(): number
}

/** The time of day on a clock, in ms since 1970. */
export function dateOn(clock: Clock): number {
  return clock.date === undefined ? clock.now() : clock.date()
}

/** A moment as text, ISO 8601 in UTC. @param ms since 1970 */
export function isoDateOf(ms: number): string {
  return new Date(ms).toISOString()
}

// Captured when Parley is loaded, so that a runner's fake timers never hold up a deadline.
const {
  setTimeout: realSetTimeout,
  clearTimeout: realClearTimeout,
  queueMicrotask: realQueueMicrotask,
} = globalThis
const realPerformance = globalThis.performance
const realNow = realPerformance.now.bind(realPerformance)
const nodeProcess: { nextTick?: (callback: () => void) => void } | undefined = (
  globalThis as { process?: { nextTick?: (callback: () => void) => void } }
).process
const realNextTick = nodeProcess?.nextTick

// One after this bound would fire at once: setTimeout keeps its delay in 31 bits.
const LONGEST_TIMER_MS = 0x7fffffff

/** Real time, whatever the runner fakes: for the deadlines of matchers. */
export const realClock: Clock = {
  now: realNow,
  after(delayMs, fire) {
    const timer = realSetTimeout(fire, Math.min(delayMs, LONGEST_TIMER_MS))
    return () => realClearTimeout(timer)
  },
}

/** The runner's time: follows fake timers while a test uses them. For the mock's delays and streams. */
export const runnerClock: Clock = {
  now: () => globalThis.performance.now(),
  after(delayMs, fire) {
    // The pair is read together: a timer set under fake timers is not the real clearTimeout's to cancel.
    const clear = globalThis.clearTimeout
    const timer = globalThis.setTimeout(fire, Math.min(delayMs, LONGEST_TIMER_MS))
    return () => clear(timer)
  },
  date: () => globalThis.Date.now(),
}

/** Whether the runner has replaced the timers since Parley was loaded. */
export function timersAreFake(): boolean {
  return globalThis.setTimeout !== realSetTimeout
}

/**
 * Calls `callback` after all promise reactions that are due, as a task of the platform would run, but without the
 * wait for one. In Node that is the tick queue entered from a microtask; elsewhere a message channel's task.
 * Not affected by fake timers, also when `queueMicrotask` and `nextTick` are faked.
 */
export const nextTurn: (callback: () => void) => void =
  realNextTick === undefined
    ? viaMessageChannel()
    : (callback) => realQueueMicrotask(() => realNextTick.call(nodeProcess, callback))

function viaMessageChannel(): (callback: () => void) => void {
  // Read only here: looking at it makes Node load its streams.
  const RealMessageChannel = globalThis.MessageChannel
  const due: (() => void)[] = []
  let channel: MessageChannel | undefined
  return (callback) => {
    if (channel === undefined) {
      channel = new RealMessageChannel()
      channel.port1.onmessage = () => due.shift()?.()
    }
    due.push(callback)
    channel.port2.postMessage(undefined)
  }
}

interface Scheduled {
  readonly deadline: number
  readonly order: number
  fire: (() => void) | undefined
}

/** Time that moves only when told to: timers fire in the order of (deadline, time of setting). */
export class VirtualClock implements Clock {
  #now = 0
  #order = 0
  #live = 0
  // A binary heap: a long stream beside many delays stays O(log n) a timer.
  readonly #heap: Scheduled[] = []

  now(): number {
    return this.#now
  }

  after(delayMs: number, fire: () => void): CancelTimer {
    if (!(delayMs >= 0)) throw new BugError(`a timer was set ${delayMs} ms from now`)
    const timer: Scheduled = { deadline: this.#now + delayMs, order: this.#order++, fire }
    this.#push(timer)
    this.#live++
    return () => {
      if (timer.fire === undefined) return
      timer.fire = undefined
      this.#live--
    }
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#live
  }

  /** When the next timer is due, or undefined. */
  get nextDeadline(): number | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined) return undefined
      if (first.fire !== undefined) return first.deadline
      this.#pop()
    }
  }

  /** Moves to the next deadline and fires that one timer. Returns false when none waits. */
  fireNext(): boolean {
    const deadline = this.nextDeadline
    if (deadline === undefined) return false
    const timer = this.#pop()
    const fire = timer.fire
    timer.fire = undefined
    this.#live--
    this.#now = deadline
    fire?.()
    return true
  }

  /** Fires everything due up to and including `time`, then stands there. Refuses to run backwards. */
  advanceTo(time: number): void {
    if (time < this.#now)
      throw new BugError(`the virtual clock was told to go back from ${this.#now} to ${time}`)
    for (
      let deadline = this.nextDeadline;
      deadline !== undefined && deadline <= time;
      deadline = this.nextDeadline
    ) {
      this.fireNext()
    }
    this.#now = time
  }

  #push(timer: Scheduled): void {
    const heap = this.#heap
    let index = heap.push(timer) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (above === undefined || !isBefore(timer, above)) break
      heap[index] = above
      index = parent
    }
    heap[index] = timer
  }

  #pop(): Scheduled {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined) throw new BugError('an empty timer heap was popped')
    if (heap.length === 0) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      let next = heap[child]
      if (next === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && isBefore(right, next)) {
        child++
        next = right
      }
      if (!isBefore(next, last)) break
      heap[index] = next
      index = child
    }
    heap[index] = last
    return first
  }
}

function isBefore(a: Scheduled, b: Scheduled): boolean {
  return a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order)
}
