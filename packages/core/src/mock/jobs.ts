// What the server waits for: handlers, promised values, schemas that validate asynchronously. Each has a number, by which
// the owner reports that it has settled.
import { BugError } from '../errors.ts'
import type { Outcome } from './effect.ts'

/** Something that the server waits for, for messages. */
export interface UnsettledJob {
  readonly job: number
  /** For messages: `on({ type: 'say' }) for alice`. */
  readonly text: string
  /** Whether it waits for the mock's own clock, in `delay()`. */
  readonly isAsleep: boolean
  /** Whether it is a schema's judgement of what has passed already: no test may end before it. */
  readonly isJudgement: boolean
}

/** One thing that is waited for. */
export interface Job {
  readonly text: string
  readonly isAsleep: boolean
  readonly isJudgement?: boolean
  /** Called once, inside the call of `handle` that reports it. */
  settled(outcome: Outcome): void
}

const NO_JOBS: readonly UnsettledJob[] = []

export class Jobs {
  readonly #jobs = new Map<number, Job>()
  #next = 1

  /** Returns the number of the job. */
  begin(job: Job): number {
    const number = this.#next++
    this.#jobs.set(number, job)
    return number
  }

  settled(number: number, outcome: Outcome): void {
    const job = this.#jobs.get(number)
    if (job === undefined) throw new BugError(`job ${number} settled, which was not begun`)
    this.#jobs.delete(number)
    job.settled(outcome)
  }

  /** Those that have not settled, in the order they began. */
  get unsettled(): readonly UnsettledJob[] {
    if (this.#jobs.size === 0) return NO_JOBS
    return Array.from(this.#jobs, ([job, { text, isAsleep, isJudgement = false }]) => ({
      job,
      text,
      isAsleep,
      isJudgement,
    }))
  }
}
