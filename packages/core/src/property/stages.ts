// The stages of one exploration: what is said in its conversations depends on the seed, and a failure of an earlier one has
// its own.
import { type CastMessages, castsOf } from './messages.ts'
import type { ExploreNumbers, ExploreOptions } from './options.ts'
import type { Move, Plan } from './plan.ts'
import type { PlanShape } from './plan-arbitrary.ts'
import { Stage } from './stage.ts'
import type { Subject } from './subject.ts'

export class Stages {
  readonly #attempted: string
  readonly #subject: Subject
  readonly #options: ExploreOptions
  readonly #numbers: ExploreNumbers
  readonly #isInMemory: boolean

  constructor(attempted: string, subject: Subject, options: ExploreOptions, numbers: ExploreNumbers) {
    this.#attempted = attempted
    this.#subject = subject
    this.#options = options
    this.#numbers = numbers
    this.#isInMemory = options.url === undefined
  }

  /** @throws MistakeError where no valid message can be made */
  async of(seed: number): Promise<{ readonly casts: readonly CastMessages[]; readonly stage: Stage }> {
    const { contract, given, definition } = this.#subject
    const { groups, clients } = this.#numbers
    const casts = await castsOf(this.#attempted, contract, this.#options, groups, seed)
    const faults = this.#isInMemory ? (this.#options.faults ?? definition.options.faults ?? []) : []
    return { casts, stage: new Stage(given, contract, casts, clients, groups, faults.length > 0) }
  }

  /** What plans can be about. */
  shapeOf(stage: Stage): PlanShape {
    return stage.shape(this.#numbers.maxSteps, this.#isInMemory, this.#canAnnounce)
  }

  /** What can take place of a plan that was made for another world. */
  possible(plan: Plan): Plan {
    const isPossible = ({ do: what }: Move): boolean =>
      (what !== 'announce' || this.#canAnnounce) && (what !== 'flood' || !this.#isInMemory)
    return { ...plan, moves: plan.moves.filter(isPossible) }
  }

  // A mock with rules of its own may keep its own list of members.
  get #canAnnounce(): boolean {
    return this.#isInMemory && this.#subject.isImplied
  }
}
