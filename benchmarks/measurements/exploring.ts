// Exploring: one fixed workload, conversations of 20 steps among 5 clients with all laws on, in memory and over sockets. The
// worlds and the plans are those of `explore`; its parts are no part of the public face, hence the imports of source files.
// Waits are taken out: they cost real time over sockets and none in memory.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { compiledOf } from '../../packages/core/src/contract/contract.ts'
import { ContractHistoryReader } from '../../packages/core/src/guarantees/contract-history.ts'
import { judge } from '../../packages/core/src/guarantees/judge.ts'
import { lawsOf } from '../../packages/core/src/guarantees/laws.ts'
import type { GuaranteeReport } from '../../packages/core/src/guarantees/verdict.ts'
import { mock } from '../../packages/core/src/mock/definition.ts'
import { castsOf } from '../../packages/core/src/property/messages.ts'
import type { Plan } from '../../packages/core/src/property/plan.ts'
import { planArbitrary } from '../../packages/core/src/property/plan-arbitrary.ts'
import { Stage } from '../../packages/core/src/property/stage.ts'
import type { World, WorldRun } from '../../packages/core/src/property/world.ts'
import { worldOf } from '../../packages/core/src/property/world-of.ts'
import { chat } from '../explored/chat.ts'
import { type ContenderName, type Figure, interleave, type Round } from '../harness.ts'
import type { Result } from '../table.ts'

const STEPS = 20
const CLIENTS = 5
const CONVERSATIONS = 100
/** In memory a round goes through them so often. */
const REPEATS = 5
const PATIENCE_MS = 5_000

const attempted = 'the benchmark'
const compiled = compiledOf(attempted, chat)
const laws = lawsOf(compiled)

export async function measure(): Promise<Result> {
  const stage = new Stage(chat, compiled, await castsOf(attempted, compiled, {}, 2, 1), CLIENTS, 2)
  const arbitrary = planArbitrary(stage.shape(2 * STEPS, false, false))
  // As long as those that are tried.
  const generated = planArbitrary(stage.shape(STEPS, false, false))
  const plans = workload(stage, arbitrary)

  const memory = await worldOf(attempted, compiled, mock(chat), {}, PATIENCE_MS)
  const server = fork(fileURLToPath(new URL('../explored/server.ts', import.meta.url)), {
    execArgv: ['--no-warnings'],
  })
  try {
    const [url]: unknown[] = await once(server, 'message')
    const sockets = await worldOf(attempted, compiled, mock(chat), { url: String(url) }, PATIENCE_MS)
    const runs = await simulateAll(stage, memory, plans)
    const parts = await interleave(
      new Map<string, Round>([
        ['generate', round(REPEATS, () => fc.sample(generated, { seed: 1, numRuns: CONVERSATIONS }))],
        ['simulate', round(REPEATS, () => simulateAll(stage, memory, plans))],
        ['judge', round(REPEATS, () => judgeAll(runs))],
        ['in memory', round(REPEATS, () => exploreAll(stage, memory, plans))],
        ['over sockets', round(1, () => exploreAll(stage, sockets, plans))],
      ]),
      11,
      3,
    )
    await sockets.end()
    const figure = (name: string): Figure => parts.get(name) ?? { median: Number.NaN, spread: 0 }
    const row = (what: string, parley: Figure, ws?: Figure): Result['rows'][number] => ({
      what,
      unit: 'µs',
      figures: new Map<ContenderName, Figure>([
        ['parley', parley],
        ...(ws === undefined ? [] : [['ws', ws] as const]),
      ]),
    })
    const inMemory = figure('in memory')
    const overSockets = figure('over sockets')
    return {
      rows: [
        row('exploring, a conversation of 20 steps: generating it', figure('generate')),
        row('… simulating it', figure('simulate')),
        row('… judging it', figure('judge')),
        row('… simulating and judging it (ws: on real sockets)', inMemory, overSockets),
      ],
      targets: [
        {
          what: 'exploring, conversations a second in memory to over sockets',
          measured: overSockets.median / inMemory.median,
          atLeast: 20,
        },
      ],
    }
  } finally {
    server.kill()
  }
}

/** Plans that take place in so many steps, without waits. */
function workload(stage: Stage, arbitrary: fc.Arbitrary<Plan>): readonly Plan[] {
  const plans = fc.sample(arbitrary, { seed: 1, numRuns: 100 * CONVERSATIONS }).flatMap((plan): Plan[] => {
    const moves = plan.moves.filter((move) => move.do !== 'wait')
    for (let length = moves.length; length > 0; length--) {
      const shorter = { ...plan, moves: moves.slice(0, length) }
      if (stage.stage(shorter, '').scenario.steps.length === STEPS) return [shorter]
    }
    return []
  })
  if (plans.length < CONVERSATIONS) throw new Error(`only ${plans.length} plans have ${STEPS} steps`)
  return plans.slice(0, CONVERSATIONS)
}

function round(repeats: number, work: () => unknown): Round {
  return async () => {
    const begin = performance.now()
    for (let index = 0; index < repeats; index++) await work()
    return ((performance.now() - begin) / (repeats * CONVERSATIONS)) * 1_000
  }
}

async function simulateAll(stage: Stage, world: World, plans: readonly Plan[]): Promise<readonly WorldRun[]> {
  const runs: WorldRun[] = []
  for (const plan of plans) {
    const { scenario, groups } = stage.stage(plan, world.nextToken())
    runs.push(await world.run(scenario, { groups, isHurried: false, isAllThere: () => true, luck: 0 }))
  }
  return runs
}

function judgeAll(runs: readonly WorldRun[]): void {
  const reader = new ContractHistoryReader(compiled)
  for (const run of runs) check(judged(reader, run))
}

/** As `explore` does it. */
async function exploreAll(stage: Stage, world: World, plans: readonly Plan[]): Promise<void> {
  const reader = new ContractHistoryReader(compiled)
  for (const plan of plans) {
    const { scenario, groups } = stage.stage(plan, world.nextToken())
    const run = await world.run(scenario, {
      groups,
      isHurried: false,
      isAllThere: (sofar) => !isBroken(judged(reader, sofar)),
      luck: 0,
    })
    check(judged(reader, run))
  }
}

function judged(reader: ContractHistoryReader, run: WorldRun): GuaranteeReport {
  return judge(reader.read(run.transcript, { quiescent: run.isQuiescent, fences: run.fences }), laws)
}

function isBroken({ verdicts }: GuaranteeReport): boolean {
  return verdicts.some(({ verdict }) => verdict === 'violated')
}

function check(report: GuaranteeReport): void {
  if (isBroken(report))
    throw new Error('the mock broke a promise: what was measured is not what it is called')
}
