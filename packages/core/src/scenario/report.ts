// How a run of a scenario ended, as data, and the error that carries it. The text is failure-text.ts's.
import type { Transcript } from '../transcript/entry.ts'
import { callSiteOf } from './call-site.ts'
import type { Failure } from './failure.ts'

/**
 * `pass`: everything happened as written. `fail`: something did not. `inconclusive`: it could not be found out, because
 * a state was not available or a legal branch was not taken.
 */
export type Outcome = 'pass' | 'fail' | 'inconclusive'

/** How one run of a scenario ended. */
export interface ScenarioReport {
  readonly title: string
  readonly outcome: Outcome
  /** Set when the outcome is `fail`. */
  readonly failure: Failure | undefined
  /** Everything that happened. */
  readonly transcript: Transcript
  /** What the author should know though nothing failed, such as messages that no rule matched. */
  readonly warnings: readonly unknown[]
}

/** Thrown when a scenario fails. What was thrown by the author's own code is its `cause`. */
export class ScenarioFailure<Report extends ScenarioReport = ScenarioReport> extends Error {
  override readonly name: string = 'ScenarioFailure'
  readonly report: Report

  constructor(message: string, report: Report) {
    const { failure } = report
    super(message, failure?.kind === 'error' ? { cause: failure.cause } : undefined)
    this.report = report
    // Runners show the line that the stack begins with: the step's is worth more than ours.
    const site = failure?.step === undefined ? undefined : callSiteOf(failure.step)
    if (site !== undefined) this.stack = `${this.name}: ${message}\n${site}`
  }
}
