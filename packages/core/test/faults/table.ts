// `npm run faults`: how the catalogue fares, as a table. In memory every fault for every one of 20 seeds, within 3,000
// conversations, and what is benign in 20,000. Then over sockets, as a black box: the faults without acknowledgements.
// `npm run faults -- memory`, or `-- sockets`, prints one of the two.
import { performance } from 'node:perf_hooks'
import type { MockDefinition } from '../../src/mock/definition.ts'
import { ExplorationFailure, explore } from '../../src/property/explore.ts'
import type { ExploreOptions } from '../../src/property/options.ts'
import type { AnyContract } from '../../src/contract/contract.ts'
import { serveWsMock } from '../../src/run/serve-ws.ts'
import { benign } from './benign.ts'
import { faults } from './index.ts'

const SEEDS = 20
const RUNS = 3_000
const BENIGN_RUNS = 20_000
/** Fewer: the server is a mock in this process, which keeps its whole transcript, and readers are filled up with megabytes. */
const RUNS_OVER_SOCKETS = 600
const BENIGN_RUNS_OVER_SOCKETS = 300
/** How many of the faults have to be found without acknowledgements. */
const FOUND_BLACK_BOX = 17

const only = process.argv[2]
let isAsPromised = true

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
const row = (title: string, ...cells: readonly (string | number)[]): void => {
  console.log(`${title.padEnd(54)}${cells.map((cell) => String(cell).padStart(13)).join('')}`)
}

async function found(
  target: AnyContract | MockDefinition,
  options: ExploreOptions,
): Promise<ExplorationFailure | undefined> {
  try {
    await explore(target, { ...options, onProgress() {} })
    return undefined
  } catch (error) {
    if (error instanceof ExplorationFailure) return error
    throw error
  }
}

/** A server for a while. Clients say who they are in a header, as a session would. */
async function overSockets(
  definition: MockDefinition,
  contract: AnyContract,
  options: ExploreOptions,
): Promise<ExplorationFailure | undefined> {
  const server = await serveWsMock(definition)
  try {
    return await found(contract, {
      ...options,
      url: server.url,
      headers: (client) => ({ 'x-client': client }),
    })
  } finally {
    // What a faulty server throws at its end is its own.
    await server[Symbol.asyncDispose]().catch(() => {})
  }
}

async function inMemory(): Promise<void> {
  row(`in memory, of ${SEEDS} seeds`, 'found', 'after (med.)', 'steps (med.)', 'by')
  for (const { number, title, serve, contract } of faults) {
    const failures: ExplorationFailure[] = []
    for (let seed = 1; seed <= SEEDS; seed++) {
      const failure = await found(serve(contract()), { seed, runs: RUNS })
      if (failure !== undefined) failures.push(failure)
    }
    const steps = median(failures.map(({ counterexample }) => counterexample.steps))
    const law = failures[0]?.counterexample.broken[0]?.law ?? '-'
    isAsPromised &&= failures.length === SEEDS && steps <= 8
    row(
      `${number} ${title}`,
      `${failures.length} of ${SEEDS}`,
      median(failures.map(({ runs }) => runs)),
      steps,
      law,
    )
  }
  console.log()
  row(`benign, of ${BENIGN_RUNS} conversations`, 'flagged')
  for (const { title, serve } of benign) {
    const failure = await found(serve(), { seed: 1, runs: BENIGN_RUNS })
    isAsPromised &&= failure === undefined
    row(title, failure === undefined ? 0 : 1)
    if (failure !== undefined) console.log(failure.message)
  }
}

async function blackBox(): Promise<void> {
  row('over sockets, without acknowledgements', 'found', 'after', 'steps', 'by')
  let count = 0
  for (const { number, title, serve, contract } of faults) {
    const quiet = contract(undefined, false)
    const options = { seed: 1, runs: RUNS_OVER_SOCKETS, timeBudgetMs: 25_000, shrinkMs: 4_000 }
    const failure = await overSockets(serve(quiet), quiet, options)
    if (failure !== undefined) count++
    const { steps = '-', broken = [] } = failure?.counterexample ?? {}
    row(
      `${number} ${title}`,
      failure === undefined ? 'no' : 'yes',
      failure?.runs ?? '-',
      steps,
      broken[0]?.law ?? '-',
    )
  }
  isAsPromised &&= count >= FOUND_BLACK_BOX
  row('together', `${count} of ${faults.length}`)
  console.log()
  row(`benign, of ${BENIGN_RUNS_OVER_SOCKETS} conversations`, 'flagged')
  for (const { title, serve, contract } of benign) {
    const failure = await overSockets(serve(), contract, { seed: 1, runs: BENIGN_RUNS_OVER_SOCKETS })
    isAsPromised &&= failure === undefined
    row(title, failure === undefined ? 0 : 1)
    if (failure !== undefined) console.log(failure.message)
  }
}

const since = performance.now()
if (only === undefined || only === 'memory') await inMemory()
if (only === undefined) console.log()
if (only === undefined || only === 'sockets') await blackBox()
console.log(`\n${Math.round((performance.now() - since) / 1_000)} s`)
process.exitCode = isAsPromised ? 0 : 1
