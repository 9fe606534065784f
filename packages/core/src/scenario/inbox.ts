// What came over one client's connection and was not expected yet, in order, from the moment it opens.
import type { Memory } from '../match/memory.ts'
import { type Arrival, messageMatches } from './arrival.ts'
import type { Wanted } from './step.ts'

export class Inbox {
  phase: 'unconnected' | 'dialling' | 'open' | 'over' = 'unconnected'
  readonly #memory: Memory
  #arrivals: Arrival[] = []
  // Reading moves the head: shifting a long array for each of thousands of frames would be quadratic.
  #head = 0
  #ignored: readonly Wanted[] = []

  constructor(memory: Memory) {
    this.#memory = memory
  }

  /** The next arrival that is not ignored. */
  get next(): Arrival | undefined {
    return this.#arrivals[this.#head]
  }

  /** Everything that waits to be expected. */
  get rest(): readonly Arrival[] {
    return this.#arrivals.slice(this.#head)
  }

  /** What waits, but for the end that the client itself brought about. */
  get unexpected(): readonly Arrival[] {
    return this.rest.filter((arrival) => arrival.kind === 'message' || !arrival.isOwn)
  }

  /** Takes the next one out. */
  take(): void {
    this.#head++
    if (this.#head < this.#arrivals.length) return
    this.#arrivals = []
    this.#head = 0
  }

  /** Takes the first one out that is taken by `offer`, wherever it stands. Returns whether there was one. */
  takeFirst(offer: (arrival: Arrival) => boolean): boolean {
    const { rest } = this
    const index = rest.findIndex(offer)
    if (index === -1) return false
    this.#arrivals = rest.toSpliced(index, 1)
    this.#head = 0
    return true
  }

  put(arrival: Arrival): void {
    if (!this.#isIgnored(arrival)) this.#arrivals.push(arrival)
  }

  /**
   * A new connection begins. What waits of the one before is still to be expected, unless nothing has to be; the end
   * that the client itself brought about is past.
   */
  dial(isOpen: boolean): void {
    this.phase = 'dialling'
    this.#arrivals = isOpen ? [] : [...this.unexpected]
    this.#head = 0
  }

  /** From now on, and for what waits already. */
  ignore(wanted: Wanted): void {
    this.#ignored = [...this.#ignored, wanted]
    this.#arrivals = this.rest.filter((arrival) => !this.#isIgnored(arrival))
    this.#head = 0
  }

  #isIgnored(arrival: Arrival): boolean {
    if (this.#ignored.length === 0 || arrival.kind === 'close') return false
    return this.#ignored.some((wanted) => messageMatches(wanted, arrival, this.#memory))
  }
}
