// The states that a scenario begins in, brought about before it and taken back after it, by functions of the author.
import { mistake } from '../errors.ts'
import { showText } from '../match/show.ts'
import type { GivenState } from '../scenario/given.ts'

/** What a state knows: `ref('name')` stands for it in the scenario. */
export type StateValues = Readonly<Record<string, unknown>>

/** What a state leaves behind: values, or values and how to take it back, or why it is not to be had. */
export type StateResult =
  | StateValues
  | { readonly values?: StateValues; readonly teardown: () => unknown }
  | { readonly unavailable: string }

/** Brings a state about. @param params what the scenario gives with it, `{}` by default */
export type StateSetUp = (
  // oxlint-disable-next-line typescript/no-explicit-any -- an author writes the parameters that the scenario gives
  params: any,
) => StateResult | undefined | void | Promise<StateResult | undefined | void>

/** By its name, how each state is brought about. */
export type States = Readonly<Record<string, StateSetUp>>

interface Standing {
  readonly state: string
  readonly teardown: () => unknown
}

/** The states of one run. */
export class StandingStates {
  readonly #attempted: string
  readonly #states: States
  #values: StateValues = {}
  /** In the order they were brought about. */
  #standing: readonly Standing[] = []

  constructor(attempted: string, states: States) {
    this.#attempted = attempted
    this.#states = states
  }

  /** What all of them know; the later one counts. */
  get values(): StateValues {
    return this.#values
  }

  /**
   * Brings about one after the other.
   *
   * @returns why one is not to be had; undefined when all are
   * @throws MistakeError with what one threw as its cause
   */
  async setUp(given: readonly GivenState[], signal: AbortSignal | undefined): Promise<string | undefined> {
    const unknown = given.find(({ state }) => !Object.hasOwn(this.#states, state))
    if (unknown !== undefined)
      return `the state ${showText(unknown.state)} is not available: states has none of that name`
    for (const { state, params = {} } of given) {
      signal?.throwIfAborted()
      // oxlint-disable-next-line eslint/no-await-in-loop -- a state may rest on the one before
      const result = await this.#bringAbout(state, params)
      if (result === undefined) continue
      if ('unavailable' in result && typeof result.unavailable === 'string')
        return `the state ${showText(state)} is not available: ${result.unavailable}`
      this.#keep(state, result)
    }
    signal?.throwIfAborted()
    return undefined
  }

  /** Takes all back, the last one first, whatever goes wrong. Returns what went wrong. */
  async tearDown(): Promise<readonly Error[]> {
    const errors: Error[] = []
    const standing = this.#standing.toReversed()
    this.#standing = []
    for (const { state, teardown } of standing) {
      try {
        // oxlint-disable-next-line eslint/no-await-in-loop -- in the reverse order
        await teardown()
      } catch (cause) {
        errors.push(this.#threw(`taking back the state ${showText(state)}`, cause))
      }
    }
    return errors
  }

  async #bringAbout(state: string, params: StateValues): Promise<StateResult | undefined> {
    try {
      return (await this.#states[state]?.(params)) ?? undefined
    } catch (cause) {
      throw this.#threw(`bringing about the state ${showText(state)}`, cause)
    }
  }

  #keep(state: string, result: StateResult): void {
    if (!('teardown' in result) || typeof result.teardown !== 'function') {
      this.#values = { ...this.#values, ...result }
      return
    }
    const { values, teardown } = result as { readonly values?: StateValues; readonly teardown: () => unknown }
    this.#values = { ...this.#values, ...values }
    this.#standing = [...this.#standing, { state, teardown }]
  }

  #threw(what: string, cause: unknown): Error {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    return mistake(`${this.#attempted}, ${what}`, `it threw ${why}`, 'Correct the function in states', {
      cause,
    })
  }
}
