// How the command ends: its exit codes, and what an error becomes. Prints nothing.
import process from 'node:process'
import type { Outcome } from '@parley-ws/core'

export const EXIT = { pass: 0, fail: 1, usage: 2, inconclusive: 3 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The command was called wrongly, or something it was given cannot be used. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function exitOf(outcome: Outcome): ExitCode {
  return EXIT[outcome]
}

/** `fail` if one fails, else `inconclusive` if one is, else `pass`. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('fail')) return 'fail'
  return outcomes.includes('inconclusive') ? 'inconclusive' : 'pass'
}

/** What was given cannot be used: that is no failure of what is tested. */
export function isUsage(error: unknown): boolean {
  // By its name: what a project's module throws is of the project's own copy of Parley, where it has one.
  return error instanceof UsageError || (error instanceof Error && error.name === 'MistakeError')
}

/** An error as text. The stack is for those who ask with `DEBUG=parley`, and of what is neither Parley's nor expected. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (process.env['DEBUG']?.includes('parley') === true) return error.stack ?? error.message
  if (isUsage(error) || /^(?:ScenarioFailure|ExplorationFailure|ViolationError)$/.test(error.name))
    return error.message
  return error.stack ?? `${error.name}: ${error.message}`
}
