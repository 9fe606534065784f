// One line of steps that is under way: the scenario's own, or a branch of a `together`. Knows how far it is and what
// its current step waits for; what that means is the interpreter's.
import { dialsItself } from './dialling.ts'
import type { Expectation } from './expectation.ts'
import type { StepPath } from './path.ts'
import type { Scenario } from './scenario.ts'
import { clientOf, isExpectStep, type Step, type TogetherStep } from './step.ts'

/** A step waits, in ms of the runner's time. */
export interface Waiting {
  readonly since: number
  readonly until: number
}

export class Branch {
  waiting: Waiting | undefined
  /** What the current step has taken so far, if it expects. */
  expectation: Expectation | undefined
  /** Whether the current step refuses what came, which another branch may take. */
  isRefusing = false
  /** Whether what the current step waits for was said by the server, as an example. */
  isAnswered = false
  /** Whether the current step was performed, and what it began is waited for: a handshake, an end. */
  isUnderWay = false
  readonly #steps: readonly Step[]
  readonly #above: StepPath
  /** Steps in front that the author did not write. */
  readonly #added: number
  readonly #parent: Branch | undefined
  #index = 0
  /** Branches of the current step that are not done. */
  #children = 0

  private constructor(steps: readonly Step[], above: StepPath, parent: Branch | undefined, added = 0) {
    this.#steps = steps
    this.#above = above
    this.#parent = parent
    this.#added = added
  }

  /** The scenario's own steps; clients without a connect step connect before. */
  static main({ clients, steps }: Pick<Scenario<unknown>, 'clients' | 'steps'>): Branch {
    const dialling = dialsItself(steps, clients)
    const first: Step[] = clients
      .filter((client) => !dialling.has(client))
      .map((client) => ({ do: 'connect', client }))
    return new Branch([...first, ...steps], [], undefined, first.length)
  }

  /** The current step; undefined when all are done. */
  get step(): Step | undefined {
    return this.#steps[this.#index]
  }

  /** Whether the current step is there to be performed. */
  get isReady(): boolean {
    const { step } = this
    if (step === undefined || this.isUnderWay) return false
    switch (step.do) {
      case 'together':
      case 'ignore':
      case 'wait':
      case 'expectNothing':
        return false
      default:
        return !isExpectStep(step)
    }
  }

  /** Where the current step stands; empty for one that the author did not write. */
  get path(): StepPath {
    const index = this.#index - this.#added
    return index < 0 ? [] : [...this.#above, index]
  }

  /** Begins the branches of the current step. */
  fork({ branches }: TogetherStep): Branch[] {
    this.#children = branches.length
    const { path } = this
    return branches.map((steps, number) => new Branch(steps, [...path, number], this))
  }

  /** Goes on to the next step. Returns the branch that goes on: itself, the one around it, or none yet. */
  advance(): Branch | undefined {
    this.#index++
    this.waiting = undefined
    this.expectation = undefined
    this.isRefusing = false
    this.isAnswered = false
    this.isUnderWay = false
    if (this.#index < this.#steps.length) return this
    if (this.#parent === undefined) return undefined
    return --this.#parent.#children === 0 ? this.#parent.advance() : undefined
  }

  /** Whether the current step, or one behind it, could take what comes to a client. */
  mayTake(client: string): boolean {
    return this.#steps.some((step, index) => index >= this.#index && takes(step, client))
  }
}

function takes(step: Step, client: string): boolean {
  if (step.do === 'together')
    return step.branches.some((branch) => branch.some((inner) => takes(inner, client)))
  // What is ignored from there on is taken, too.
  return (isExpectStep(step) || step.do === 'ignore') && clientOf(step) === client
}
