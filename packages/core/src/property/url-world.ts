// Explored conversations with a real server: on connections that are used again, with keys and ids of their own, and
// without waiting for what was said to arrive before the next thing is said.
import { realClock } from '../clock.ts'
import { mistake } from '../errors.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import type { DrivenClients } from '../run/driven/client-port.ts'
import { DrivenRun } from '../run/driven/run.ts'
import type { Fence } from '../guarantees/history.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Entry, Transcript } from '../transcript/entry.ts'
import { ConnectionPool } from './connection-pool.ts'
import { HastySession } from './hasty-session.ts'
import type { RunTerms, World, WorldRun } from './world.ts'

export interface UrlWorldOptions {
  readonly clients: DrivenClients
  readonly contract: CompiledContract
  /** How long what must come is waited for, in ms. */
  readonly patienceMs: number
  readonly signal: AbortSignal | undefined
  /** Tells these conversations from those of other explorations of the same server. */
  readonly session: string
}

/** How long what is missing is waited for while a counterexample is made shorter, in ms. */
const HURRIED_MS = 150

/** Whoever is not let in says nothing, and nothing that is said nowhere breaks a promise: that must not pass. */
function withoutConnection({ entries }: Transcript): unknown {
  const refused = entries.find((entry) => entry.kind === 'reject')
  if (refused === undefined) return undefined
  const { client, url, status, reason } = refused
  const why = status === 0 ? reason || 'no server answers' : `it was refused with ${status} ${reason}`
  return mistake(
    'explore()',
    `${client} has no connection to ${url}: ${why}`,
    'Start the server first, and give { headers } where it wants to know who comes',
  )
}

export class UrlWorld implements World {
  // A race need not be lost each time.
  readonly tries = 3
  readonly #options: UrlWorldOptions
  readonly #pool: ConnectionPool
  readonly #hasBarrier: boolean
  #conversations = 0

  constructor(options: UrlWorldOptions) {
    this.#options = options
    this.#pool = new ConnectionPool(options.clients)
    this.#hasBarrier = [...options.contract.groups.values()].some(({ barrier }) => barrier !== undefined)
  }

  nextToken(): string {
    this.#conversations++
    return this.#token
  }

  async run(scenario: Scenario<unknown>, { groups, isHurried, isAllThere }: RunTerms): Promise<WorldRun> {
    const { contract, signal } = this.#options
    const patienceMs = isHurried ? Math.min(HURRIED_MS, this.#options.patienceMs) : this.#options.patienceMs
    const session = new HastySession(this.#pool, contract, patienceMs, groups)
    const run = new DrivenRun(scenario, {
      clients: session.clients,
      server: session.server,
      clock: realClock,
      patienceMs,
      choose: () => 0,
      onCheckpoint: undefined,
      signal,
      isFence: (fence) => isKept(fence),
    })
    // Who does not read must hold up nobody else: that is seen while it does not. Where all has come that must, nothing
    // more is known; where it has not, for as long as patience lasts, it never will. Barriers know at once, of who reads.
    const isKept = async (fence: Fence): Promise<boolean> => {
      if (this.#hasBarrier && session.isEverybodyReading) return true
      const missing = await run.untilGone(() => {
        const fences = [...run.fences, { ...fence, at: run.transcript.entries.length }]
        return isAllThere({ ...this.#runOf(run, undefined), fences, isQuiescent: false })
          ? undefined
          : 'something'
      })
      return missing !== undefined
    }
    try {
      const failure = await run.run()
      await run.arrive()
      const error = failure?.kind === 'error' ? failure.cause : withoutConnection(run.transcript)
      const sofar = (): WorldRun => this.#runOf(run, error)
      // A pong proves that what was written has come; a server may write later. What must come is waited for.
      await run.untilGone(() => (isAllThere(sofar()) ? undefined : 'something'))
      return sofar()
    } finally {
      await run.end()
    }
  }

  async end(): Promise<void> {
    this.#pool.end()
  }

  get #token(): string {
    return `${this.#options.session}${this.#conversations.toString(36)}.`
  }

  #runOf({ transcript, fences }: DrivenRun, error: unknown): WorldRun {
    const { entries } = transcript
    const own = entries.filter((entry) => this.#isOwn(entry))
    return {
      transcript: own.length === entries.length ? transcript : { entries: own },
      // What a pong proves is not that the server has done what it was asked to.
      fences: own.length === entries.length ? fences : [],
      isQuiescent: true,
      error,
    }
  }

  /** Not about a conversation that is over: a server may still have been busy with that. */
  #isOwn(entry: Entry): boolean {
    if (entry.kind !== 'message' || typeof entry.payload !== 'string') return true
    return !entry.payload.includes(this.#options.session) || entry.payload.includes(this.#token)
  }
}
