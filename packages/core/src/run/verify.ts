// `verify`: holds a real server to a scenario, once. Owns what it returns, and the order of things: states, clients,
// steps, states taken back. What a real server is asked for, and when its silence counts, is driven/real-server.ts's.
import { realClock } from '../clock.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import { mistake } from '../errors.ts'
import { failureText } from '../scenario/failure-text.ts'
import type { GivenState } from '../scenario/given.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { checkScenario, contractOf, type Scenario } from '../scenario/scenario.ts'
import type { ConnectOptions } from '../scenario/step.ts'
import { dialledUrl } from './dialled-url.ts'
import { checkCast, driven, drivenNotes, type DriveReport } from './drive.ts'
import type { DrivenClients } from './driven/client-port.ts'
import { loadWsClients, type WsClients } from './driven/load-clients.js'
import { type Bound, RealServer } from './driven/real-server.ts'
import type { Trigger } from './driven/triggers.ts'
import { inMemoryClients } from './driven/web-socket-clients.ts'
import { StandingStates, type StateValues } from './states.ts'
import { checkUrl, checkVerify, type VerifyOptions } from './verify-options.ts'

/** How a scenario ended that a real server was held to. */
export interface VerifyReport extends DriveReport {
  /** Why it could not be found out; set when the outcome is `inconclusive`. */
  readonly reason: string | undefined
  /** What the absence of messages rests on, as a sentence. */
  readonly silence: string
  /** The states that it began in. */
  readonly given: readonly GivenState[]
  /** How long all of it took, in ms of the run's clock. */
  readonly durationMs: number
}

const DEFAULT_QUIET_MS = 100
const DEFAULT_PATIENCE_MS = 1_000

/**
 * Holds a real server to a scenario: brings about the states it begins in, connects its clients, does their steps and
 * has the server do its own, and checks what comes. Every frame is held against the scenario's contract. However it
 * ends, connections are closed and states are taken back.
 *
 * A step starts when those before it are done, as far as the server's answers tell; what must come is awaited for
 * `patienceMs`. The report's `evidence` says whether silence was proven: by the contract's barrier, by acknowledgements
 * that mean that everybody has been written to, by `probe`; else it was listened to for `quietMs`.
 *
 * @returns a report whose outcome is `pass`, or `inconclusive` where a state is not available
 * @throws ScenarioFailure when it fails; its `report` says all there is to know
 * @throws MistakeError for options that are none, and for a step that nobody can do, before anything is connected
 * @throws the reason of `signal`, when it is aborted
 */
export async function verify<K, Client extends string>(
  scenario: Scenario<K, Client>,
  options: VerifyOptions<NoInfer<K>, NoInfer<Client>>,
): Promise<VerifyReport> {
  const report = await verified(scenario, options)
  if (report.failure === undefined) return report
  throw new ScenarioFailure(failureText(report, drivenNotes(report)), report)
}

/** As `verify`, but returns the report also of a scenario that fails. */
export async function verified<K, Client extends string>(
  scenario: Scenario<K, Client>,
  given: VerifyOptions<NoInfer<K>, NoInfer<Client>>,
): Promise<VerifyReport> {
  checkScenario('verify()', scenario)
  const attempted = `verify('${scenario.title}')`
  checkVerify(attempted, given)
  // Which client and which message it is, is checked where it is written.
  const options = given as unknown as VerifyOptions
  const { clock = realClock, signal, states = {} } = options
  const since = clock.now()
  const standing = new StandingStates(attempted, states)
  const verification = new Verification(attempted, scenario, options, await loadWsClients())
  verification.check()
  signal?.throwIfAborted()
  const ended = await settle(async () => {
    const reason = await standing.setUp(scenario.given ?? [], signal)
    if (reason !== undefined) return verification.inconclusive(reason)
    return await verification.run(standing.values)
  })
  const [torn, ...others] = await standing.tearDown()
  if ('error' in ended) throw ended.error
  const report = { ...ended.value, durationMs: clock.now() - since }
  if (torn === undefined) return report
  // Why it failed says more than what went wrong behind it.
  if (report.failure === undefined) throw torn
  return { ...report, warnings: [...report.warnings, torn, ...others] }
}

type Ended<T> = { readonly value: T } | { readonly error: unknown }

async function settle<T>(run: () => Promise<T>): Promise<Ended<T>> {
  try {
    return { value: await run() }
  } catch (error) {
    return { error }
  }
}

class Verification {
  readonly #attempted: string
  readonly #scenario: Scenario<unknown>
  readonly #options: VerifyOptions
  readonly #contract: CompiledContract | undefined
  readonly #wsClients: WsClients | undefined

  constructor(
    attempted: string,
    scenario: Scenario<unknown>,
    options: VerifyOptions,
    wsClients: WsClients | undefined,
  ) {
    this.#attempted = attempted
    this.#scenario = scenario
    this.#options = options
    this.#contract = contractOf(scenario)
    this.#wsClients = wsClients
  }

  /** @throws MistakeError naming a step that nobody can do */
  check(): void {
    const { headers } = this.#options
    if (this.#wsClients === undefined && headers !== undefined)
      throw mistake(
        this.#attempted,
        'a page cannot choose the headers of a handshake',
        'Verify from Node, or leave out headers',
      )
    const { clients, server } = this.#realServer({})
    checkCast(this.#attempted, this.#scenario, clients, server)
  }

  async run(values: StateValues): Promise<Omit<VerifyReport, 'durationMs'>> {
    const { clock, patienceMs, seed, onCheckpoint, signal } = this.#options
    const real = this.#realServer(values)
    const report = await driven(this.#attempted, this.#scenario, {
      clients: real.clients,
      server: real.server,
      clock,
      patienceMs,
      seed,
      onCheckpoint,
      signal,
      captured: values,
    })
    const { given = [] } = this.#scenario
    return { ...report, reason: undefined, silence: silenceText(real.bound), given }
  }

  inconclusive(reason: string): Omit<VerifyReport, 'durationMs'> {
    const { title, given = [] } = this.#scenario
    const { seed } = this.#options
    return {
      title,
      outcome: 'inconclusive',
      failure: undefined,
      transcript: { entries: [] },
      warnings: [],
      evidence: 'bounded',
      silence: 'nothing was run',
      seed,
      reason,
      given,
    }
  }

  #realServer(values: StateValues): RealServer {
    const { trigger = {}, probe, clock = realClock } = this.#options
    const { patienceMs = DEFAULT_PATIENCE_MS, quietMs = DEFAULT_QUIET_MS } = this.#options
    return new RealServer({
      clients: this.#clients(values),
      contract: this.#contract,
      trigger: trigger as Trigger,
      probe,
      clock,
      patienceMs,
      quietMs,
    })
  }

  #clients(values: StateValues): DrivenClients {
    const { url, headers, protocols, tls, patienceMs = DEFAULT_PATIENCE_MS } = this.#options
    const of = (dialled: string): DrivenClients =>
      this.#wsClients?.(dialled, { tls, timeoutMs: patienceMs }) ?? inMemoryClients(WebSocket, dialled)
    const plainUrl = (client: string): string => String(typeof url === 'function' ? url(client, values) : url)
    const known = this.#contract?.definition.handshake?.protocols
    const { objectionTo } = of('ws://localhost/')
    return {
      urlOf: (client, step) => dialledUrl(client, plainUrl(client), step),
      connect: async (client, step, signal) => {
        const dialled = plainUrl(client)
        checkUrl(`${this.#attempted}, the url of ${client}`, dialled)
        const offered = typeof protocols === 'function' ? protocols(client, values) : (protocols ?? known)
        const own = typeof headers === 'function' ? await headers(client, values) : await headers
        const handshake: ConnectOptions = {
          ...step,
          protocols: step.protocols ?? offered,
          headers: own === undefined ? step.headers : { ...own, ...step.headers },
        }
        return await of(dialled).connect(client, handshake, signal)
      },
      ...(objectionTo === undefined ? {} : { objectionTo }),
    }
  }
}

function silenceText(bound: Bound | undefined): string {
  if (bound === undefined) return 'exact: wherever nothing came, the server had nothing left to do'
  const { quietMs, because } = bound
  return (
    `bounded evidence: nothing came within ${quietMs} ms, and the server could still have spoken later, ` +
    `because of ${because.join(', ')}. A barrier in the contract, an acknowledgement that means fannedOut, or { probe } proves it`
  )
}
