// `drive`: runs a scenario once, over real connections and in real time. Owns its options and its report; the loop is
// driven/run.ts's.
import { type Clock, realClock } from '../clock.ts'
import { checkOptionNames } from '../errors.ts'
import type { Failure } from '../scenario/failure.ts'
import { failureText } from '../scenario/failure-text.ts'
import { ScenarioFailure, type ScenarioReport } from '../scenario/report.ts'
import { checkScenario, contractOf, type Scenario } from '../scenario/scenario.ts'
import { isClientStep, isServerStep, type Step } from '../scenario/step.ts'
import { checkPatience, checkSeed } from './check-run.ts'
import { checkSteps } from './driven/check-steps.ts'
import { chooserOf } from './driven/chooser.ts'
import type { DrivenClients, Objection } from './driven/client-port.ts'
import { DrivenRun } from './driven/run.ts'
import { promisesOf } from './promises.ts'
import type { DrivenServer, Evidence } from './driven/server-port.ts'
import { offering } from './offered.ts'

export interface DriveOptions {
  /**
   * Who connects: `inMemoryClients(WebSocket, url)`, or clients that speak the wire protocol themselves. They offer the
   * subprotocols of the scenario's contract, unless a step says which.
   */
  readonly clients: DrivenClients
  /** Who does what the server does in the scenario: `wsMockServer(mock)`. Default: nobody, it may have no such step. */
  readonly server?: DrivenServer | undefined
  /** The time of waiting and of the clients' transcript. Default: real time, whatever the runner fakes. */
  readonly clock?: Clock | undefined
  /** How long something that must come is waited for, in ms. Default 1,000. */
  readonly patienceMs?: number | undefined
  /** Chooses in which order branches of `together` act where several could. Default: as written. */
  readonly seed?: number | undefined
  /** Called at each checkpoint; awaited. What it throws fails the scenario. */
  readonly onCheckpoint?: ((name: string) => unknown) | undefined
  /** Aborts the run: connections are closed, and `drive` rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** How a scenario ended that was driven. */
export interface DriveReport extends ScenarioReport {
  /** What the absence of messages rests on: `exact` where the server is a mock, else `bounded`. */
  readonly evidence: Evidence
  readonly seed: number | undefined
}

const NAMES: readonly string[] = [
  'clients',
  'server',
  'clock',
  'patienceMs',
  'seed',
  'onCheckpoint',
  'signal',
] satisfies (keyof DriveOptions)[]

const DEFAULT_PATIENCE_MS = 1_000

/**
 * Runs a scenario over real connections. A step starts when what other actors did before it has arrived, as far as that
 * can be known; branches of `together` don't wait for each other. Connections are closed when it is over, however it
 * ends. The transcript is the mock's, where the server is one, else what the clients saw.
 *
 * @throws ScenarioFailure when it fails; its `report` says all there is to know
 * @throws MistakeError for options that are none, and for a step that nobody given can do, before anything is connected
 * @throws the reason of `signal`, when it is aborted
 */
export async function drive(scenario: Scenario<unknown>, options: DriveOptions): Promise<DriveReport> {
  checkScenario('drive()', scenario)
  const attempted = `drive('${scenario.title}')`
  checkOptionNames(attempted, options, NAMES)
  const report = await driven(attempted, scenario, {
    ...options,
    clients: offering(options.clients, contractOf(scenario)),
  })
  if (report.failure === undefined) return report
  throw new ScenarioFailure(failureText(report, drivenNotes(report)), report)
}

/** What other ways of driving a scenario add. */
interface DrivenOptions extends DriveOptions {
  /** What is known beforehand, by name, as if it had been captured. */
  readonly captured?: Readonly<Record<string, unknown>> | undefined
}

/**
 * Runs a scenario over real connections, whatever it is called. Returns the report also of one that fails.
 *
 * @throws MistakeError for options that are none, and for a step that nobody given can do, before anything is connected
 * @throws the reason of `signal`, when it is aborted
 */
export async function driven(
  attempted: string,
  scenario: Scenario<unknown>,
  options: DrivenOptions,
): Promise<DriveReport> {
  const { clients, server, clock = realClock, patienceMs = DEFAULT_PATIENCE_MS, seed } = options
  const { onCheckpoint, signal, captured } = options
  checkPatience(attempted, patienceMs)
  if (seed !== undefined) checkSeed(attempted, seed)
  checkCast(attempted, scenario, clients, server)
  signal?.throwIfAborted()

  const choose = chooserOf(seed)
  const run = new DrivenRun(scenario, {
    clients,
    server,
    clock,
    patienceMs,
    choose,
    onCheckpoint,
    signal,
    captured,
  })
  try {
    const failure = (await run.run()) ?? (await broken(scenario, run))
    return reportOf(scenario.title, run, failure, seed)
  } finally {
    await run.end()
  }
}

/** Each step has somebody to do it. @throws MistakeError naming the step */
export function checkCast(
  attempted: string,
  scenario: Scenario<unknown>,
  clients: DrivenClients,
  server: DrivenServer | undefined,
): void {
  checkSteps(attempted, scenario, ({ step }) => objectionTo(step, clients, server))
}

function objectionTo(
  step: Step,
  clients: DrivenClients,
  server: DrivenServer | undefined,
): Objection | undefined {
  if (isClientStep(step)) return clients.objectionTo?.(step)
  if (!isServerStep(step)) return undefined
  if (server !== undefined) return server.objectionTo?.(step)
  return { why: 'nobody is there to do what the server does', remedy: 'Give { server: wsMockServer(mock) }' }
}

/** What the contract promises, where the scenario upholds it. What must come is awaited before it counts as missing. */
async function broken(scenario: Scenario<unknown>, run: DrivenRun): Promise<Failure | undefined> {
  const promises = promisesOf(scenario)
  if (promises === undefined) return undefined
  await run.arrive()
  return await run.untilGone(() => promises.failureIn(run.transcript, { fences: [], isQuiescent: true }))
}

function reportOf(
  title: string,
  { transcript, evidence, failedHandshakes }: DrivenRun,
  failure: Failure | undefined,
  seed: number | undefined,
): DriveReport {
  const outcome = failure === undefined ? 'pass' : 'fail'
  return { title, outcome, failure, transcript, warnings: [...failedHandshakes], evidence, seed }
}

/** What a failure of it says besides. */
export function drivenNotes({ warnings, seed }: DriveReport): readonly string[] {
  const handshakes = warnings.map((error) => (error instanceof Error ? error.message : String(error)))
  return seed === undefined ? handshakes : [...handshakes, `branches acted in the order of the seed ${seed}`]
}
