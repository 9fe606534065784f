// In which order the branches of a `together` are tried: which goes next at each point where several could, written
// down, so that one order can be told, repeated and followed by the next.
import { mistake } from '../errors.ts'
import { type Random, seededRandom } from '../mock/random.ts'
import type { Step } from '../scenario/step.ts'

/** Makes the choices of one run, and keeps them. */
export class Choices {
  readonly #given: readonly number[]
  readonly #otherwise: (count: number) => number
  readonly #made: number[] = []
  readonly #counts: number[] = []

  /** @param given choices to begin with @param otherwise what to choose after them; default: as written */
  constructor(given: readonly number[] = [], otherwise: (count: number) => number = () => 0) {
    this.#given = given
    this.#otherwise = otherwise
  }

  readonly choose = (count: number): number => {
    const choice = this.#given[this.#made.length] ?? this.#otherwise(count)
    if (choice >= count) {
      throw mistake(
        `simulating the order '${tokenOf(this.#given)}'`,
        `its choice ${this.#made.length + 1} is ${choice}, and only ${count} branches could go`,
        'Use the token of a report of the same scenario and mock',
      )
    }
    this.#made.push(choice)
    this.#counts.push(count)
    return choice
  }

  /** As text, e.g. `0.2.1`; `0` is the order as written. */
  get token(): string {
    return tokenOf(this.#made)
  }

  /** How the next order begins, of all there are; undefined behind the last. */
  get next(): readonly number[] | undefined {
    for (let index = this.#made.length - 1; index >= 0; index--) {
      const choice = this.#made[index] ?? 0
      if (choice + 1 < (this.#counts[index] ?? 0)) return [...this.#made.slice(0, index), choice + 1]
    }
    return undefined
  }
}

/** Orders to try: as written, then all others if these are `most` or fewer, else random ones. */
export function* ordersOf(steps: readonly Step[], most: number, seed: number): Generator<Choices, boolean> {
  const written = new Choices()
  yield written
  if (countOrders(steps) <= most) {
    for (let given = written.next; given !== undefined;) {
      const choices = new Choices(given)
      yield choices
      given = choices.next
    }
    return true
  }
  const random = seededRandom(seed)
  for (let tried = 1; tried < most; tried++) yield new Choices([], (count) => pick(random, count))
  return false
}

function pick(random: Random, count: number): number {
  return Math.floor(random() * count)
}

/** Reads a token. @throws MistakeError when it is none */
export function choicesFrom(token: unknown): Choices {
  if (typeof token !== 'string' || !/^\d{1,6}(?:\.\d{1,6})*$/.test(token)) {
    throw mistake(
      `simulating the order ${JSON.stringify(token) ?? String(token)}`,
      'it is not the token of an order',
      "Write it as a report shows it: '0.2.1'",
    )
  }
  return new Choices(token.split('.').map(Number))
}

function tokenOf(choices: readonly number[]): string {
  // What follows is as written, so it need not be said.
  const last = choices.findLastIndex((choice) => choice !== 0)
  return last === -1 ? '0' : choices.slice(0, last + 1).join('.')
}

/** At most so many orders there are: that of steps that act, seen from outside. Infinity when they are too many to count. */
export function countOrders(steps: readonly Step[]): number {
  return ordersIn(steps).orders
}

interface Counted {
  /** How many steps act. */
  readonly acts: number
  readonly orders: number
}

function ordersIn(steps: readonly Step[]): Counted {
  let acts = 0
  let orders = 1
  for (const step of steps) {
    const one =
      step.do === 'together'
        ? interleaved(step.branches.map(ordersIn))
        : { acts: isAct(step) ? 1 : 0, orders: 1 }
    acts += one.acts
    orders *= one.orders
  }
  return { acts, orders }
}

/** Each order of each branch, shuffled into each other in every way. */
function interleaved(branches: readonly Counted[]): Counted {
  let acts = 0
  let orders = 1
  for (const branch of branches) {
    for (let act = 1; act <= branch.acts; act++) orders = (orders * (acts + act)) / act
    acts += branch.acts
    orders *= branch.orders
  }
  return { acts, orders: Math.round(orders) }
}

function isAct(step: Step): boolean {
  switch (step.do) {
    case 'expect':
    case 'expectInAnyOrder':
    case 'expectClose':
    case 'oneOf':
    case 'optional':
    case 'times':
    case 'expectNothing':
    case 'ignore':
    case 'wait':
    case 'together':
      return false
    default:
      return true
  }
}
