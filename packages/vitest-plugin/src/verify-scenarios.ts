// Scenarios as tests: one for each, held to a real server. What holds it to them is core's.
import { isScenario, type Scenario, type VerifyOptions, verify } from '@parley-ws/core'
import { mistake } from '@parley-ws/core/runner'
import { test } from 'vitest'

/** What becomes of a scenario whose outcome is not known, because a state is not available. */
export interface InconclusiveOption {
  /** `skip`: the test is reported as skipped, with the reason. `fail`: it fails with it. Default `skip`. */
  readonly inconclusive?: 'skip' | 'fail' | undefined
}

/** Options of `verify`, and what becomes of what is inconclusive. */
export type VerifyScenariosOptions<K = unknown, Client extends string = string> = VerifyOptions<K, Client> &
  InconclusiveOption

/** The options, or what gives them in the test: where the server is, may be known only then. */
type Given<K, Client extends string> =
  | VerifyScenariosOptions<K, Client>
  | ((
      scenario: Scenario<K, Client>,
    ) => VerifyScenariosOptions<K, Client> | Promise<VerifyScenariosOptions<K, Client>>)

/** Options whose types are forgotten. */
type AnyGiven = object | ((scenario: never) => object)

/**
 * Makes a test of each scenario, called by its title, that holds a real server to it. A failure points at the line of the
 * step. Stands where `test` may stand; the test's own signal ends what takes too long.
 *
 * @param scenarios a list, or a module that exports them: `import * as chat from './chat.scenarios.ts'`
 * @throws MistakeError where there is no scenario
 */
export function verifyScenarios<K, Client extends string>(
  scenarios: readonly Scenario<K, Client>[],
  options: Given<NoInfer<K>, NoInfer<Client>>,
): void
// Not of lists as well: a function would be given options whose types are forgotten.
export function verifyScenarios(
  scenarios: Readonly<Record<string, unknown>>,
  options: Given<unknown, string>,
): void
export function verifyScenarios(
  scenarios: readonly Scenario<unknown>[] | Readonly<Record<string, unknown>>,
  options: AnyGiven,
): void {
  const found = Object.values(scenarios).flat().filter(isScenario)
  if (found.length === 0) {
    throw mistake(
      'verifyScenarios()',
      'there is no scenario in what it was given',
      "Give a list of what scenario('…', { … }) returns, or a module that exports it",
    )
  }
  // Which contract it is was checked where the options are written.
  const given = options as Given<unknown, string>
  for (const scenario of new Set(found)) {
    // oxlint-disable-next-line vitest/expect-expect, vitest/valid-title -- verify fails it; the title is the author's
    test(scenario.title, async ({ signal, skip }) => {
      const { inconclusive = 'skip', ...own } = typeof given === 'function' ? await given(scenario) : given
      const signals = own.signal === undefined ? [signal] : [signal, own.signal]
      const { outcome, reason } = await verify(scenario, { ...own, signal: AbortSignal.any(signals) })
      if (outcome !== 'inconclusive') return
      if (inconclusive === 'skip') skip(reason)
      throw mistake(
        `verify('${scenario.title}')`,
        `it is inconclusive: ${String(reason)}`,
        "Bring the state about, or allow it with { inconclusive: 'skip' }",
      )
    })
  }
}
