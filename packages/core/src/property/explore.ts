// `explore`: looks for a conversation that breaks what a contract promises, and shows the shortest one found.
import type { CompiledContract } from '../contract/compiled.ts'
import type { AnyContract } from '../contract/contract.ts'
import { mistake, pointAtCaller } from '../errors.ts'
import { lawsAsked } from '../guarantees/check.ts'
import { type LawInForce, lawsOf } from '../guarantees/laws.ts'
import type { VerdictWord } from '../guarantees/verdict.ts'
import type { MockDefinition } from '../mock/definition.ts'
import {
  type Counterexample,
  counterexampleText,
  type SourceNames,
  sourceOf,
  stepCount,
} from './counterexample.ts'
import { Exploration, type Trial } from './exploration.ts'
import { type ExploreOptions, numbersOf, seedOf } from './options.ts'
import { progressLine } from './progress.ts'
import { type Regressions, regressionsOf } from './regressions.ts'
import { type Replay, replayOf, replayToken } from './replay-token.ts'
import { Situations, situationsOf } from './situations.ts'
import { Stages } from './stages.ts'
import { subjectOf } from './subject.ts'
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
  const subject = subjectOf(target)
  const { contract } = subject
  const attempted = `explore(${contract.name})`
  const numbers = numbersOf(attempted, options)
  const replay = options.replay === undefined ? undefined : replayOf(attempted, options.replay)
  const seed = replay?.seed ?? seedOf(options.seed)
  options.signal?.throwIfAborted()

  const laws = lawsIn(attempted, contract, options)
  const regressions = await regressionsOf(attempted, options.regressions, contract.name)
  const stages = new Stages(attempted, subject, options, numbers)
  const { casts, stage } = await stages.of(seed)
  const world = await worldOf(attempted, contract, subject.definition, options, numbers.patienceMs)
  const progress = progressLine(attempted, options.onProgress)
  const exploration = new Exploration({
    contract,
    laws,
    stage,
    world,
    situations: new Situations(situationsOf(casts, numbers)),
    shape: stages.shapeOf(stage),
    numbers,
    timeBudgetMs: options.timeBudgetMs,
    signal: options.signal,
    onProgress: progress.tell,
  })
  const telling: Telling = { attempted, contract, source: options.source }
  // A token is about one conversation.
  const kept = replay === undefined ? regressions.kept : []
  try {
    const failure =
      (await failureAmong(kept, exploration, stages, telling, options.signal)) ??
      (await failureFound(exploration, seed, replay?.path, regressions, telling)) ??
      silenceIn(exploration, seed, replay?.path, telling)
    if (failure !== undefined) throw here(failure)
    return reportOf(exploration, seed, kept.length, regressions.warnings)
  } finally {
    progress.end()
    await world.end()
  }
}

/** What the text of a failure needs to know. */
interface Telling {
  readonly attempted: string
  readonly contract: CompiledContract
  readonly source: SourceNames | undefined
}

/** The first failure of earlier explorations that still fails. */
async function failureAmong(
  kept: Regressions['kept'],
  exploration: Exploration,
  stages: Stages,
  telling: Telling,
  signal: AbortSignal | undefined,
): Promise<ExplorationFailure | undefined> {
  // oxlint-disable eslint/no-await-in-loop -- one conversation after the other
  for (const { path, plan, replay } of kept) {
    signal?.throwIfAborted()
    // What is said is as it was then.
    const { stage } = await stages.of(replay.seed)
    const possible = stages.possible(plan)
    if (!(await exploration.retry(possible, stage))) continue
    const counterexample = counterexampleOf(await exploration.shorten(possible), replay, telling)
    const text = counterexampleText(telling.attempted, counterexample, [`which is kept in ${path}`])
    return new ExplorationFailure(text, counterexample, { seed: replay.seed, runs: 0 })
  }
  // oxlint-enable eslint/no-await-in-loop
  return undefined
}

/** A failure that is searched for, or repeated by its path; it is kept where failures are. */
async function failureFound(
  exploration: Exploration,
  seed: number,
  path: string | undefined,
  regressions: Regressions,
  telling: Telling,
): Promise<ExplorationFailure | undefined> {
  const found = await exploration.search(seed, path)
  if (found === undefined) return undefined
  const trial = await exploration.shorten(found.plan)
  const counterexample = counterexampleOf(trial, found.replay, telling)
  const text = counterexampleText(telling.attempted, counterexample, factsOf(exploration, seed))
  const where = await regressions.keep(trial.plan, counterexample)
  const message = where === undefined ? text : `${text}\n${where}`
  return new ExplorationFailure(message, counterexample, { seed, runs: exploration.runs })
}

/** That nobody was ever told anything. It is kept nowhere: one conversation does not show it. */
function silenceIn(
  exploration: Exploration,
  seed: number,
  path: string | undefined,
  telling: Telling,
): ExplorationFailure | undefined {
  const silent = exploration.silent(seed, path)
  if (silent === undefined) return undefined
  const counterexample = counterexampleOf(silent.trial, silent.replay, telling)
  const facts = factsOf(exploration, seed)
  const text = counterexampleText(telling.attempted, counterexample, facts, 'The first of them')
  return new ExplorationFailure(text, counterexample, { seed, runs: exploration.runs })
}

function factsOf({ runs }: Exploration, seed: number): readonly string[] {
  return [`after ${runs} ${runs === 1 ? 'conversation' : 'conversations'}`, `seed ${seed}`]
}

/** @throws MistakeError where nothing is promised */
function lawsIn(
  attempted: string,
  contract: CompiledContract,
  { laws: asked }: ExploreOptions,
): readonly LawInForce[] {
  const laws = asked === undefined ? lawsOf(contract) : lawsAsked(attempted, asked, undefined)
  if (laws.length > 0) return laws
  throw mistake(
    attempted,
    'the contract promises nothing',
    'Add guarantees to its groups, or give { laws: [exactlyOnce()] }',
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
  { scenario, run, broken }: Trial,
  replay: Replay,
  { attempted, contract, source }: Telling,
): Counterexample {
  return {
    scenario,
    steps: stepCount(scenario.steps),
    broken,
    error: run.error,
    transcript: run.transcript,
    source: sourceOf(scenario, contract.name, source ?? {}),
    replay: replayToken(replay),
    html: () => htmlTimeline(run.transcript, { title: attempted, verdicts: broken }),
  }
}
