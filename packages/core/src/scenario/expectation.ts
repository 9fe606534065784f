// An expect step in progress: which arrivals it takes, and when it has enough. One class for each kind of step; what
// to do when it refuses an arrival is the interpreter's.
import { matches } from '../match/match.ts'
import type { Memory } from '../match/memory.ts'
import type { Pattern } from '../match/pattern.ts'
import { type Arrival, type MessageArrival, messageMatches } from './arrival.ts'
import type { ExpectCloseStep, ExpectStep, Wanted } from './step.ts'

export interface Expectation {
  /** Nothing more has to come. */
  readonly isSatisfied: boolean
  /** Nothing more can be taken. */
  readonly isFull: boolean
  /** Takes the next arrival, or refuses it and is unchanged. */
  offer(arrival: Arrival, memory: Memory): boolean
  /** The expect steps that could take the next arrival, for messages. */
  readonly wanted: readonly ExpectStep[]
}

/** Begins a step. */
export function expectationOf(step: ExpectStep): Expectation {
  switch (step.do) {
    case 'expect':
      return new One(
        step,
        (arrival, memory) => arrival.kind === 'message' && messageMatches(step, arrival, memory),
      )
    case 'expectClose':
      return new One(
        step,
        (arrival, memory) => arrival.kind === 'close' && matches(closePattern(step), arrival, memory),
      )
    case 'expectInAnyOrder':
      return new InAnyOrder(step, step.messages)
    case 'oneOf':
      return new Alternatives(step.steps)
    case 'optional':
      return new Repetition(0, 1, step.step)
    case 'times':
      return new Repetition(step.min, step.max, step.step)
  }
}

/** What `{ code, reason }` of a close is matched with. */
export function closePattern({ pattern }: ExpectCloseStep): Pattern {
  return { ...pattern }
}

class One implements Expectation {
  isFull = false
  readonly #step: ExpectStep
  readonly #takes: (arrival: Arrival, memory: Memory) => boolean

  constructor(step: ExpectStep, takes: (arrival: Arrival, memory: Memory) => boolean) {
    this.#step = step
    this.#takes = takes
  }

  get isSatisfied(): boolean {
    return this.isFull
  }
  get wanted(): readonly ExpectStep[] {
    return this.isFull ? [] : [this.#step]
  }
  offer(arrival: Arrival, memory: Memory): boolean {
    if (this.isFull || !this.#takes(arrival, memory)) return false
    this.isFull = true
    return true
  }
}

/**
 * Each of those wanted takes one message. Which one is decided anew with every arrival, so that a broad pattern never
 * takes the message that a narrow one needs; what is captured is captured when all have come.
 */
class InAnyOrder implements Expectation {
  readonly #step: ExpectStep
  readonly #wanted: readonly Wanted[]
  readonly #messages: MessageArrival[] = []
  /** By what is wanted: which of the messages it has, for now. */
  readonly #held: (number | undefined)[]

  constructor(step: ExpectStep, wanted: readonly Wanted[]) {
    this.#step = step
    this.#wanted = wanted
    this.#held = wanted.map(() => undefined)
  }

  get isFull(): boolean {
    return this.#messages.length === this.#wanted.length
  }
  get isSatisfied(): boolean {
    return this.isFull
  }
  get wanted(): readonly ExpectStep[] {
    const open = this.#wanted.filter((_, index) => this.#held[index] === undefined)
    return open.map((wanted) => ({ do: 'expect', client: this.#step.client, ...wanted }))
  }

  offer(arrival: Arrival, memory: Memory): boolean {
    if (arrival.kind === 'close' || this.isFull) return false
    const before = [...this.#held]
    this.#messages.push(arrival)
    const isPlaced = this.#place(this.#messages.length - 1, memory, new Set())
    if (isPlaced && !this.isFull) return true
    // Each matches by itself; what they capture, or must not repeat, is judged when they are together.
    if (isPlaced && this.#commit(memory.fork())) return this.#commit(memory)
    this.#messages.pop()
    this.#held.splice(0, before.length, ...before)
    return false
  }

  /** Finds who wants a message; one that is taken gives its message to another, if that is possible. */
  #place(number: number, memory: Memory, tried: Set<number>): boolean {
    const message = this.#messages[number]
    if (message === undefined) return false
    for (const [index, wanted] of this.#wanted.entries()) {
      if (tried.has(index) || !messageMatches(wanted, message, memory.fork())) continue
      tried.add(index)
      const holder = this.#held[index]
      if (holder !== undefined && !this.#place(holder, memory, tried)) continue
      this.#held[index] = number
      return true
    }
    return false
  }

  /** Matches all, in the order they came. */
  #commit(memory: Memory): boolean {
    return this.#messages.every((message, number) => {
      const wanted = this.#wanted[this.#held.indexOf(number)]
      return wanted !== undefined && messageMatches(wanted, message, memory)
    })
  }
}

class Alternatives implements Expectation {
  #open: Expectation[]

  constructor(steps: readonly ExpectStep[]) {
    this.#open = steps.map(expectationOf)
  }

  get isFull(): boolean {
    return this.#open.length === 1 && this.#open[0]?.isFull === true
  }
  get isSatisfied(): boolean {
    return this.#open.some(({ isSatisfied }) => isSatisfied)
  }
  get wanted(): readonly ExpectStep[] {
    return this.#open.flatMap(({ wanted }) => wanted)
  }
  offer(arrival: Arrival, memory: Memory): boolean {
    const taker = this.#open.find((alternative) => alternative.offer(arrival, memory))
    if (taker === undefined) return false
    this.#open = [taker]
    return true
  }
}

class Repetition implements Expectation {
  readonly #min: number
  readonly #max: number
  readonly #step: ExpectStep
  /** Rounds that are over. */
  #done = 0
  #current: Expectation
  #isBegun = false

  constructor(min: number, max: number, step: ExpectStep) {
    this.#min = min
    this.#max = max
    this.#step = step
    this.#current = expectationOf(step)
  }

  get isFull(): boolean {
    return this.#done >= this.#max
  }
  get isSatisfied(): boolean {
    if (this.#isBegun) return this.#current.isSatisfied && this.#done + 1 >= this.#min
    // A round that may be empty can be had as often as needed.
    return this.#done >= this.#min || this.#current.isSatisfied
  }
  get wanted(): readonly ExpectStep[] {
    return this.isFull ? [] : this.#current.wanted
  }

  offer(arrival: Arrival, memory: Memory): boolean {
    if (this.isFull) return false
    if (this.#current.offer(arrival, memory)) {
      this.#isBegun = true
      if (this.#current.isFull) this.#endRound()
      return true
    }
    // The round has enough and refuses more: perhaps the next one takes it.
    if (!this.#isBegun || !this.#current.isSatisfied || this.#done + 1 >= this.#max) return false
    const fresh = expectationOf(this.#step)
    if (!fresh.offer(arrival, memory)) return false
    this.#done++
    this.#current = fresh
    if (fresh.isFull) this.#endRound()
    return true
  }

  #endRound(): void {
    this.#done++
    this.#current = expectationOf(this.#step)
    this.#isBegun = false
  }
}
