// `explore`: looks for a conversation that breaks what a contract promises, and shows the shortest one found.
import { type AnyContract, compiledOf, isContract } from '../contract/contract.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import { mistake, pointAtCaller } from '../errors.ts'
import { lawsAsked } from '../guarantees/check.ts'
import { lawsOf } from '../guarantees/laws.ts'
import type { VerdictWord } from '../guarantees/verdict.ts'
import { showValue } from '../match/show.ts'
import { isMockDefinition, mock, type MockDefinition } from '../mock/definition.ts'
import {
  type Counterexample,
  counterexampleText,
  type SourceNames,
  sourceOf,
  stepCount,
} from './counterexample.ts'
import { Exploration, type Trial } from './exploration.ts'
import { castsOf } from './messages.ts'
import { type ExploreOptions, numbersOf, seedOf } from './options.ts'
import type { Plan } from './plan.ts'
import { progressLine } from './progress.ts'
import { regressionsOf } from './regressions.ts'
import { type Replay, replayOf, replayToken } from './replay-token.ts'
import { Situations, situationsOf } from './situations.ts'
import { Stage } from './stage.ts'
import { worldOf } from './world-of.ts'
import { htmlTimeline } from '../views/html/html-timeline.ts'

/** What an exploration that found nothing wrong has seen. */
export interface ExploreReport {
  readonly runs: number
  readonly seed: number
  /** How many failures of earlier explorations were tried first; none fails any more. */
  readonly regressions: number
  /** In ms of real time. */
  readonly elapsedMs: number
  /** How many steps conversations had. */
  readonly steps: { readonly mean: number; readonly max: number }
  /** How many conversations came across each situation that the contract allows. */
  readonly situations: Readonly<Record<string, number>>
  /** By law: how often it was found to hold, and how often it could not be judged. */
  readonly laws: Readonly<Record<string, Readonly<Record<VerdictWord, number>>>>
  /** What the author should know though nothing failed: situations never reached, laws that could not be judged. */
  readonly warnings: readonly string[]
}

/** Thrown when a conversation breaks a promise. */
export class ExplorationFailure extends Error {
  override readonly name: string = 'ExplorationFailure'
  readonly counterexample: Counterexample
  readonly seed: number
  /** How many conversations were tried until it was found. */
  readonly runs: number

  constructor(
    message: string,
    counterexample: Counterexample,
    { seed, runs }: { readonly seed: number; readonly runs: number },
  ) {
    super(message, counterexample.error === undefined ? undefined : { cause: counterexample.error })
    this.counterexample = counterexample
    this.seed = seed
    this.runs = runs
  }
}

/**
 * Tries thousands of conversations: everybody joins, and then much happens at once. What the contract promises is judged
 * over each. Against its mock in memory and in virtual time, or, with `url`, against a real server.
 *
 * @param target a contract, whose own mock is explored, or `mock(contract, rules)`
 * @throws ExplorationFailure with the shortest conversation found that breaks a promise
 * @throws MistakeError for options that are none, a contract that promises nothing, messages that cannot be made, a kept failure that is damaged
 * @throws the reason of `signal`, when it is aborted
 */
export async function explore(
  target: AnyContract | MockDefinition,
  options: ExploreOptions = {},
): Promise<ExploreReport> {
  const here = pointAtCaller(explore)
  const { contract, given, definition } = subjectOf(target)
  const attempted = `explore(${contract.name})`
  const numbers = numbersOf(attempted, options)
  const replay = options.replay === undefined ? undefined : replayOf(attempted, options.replay)
  const seed = replay?.seed ?? seedOf(options.seed)
  options.signal?.throwIfAborted()

  const hasFaults = (options.faults ?? definition.options.faults ?? []).length > 0
  const castsFor = (of: number): ReturnType<typeof castsOf> =>
    castsOf(attempted, contract, options, numbers.groups, of)
  const stageOf = (casts: Awaited<ReturnType<typeof castsOf>>): Stage =>
    new Stage(given, contract, casts, numbers.clients, numbers.groups, hasFaults)
  const casts = await castsFor(seed)
  const stage = stageOf(casts)
  const world = await worldOf(attempted, contract, definition, options, numbers.patienceMs)
  const progress = progressLine(attempted, options.onProgress)
  const laws = options.laws === undefined ? lawsOf(contract) : lawsAsked(attempted, options.laws, undefined)
  if (laws.length === 0) {
    throw mistake(
      attempted,
      'the contract promises nothing',
      'Add guarantees to its groups, or give { laws: [exactlyOnce()] }',
    )
  }
  const { regressions: folder } = options
  const regressions = folder === undefined ? undefined : await regressionsOf(attempted, folder, contract.name)
  const isInMemory = options.url === undefined
  // A mock with rules of its own may keep its own list of members.
  const shape = stage.shape(numbers.maxSteps, isInMemory, isContract(target) && isInMemory)
  const exploration = new Exploration({
    contract,
    laws,
    stage,
    world,
    situations: new Situations(situationsOf(casts, numbers)),
    shape,
    numbers,
    timeBudgetMs: options.timeBudgetMs,
    signal: options.signal,
    onProgress: progress.tell,
  })
  // A token is about one conversation.
  const kept = replay === undefined ? (regressions?.kept ?? []) : []
  try {
    // oxlint-disable eslint/no-await-in-loop -- one conversation after the other
    for (const one of kept) {
      options.signal?.throwIfAborted()
      const plan = shape.canAnnounce ? one.plan : withoutAnnouncements(one.plan)
      const itsStage = stageOf(await castsFor(one.replay.seed))
      if (!(await exploration.retry(plan, itsStage))) continue
      const trial = plainly(await exploration.shorten(plan), itsStage)
      const counterexample = counterexampleOf(contract, trial, one.replay, options.source)
      const text = counterexampleText(attempted, counterexample, [`which is kept in ${one.path}`])
      throw here(new ExplorationFailure(text, counterexample, { seed: one.replay.seed, runs: 0 }))
    }
    // oxlint-enable eslint/no-await-in-loop
    const found = await exploration.search(seed, replay?.path)
    if (found === undefined) return reportOf(exploration, seed, kept.length, regressions?.warnings ?? [])
    const trial = await exploration.shorten(found.plan)
    const counterexample = counterexampleOf(contract, plainly(trial, stage), found.replay, options.source)
    const { runs } = exploration
    const facts = [`after ${runs} ${runs === 1 ? 'conversation' : 'conversations'}`, `seed ${seed}`]
    const text = counterexampleText(attempted, counterexample, facts)
    const note = await regressions?.keep(trial.plan, counterexample)
    const message = note === undefined ? text : `${text}\n${note}`
    throw here(new ExplorationFailure(message, counterexample, { seed, runs }))
  } finally {
    progress.end()
    await world.end()
  }
}

/** What is printed has plain names: pasted, it meets a server that knows none of them. */
function plainly(trial: Trial, stage: Stage): Trial {
  return { ...trial, scenario: stage.stage(trial.plan, '').scenario }
}

/** Who has rules of its own cannot be told to speak to a group. */
function withoutAnnouncements(plan: Plan): Plan {
  return { ...plan, moves: plan.moves.filter(({ do: what }) => what !== 'announce') }
}

interface Subject {
  readonly contract: CompiledContract
  /** The contract as scenarios have it. */
  readonly given: unknown
  readonly definition: MockDefinition
}

function subjectOf(target: AnyContract | MockDefinition): Subject {
  if (isContract(target)) {
    return { contract: compiledOf('explore()', target), given: target, definition: mock(target) }
  }
  if (isMockDefinition(target) && target.contract !== undefined) {
    const { contract } = target
    return { contract, given: contract, definition: target }
  }
  throw mistake(
    'explore()',
    isMockDefinition(target) ? 'the mock has no contract' : `${showValue(target)} is no contract`,
    'Give a contract, or mock(contract, rules): it says how clients join and speak, and what they are promised',
  )
}

function reportOf(
  { runs, elapsedMs, steps, situations, judged, neverJudged }: Exploration,
  seed: number,
  regressions: number,
  aboutRegressions: readonly string[],
): ExploreReport {
  const warnings = [
    ...aboutRegressions,
    ...neverJudged.map(({ law, why }) => `${law} could never be judged: ${why}`),
    // A handful of conversations comes across little.
    ...(runs < ENOUGH_RUNS
      ? []
      : situations.missed.map((situation) => `no conversation reached this: ${situation}`)),
  ]
  return { runs, seed, regressions, elapsedMs, steps, situations: situations.counts, laws: judged, warnings }
}

const ENOUGH_RUNS = 100

function counterexampleOf(
  contract: CompiledContract,
  { scenario, run, broken }: Trial,
  replay: Replay,
  source: SourceNames = {},
): Counterexample {
  return {
    scenario,
    steps: stepCount(scenario.steps),
    broken,
    error: run.error,
    transcript: run.transcript,
    source: sourceOf(scenario, contract.name, source),
    replay: replayToken(replay),
    html: () => htmlTimeline(run.transcript, { title: attempted, verdicts: broken }),
  }
}
