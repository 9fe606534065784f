// Runs a scenario against the mock, in process and in virtual time, in one order of its branches after the other.
import { isContract } from '../contract/contract.ts'
import { absoluteUrl } from '../contract/contract-url.ts'
import { BugError, checkOptionNames, mistake } from '../errors.ts'
import { isMockDefinition, mock, type MockDefinition } from '../mock/definition.ts'
import { definitionOf, type MockSource } from '../mock/source.ts'
import type { Failure } from '../scenario/failure.ts'
import { failureText } from '../scenario/failure-text.ts'
import { ScenarioFailure, type ScenarioReport } from '../scenario/report.ts'
import { checkScenario, contractOf, type Scenario } from '../scenario/scenario.ts'
import { checkPatience, checkSeed } from './check-run.ts'
import { tellConversation } from './conversation.ts'
import { type Choices, choicesFrom, ordersOf } from './orders.ts'
import { promisesOf } from './promises.ts'
import { runSimulated, type SimulatedRun } from './simulated-run.ts'

export interface SimulateOptions {
  /**
   * The server: rules, a function that makes them anew for each order, `mock(rules, options)`, or of several by path, as
   * from `fromFile`, the one for the path of `url`. Default: the mock that the scenario's contract implies; without a
   * contract no rules, so that only what the steps themselves do happens.
   */
  readonly mock?: MockSource | undefined
  /** For the mock's faults, unless it has a seed of its own, and for the choice of orders. Default 1. */
  readonly seed?: number | undefined
  /** How many orders of `together` are tried at most: all of them, if there are no more. Default 64. */
  readonly orders?: number | undefined
  /** Tries this order alone: the token of a report, such as `0.2.1`. */
  readonly order?: string | undefined
  /**
   * How long something that must come is waited for, in ms of virtual time. Default 60,000: virtual time is free, and
   * a stream of one message a minute can be expected message by message.
   */
  readonly patienceMs?: number | undefined
  /** The URL that clients dial; their query is added. Default: the contract's, or `ws://localhost/`. */
  readonly url?: string | undefined
  /** Called at each checkpoint, in each order; awaited. What it throws fails the scenario. */
  readonly onCheckpoint?: ((name: string) => unknown) | undefined
}

/** How a simulation ended. The transcript is that of the order that failed, else of the one as written. */
export interface SimulationReport extends ScenarioReport {
  readonly orders: {
    /** How many different orders of `together` were tried. */
    readonly tried: number
    /** Whether these were all there are. */
    readonly all: boolean
  }
  /** The order of the transcript, for `simulate(scenario, { order })`; `0` is the one as written. */
  readonly order: string
  readonly seed: number
}

const NAMES: readonly string[] = [
  'mock',
  'seed',
  'orders',
  'order',
  'patienceMs',
  'url',
  'onCheckpoint',
] satisfies (keyof SimulateOptions)[]

const DEFAULT_ORDERS = 64
const DEFAULT_PATIENCE_MS = 60_000

/**
 * Simulates a scenario: no sockets, no real time. Branches of `together` are tried in many orders, the one as written
 * first. Where the scenario `upholds` it, what its contract promises is judged at the end of each. Async handlers of rules are awaited; virtual time moves on when nothing else can happen and somebody waits.
 *
 * @throws ScenarioFailure when an order fails; its `report` says all there is to know
 * @throws MistakeError for options that are none, rules that are none, a broadcast to a group that nobody has joined
 */
export async function simulate(
  scenario: Scenario<unknown>,
  options: SimulateOptions = {},
): Promise<SimulationReport> {
  const checked = check(scenario, options)
  const { orders, seed, definition } = checked
  const preparing = definition.contract?.prepare()
  if (preparing !== undefined) await preparing
  const promises = promisesOf(scenario)
  const tokens = new Set<string>()
  let first: { readonly run: SimulatedRun; readonly token: string } | undefined
  for (let next = orders.next(); ; next = orders.next()) {
    if (next.done === true) {
      if (first === undefined) throw new BugError('a simulation tried no order')
      tell(scenario, checked, first.run)
      return reportOf(scenario, first.run, first.token, { tried: tokens.size, all: next.value }, seed)
    }
    const choices: Choices = next.value
    const run = await runSimulated(scenario, {
      ...checked,
      choose: choices.choose,
      knowsGroups: true,
      isSettledAtEnd: promises !== undefined,
    })
    tokens.add(choices.token)
    first ??= { run, token: choices.token }
    const failure = run.failure ?? promises?.failureIn(run.transcript, run)
    if (failure === undefined) continue
    tell(scenario, checked, run)
    const report = reportOf(
      scenario,
      { ...run, failure },
      choices.token,
      { tried: tokens.size, all: false },
      seed,
    )
    throw new ScenarioFailure(failureText(report, orderNotes(report)), report)
  }
}

/** Of many orders one: they touch the same. */
function tell(scenario: Scenario<unknown>, { definition }: Checked, { transcript }: SimulatedRun): void {
  const contract = contractOf(scenario) ?? definition.contract
  tellConversation(contract, () => transcript, contract === definition.contract)
}

interface Checked {
  readonly definition: MockDefinition
  readonly orders: Iterator<Choices, boolean>
  readonly seed: number
  readonly patienceMs: number
  readonly url: string
  readonly onCheckpoint: ((name: string) => unknown) | undefined
}

function check(scenario: Scenario<unknown>, options: SimulateOptions): Checked {
  checkScenario('simulate()', scenario)
  const { title, steps, contract } = scenario
  const attempted = `simulate('${title}')`
  if (Array.isArray(options) || typeof options === 'function' || isMockDefinition(options)) {
    throw mistake(
      attempted,
      'the mock is given in the place of the options',
      'Write simulate(scenario, { mock: … })',
    )
  }
  checkOptionNames(attempted, options, NAMES)
  const {
    seed = 1,
    orders = DEFAULT_ORDERS,
    order,
    patienceMs = DEFAULT_PATIENCE_MS,
    url = absoluteUrl(contractOf(scenario)?.definition.url ?? '/'),
    onCheckpoint,
  } = options
  checkSeed(attempted, seed)
  if (!Number.isInteger(orders) || orders < 1) {
    throw mistake(attempted, `orders is ${String(orders)}`, 'Give a whole number, at least 1')
  }
  checkPatience(attempted, patienceMs)
  const implied = isContract(contract) ? mock(contract) : []
  const given = definitionOf(attempted, options.mock ?? implied, url)
  const definition = { ...given, options: { ...given.options, seed: given.options.seed ?? seed } }
  const iterator = order === undefined ? ordersOf(steps, orders, seed) : one(choicesFrom(order))
  return { definition, orders: iterator, seed, patienceMs, url, onCheckpoint }
}

function* one(choices: Choices): Generator<Choices, boolean> {
  yield choices
  return false
}

function reportOf(
  { title }: Scenario<unknown>,
  { failure, transcript, warnings }: SimulatedRun,
  order: string,
  orders: SimulationReport['orders'],
  seed: number,
): SimulationReport {
  const outcome = failure === undefined ? 'pass' : 'fail'
  return {
    title,
    outcome,
    failure: failure satisfies Failure | undefined,
    transcript,
    warnings,
    orders,
    order,
    seed,
  }
}

function orderNotes({ order, orders, seed }: SimulationReport): readonly string[] {
  if (order === '0') return []
  const before = orders.tried - 1
  return [
    `in the order '${order}' of its branches, after ${before} ${before === 1 ? 'order' : 'orders'} that passed`,
    `repeat it with simulate(…, { order: '${order}', seed: ${seed} })`,
  ]
}
