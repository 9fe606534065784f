// `verifyAll`: holds a real server to many scenarios, one after the other, and makes one report of it.
import { realClock } from '../clock.ts'
import { checkOptionNames, mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { failureText } from '../scenario/failure-text.ts'
import type { Outcome } from '../scenario/report.ts'
import { isScenario, type Scenario } from '../scenario/scenario.ts'
import { drivenNotes } from './drive.ts'
import { type LoadedScenario, loadScenarios } from './load-scenarios.ts'
import { verified, type VerifyReport } from './verify.ts'
import type { Trigger } from './driven/triggers.ts'
import { VERIFY_OPTIONS, type VerifyOptions } from './verify-options.ts'

/** How one scenario of many ended. */
export interface VerifiedScenario {
  readonly title: string
  /** The file that exports it, where they came from a folder. */
  readonly file: string | undefined
  readonly outcome: Outcome
  /** In ms of the run's clock. */
  readonly durationMs: number
  /** Why it failed, or is inconclusive. */
  readonly why: string | undefined
  /** All there is to know; undefined where it could not be run. */
  readonly report: VerifyReport | undefined
  /** What was thrown, where it could not be run: a missing trigger, a state whose function threw. */
  readonly error: unknown
}

/** How all of them ended. */
export interface VerifyAllReport {
  /** `fail` if one fails, else `inconclusive` if one is, else `pass`. */
  readonly outcome: Outcome
  readonly counts: Readonly<Record<Outcome, number>>
  readonly scenarios: readonly VerifiedScenario[]
  /** In ms of the run's clock. */
  readonly durationMs: number
  /** All of it for people. */
  readonly text: string
}

/** Options for scenarios of any contract. */
export type VerifyAnyOptions = Omit<VerifyOptions, 'trigger'> & { readonly trigger?: Trigger | undefined }

/** Options whose types are forgotten. */
type AnyOptions = VerifyOptions<never, never> | VerifyAnyOptions | ((scenario: never) => AnyOptions)

/**
 * Holds a real server to every scenario, one after the other. What fails does not end it; look at `outcome`.
 *
 * @param scenarios a list, or the path of a folder whose modules export them (see `loadScenarios`)
 * @param options as for `verify`, or a function that gives them for each scenario
 * @throws MistakeError for options that are none, or where there is no scenario
 * @throws the reason of `signal`, when it is aborted
 */
export async function verifyAll<K, Client extends string>(
  scenarios: readonly Scenario<K, Client>[],
  options:
    | VerifyOptions<NoInfer<K>, NoInfer<Client>>
    | ((scenario: Scenario<K, Client>) => VerifyOptions<NoInfer<K>, NoInfer<Client>>),
): Promise<VerifyAllReport>
export async function verifyAll(
  scenarios: string | URL | readonly Scenario<unknown>[],
  options: VerifyAnyOptions | ((scenario: Scenario<unknown>) => VerifyAnyOptions),
): Promise<VerifyAllReport>
export async function verifyAll(
  scenarios: string | URL | readonly Scenario<unknown>[],
  options: AnyOptions,
): Promise<VerifyAllReport> {
  if (typeof options !== 'function') checkOptionNames('verifyAll()', options, VERIFY_OPTIONS)
  const all = await gather(scenarios)
  // Triggers are told what they are told, whichever contract it is of.
  const optionsOf = (scenario: Scenario<unknown>): VerifyOptions =>
    (typeof options === 'function' ? options(scenario as never) : options) as VerifyOptions
  const done: VerifiedScenario[] = []
  for (const { scenario, file } of all) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other: they share a server
    done.push(await verifyOne(scenario, file, optionsOf(scenario)))
  }
  return reportOf(done)
}

async function gather(
  scenarios: unknown,
): Promise<readonly { readonly scenario: Scenario<unknown>; readonly file: string | undefined }[]> {
  if (typeof scenarios === 'string' || scenarios instanceof URL) {
    return await (loadScenarios(scenarios) satisfies Promise<readonly LoadedScenario[]>)
  }
  if (!Array.isArray(scenarios) || scenarios.length === 0) {
    throw mistake(
      'verifyAll()',
      `the scenarios are ${showValue(scenarios)}`,
      'Give a list of them, or the path of a folder',
    )
  }
  return scenarios.map((scenario: unknown, index) => {
    if (isScenario(scenario)) return { scenario, file: undefined }
    throw mistake(
      'verifyAll()',
      `item ${index + 1} of the list is no scenario`,
      "Give what scenario('…', { … }) returns",
    )
  })
}

async function verifyOne(
  scenario: Scenario<unknown>,
  file: string | undefined,
  options: VerifyOptions,
): Promise<VerifiedScenario> {
  const { title } = scenario
  const { clock = realClock, signal } = options
  const since = clock.now()
  try {
    const report = await verified(scenario, options)
    const { outcome, durationMs, failure, reason } = report
    const why = failure === undefined ? reason : failureText(report, drivenNotes(report))
    return { title, file, outcome, durationMs, why, report, error: undefined }
  } catch (error) {
    signal?.throwIfAborted()
    const why = error instanceof Error ? `${error.name}: ${error.message}` : showValue(error)
    const durationMs = clock.now() - since
    return { title, file, outcome: 'fail', durationMs, why, report: undefined, error }
  }
}

function reportOf(scenarios: readonly VerifiedScenario[]): VerifyAllReport {
  const count = (wanted: Outcome): number => scenarios.filter(({ outcome }) => outcome === wanted).length
  const counts = { pass: count('pass'), fail: count('fail'), inconclusive: count('inconclusive') }
  const outcome = counts.fail > 0 ? 'fail' : counts.inconclusive > 0 ? 'inconclusive' : 'pass'
  const durationMs = scenarios.reduce((sum, one) => sum + one.durationMs, 0)
  const whole = { outcome, counts, scenarios, durationMs } as const
  return { ...whole, text: textOf(whole) }
}

const MARKS: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', inconclusive: '?' }

function textOf({ counts, scenarios, durationMs }: Omit<VerifyAllReport, 'text'>): string {
  const lines = scenarios.flatMap(({ title, outcome, durationMs: ownMs, why, report }) => {
    const silence =
      outcome === 'pass' && report?.evidence === 'bounded' ? ', bounded evidence of silence' : ''
    const head = `${MARKS[outcome]} ${title} (${Math.round(ownMs)} ms${silence})`
    return [head, ...(why === undefined ? [] : why.split('\n').map((line) => `  ${line}`.trimEnd()))]
  })
  const sum = `${counts.pass} passed, ${counts.fail} failed, ${counts.inconclusive} inconclusive (${Math.round(durationMs)} ms)`
  return [...lines, sum].join('\n')
}
