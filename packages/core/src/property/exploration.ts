// One exploration: makes plans, lets them take place, judges what came of them, and shortens the first that fails.
import * as fc from 'fast-check'
import { realClock } from '../clock.ts'
import { BugError } from '../errors.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import { ContractHistoryReader } from '../guarantees/contract-history.ts'
import { judge } from '../guarantees/judge.ts'
import type { LawInForce } from '../guarantees/laws.ts'
import type { GuaranteeReport, VerdictWord } from '../guarantees/verdict.ts'
import { tellConversation } from '../run/conversation.ts'
import type { BrokenPromise } from '../scenario/failure.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { ExploreNumbers, ExploreProgress } from './options.ts'
import type { Plan } from './plan.ts'
import { planArbitrary, type PlanShape } from './plan-arbitrary.ts'
import type { Replay } from './replay-token.ts'
import { shrunk } from './shrink.ts'
import { Silence } from './silence.ts'
import type { Situations } from './situations.ts'
import type { Stage } from './stage.ts'
import type { World, WorldRun } from './world.ts'

export interface ExplorationParts {
  readonly contract: CompiledContract
  readonly laws: readonly LawInForce[]
  readonly stage: Stage
  readonly world: World
  readonly situations: Situations
  readonly shape: PlanShape
  readonly numbers: ExploreNumbers
  readonly timeBudgetMs: number | undefined
  readonly signal: AbortSignal | undefined
  readonly onProgress: (progress: ExploreProgress) => void
}

/** What came of one plan. */
export interface Trial {
  readonly plan: Plan
  readonly scenario: Scenario<unknown>
  readonly run: WorldRun
  readonly broken: readonly BrokenPromise[]
}

export class Exploration {
  readonly #parts: ExplorationParts
  readonly #reader: ContractHistoryReader
  /** Where plans become scenarios; another for a plan of another exploration. */
  #stage: Stage
  readonly #since = realClock.now()
  /** By law: how often it was judged so. */
  readonly #judged = new Map<string, Record<VerdictWord, number>>()
  readonly #unknown = new Map<string, string>()
  #steps = 0
  #runs = 0
  #longest = 0
  #shrinkingSince: number | undefined
  #lastWord = 0
  #lastBreath = realClock.now()
  #lastFailure: Trial | undefined
  /** With the path that repeats each. */
  readonly #silence = new Silence<{ readonly trial: Trial; readonly path: string }>()
  /** The last that failed though all was waited for. */
  #unhurried: Trial | undefined

  constructor(parts: ExplorationParts) {
    this.#parts = parts
    this.#stage = parts.stage
    this.#reader = new ContractHistoryReader(parts.contract)
  }

  get situations(): Situations {
    return this.#parts.situations
  }
  get runs(): number {
    return this.#runs
  }
  get elapsedMs(): number {
    return realClock.now() - this.#since
  }
  /** How many steps conversations had. */
  get steps(): { readonly mean: number; readonly max: number } {
    return { mean: this.#runs === 0 ? 0 : this.#steps / this.#runs, max: this.#longest }
  }
  /** How often each law was found to hold, or could not be judged. */
  get judged(): Readonly<Record<string, Readonly<Record<VerdictWord, number>>>> {
    return Object.fromEntries(this.#judged)
  }
  /** Laws that could never be judged, and why. */
  get neverJudged(): readonly { readonly law: string; readonly why: string }[] {
    return [...this.#judged].flatMap(([law, { holds, violated }]) =>
      holds + violated > 0 ? [] : [{ law, why: this.#unknown.get(law) ?? 'nothing to judge' }],
    )
  }

  /** Tries a plan of another exploration. Returns whether it fails; then it is what `shorten` goes on with. */
  async retry(plan: Plan, stage: Stage): Promise<boolean> {
    this.#stage = stage
    if (isFailure(await this.#try(plan, { counts: false }))) return true
    this.#stage = this.#parts.stage
    return false
  }

  /** Searches, or repeats one failure. Returns the first plan that fails. @throws what `signal` was aborted with */
  async search(
    seed: number,
    path: string | undefined,
  ): Promise<{ readonly plan: Plan; readonly replay: Replay } | undefined> {
    const { shape, numbers, signal, timeBudgetMs } = this.#parts
    const property = fc.asyncProperty(planArbitrary(shape), async (plan) => {
      // Ends the search, and keeps what was found.
      if (signal?.aborted === true || (this.#shrinkingSince !== undefined && this.#isShrinkingOver()))
        throw new fc.PreconditionFailure(true)
      const isFailing = isFailure(await this.#try(plan))
      if (isFailing) this.#shrinkingSince ??= realClock.now()
      return !isFailing
    })
    const details = await fc.check(property, {
      seed,
      numRuns: numbers.runs,
      ...(path === undefined ? {} : { path, endOnFailure: true }),
      ...(timeBudgetMs === undefined
        ? {}
        : { interruptAfterTimeLimit: timeBudgetMs, markInterruptAsFailure: false }),
    })
    signal?.throwIfAborted()
    if (!details.failed || details.counterexample === null) return undefined
    return { plan: details.counterexample[0], replay: { seed, path: details.counterexamplePath ?? '0' } }
  }

  /** What shows that nobody was ever told anything, where that is so; see `silence.ts`. */
  silent(
    seed: number,
    path: string | undefined,
  ): { readonly trial: Trial; readonly replay: Replay } | undefined {
    const found = this.#silence.found
    if (found === undefined) return undefined
    const run = { ...found.trial.run, error: this.#silence.error }
    const trial = this.#plainly({ ...found.trial, run })
    return { trial, replay: { seed, path: path ?? found.path } }
  }

  /** Makes a failing plan as short as possible. Returns what came of the shortest. */
  async shorten(plan: Plan): Promise<Trial> {
    // A real server need not fail again: then what is known is that it did.
    let trial = (await this.#failing(plan, undefined)) ?? this.#lastFailure
    if (trial === undefined) throw new BugError('a plan is to be shortened that has not failed')
    this.#shrinkingSince ??= realClock.now()
    const laws = new Set(trial.broken.map(({ law }) => law))
    const shortest = await shrunk(
      plan,
      async (candidate) => {
        const tried = await this.#failing(candidate, laws)
        if (tried !== undefined) trial = tried
        return tried !== undefined
      },
      () => this.#isShrinkingOver(),
    )
    this.#parts.signal?.throwIfAborted()
    const last = (await this.#confirmed(shortest, laws)) ?? this.#unhurried ?? trial
    return this.#plainly(last)
  }

  /** With plain names: pasted, it meets a server that knows none of them. */
  #plainly(trial: Trial): Trial {
    return { ...trial, scenario: this.#stage.stage(trial.plan, '').scenario }
  }

  /** The plan fails with all patience, too; else what did fail so last. */
  async #confirmed(plan: Plan, laws: ReadonlySet<string>): Promise<Trial | undefined> {
    for (let count = 0; count < this.#parts.world.tries; count++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const trial = await this.#try(plan, { isHurried: false })
      if (isFailure(trial) && (laws.size === 0 || trial.broken.some(({ law }) => laws.has(law)))) return trial
    }
    return undefined
  }

  #isShrinkingOver(): boolean {
    const { numbers, signal } = this.#parts
    return signal?.aborted === true || realClock.now() - (this.#shrinkingSince ?? 0) > numbers.shrinkMs
  }

  /** The plan fails, by one of these laws where some are given. */
  async #failing(plan: Plan, laws: ReadonlySet<string> | undefined): Promise<Trial | undefined> {
    for (let count = 0; count < this.#parts.world.tries; count++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      const trial = await this.#try(plan)
      if (!isFailure(trial)) continue
      if (laws === undefined || laws.size === 0 || trial.broken.some(({ law }) => laws.has(law))) return trial
    }
    return undefined
  }

  async #try(
    plan: Plan,
    { counts = true, isHurried = this.#shrinkingSince !== undefined } = {},
  ): Promise<Trial> {
    const { world, situations } = this.#parts
    const { scenario, groups } = this.#stage.stage(plan, world.nextToken())
    const run = await world.run(scenario, {
      groups,
      isHurried,
      isAllThere: (sofar) => !this.#judge(sofar).verdicts.some(isMissing),
      luck: plan.luck,
    })
    const history = this.#reader.read(run.transcript, { quiescent: run.isQuiescent, fences: run.fences })
    const report = judge(history, this.#parts.laws)
    const trial = {
      plan,
      scenario,
      run,
      broken: report.verdicts.filter(({ verdict }) => verdict === 'violated'),
    }
    if (counts && this.#shrinkingSince === undefined) {
      tellConversation(this.#parts.contract, () => run.transcript, true)
      situations.add(plan, history)
      this.#silence.add({ trial, path: String(this.#runs) }, history)
      this.#count(scenario, report)
    }
    this.#tell()
    await this.#breathe()
    if (isFailure(trial)) this.#lastFailure = trial
    if (isFailure(trial) && !isHurried) this.#unhurried = trial
    return trial
  }

  #judge(run: WorldRun): GuaranteeReport {
    const history = this.#reader.read(run.transcript, { quiescent: run.isQuiescent, fences: run.fences })
    return judge(history, this.#parts.laws)
  }

  #count({ steps }: Scenario<unknown>, { verdicts }: GuaranteeReport): void {
    this.#runs++
    this.#steps += steps.length
    this.#longest = Math.max(this.#longest, steps.length)
    for (const { law, verdict, explanation } of verdicts) {
      let counts = this.#judged.get(law)
      if (counts === undefined) this.#judged.set(law, (counts = { holds: 0, violated: 0, unknown: 0 }))
      counts[verdict]++
      if (verdict === 'unknown' && !this.#unknown.has(law)) this.#unknown.set(law, explanation)
    }
  }

  /** In memory nothing waits for the event loop; whoever aborts, a runner's timeout among them, would never be heard. */
  async #breathe(): Promise<void> {
    if (realClock.now() - this.#lastBreath < BREATH_MS) return
    await new Promise<void>((resolve) => {
      realClock.after(0, resolve)
    })
    this.#lastBreath = realClock.now()
  }

  #tell(): void {
    const now = realClock.now()
    if (now - this.#lastWord < PROGRESS_MS) return
    this.#lastWord = now
    const { numbers, onProgress } = this.#parts
    const isShrinking = this.#shrinkingSince !== undefined
    onProgress({ runs: this.#runs, of: numbers.runs, elapsedMs: now - this.#since, isShrinking })
  }
}

const PROGRESS_MS = 250
/** A timer takes a millisecond, so that this costs two in a hundred. */
const BREATH_MS = 50

function isFailure({ broken, run }: Trial): boolean {
  return broken.length > 0 || run.error !== undefined
}

/** Something that must come has not. */
function isMissing({ law, verdict }: GuaranteeReport['verdicts'][number]): boolean {
  return (
    verdict === 'violated' &&
    (law === 'atLeastOnce' || law === 'progress' || law === 'noGaps' || law === 'resume')
  )
}
