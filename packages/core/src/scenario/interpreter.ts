// What comes next in a scenario. The one interpreter: it eats observations and says what to do, and whoever runs it (a
// simulation, real sockets) does it. It performs nothing, reads no clock and awaits nothing.
import type { CompiledContract } from '../contract/compiled.ts'
import { Memory } from '../match/memory.ts'
import { Branch } from './branch.ts'
import { expectationOf } from './expectation.ts'
import { BugError } from '../errors.ts'
import type { FailureKind } from './failure.ts'
import { FailureReport } from './failure-report.ts'
import type { Inbox } from './inbox.ts'
import { Inboxes } from './inboxes.ts'
import type { InterpreterOptions } from './interpreter-options.ts'
import { filledIn } from './message.ts'
import type { Next, Observation } from './observation.ts'
import { contractOf, type Scenario } from './scenario.ts'
import { type StepPath, stepsWithPaths } from './path.ts'
import {
  type ActionStep,
  type ClientStep,
  type ExpectStep,
  isExpectStep,
  type SayingStep,
  type Step,
} from './step.ts'

/** Whether a step is about a message that the server says. */
function hearsOf(step: Step, name: string): boolean {
  switch (step.do) {
    case 'expect':
    case 'ignore':
    case 'serverSend':
    case 'serverBroadcast':
      return step.name === name
    case 'expectInAnyOrder':
      return step.messages.some((wanted) => wanted.name === name)
    default:
      return false
  }
}

const NEVER = -1
/** How long something that may come (`optional`, `times` above its minimum) is waited for at most. As `optional` says. */
const OPTIONAL_MS = 1_000

export class Interpreter {
  readonly #isOpen: boolean
  readonly #options: InterpreterOptions
  readonly #contract: CompiledContract | undefined
  readonly #memory = new Memory()
  readonly #inboxes: Inboxes
  readonly #report: FailureReport
  /** The branches that are under way, in the order written. */
  readonly #active: Branch[]
  #now = 0
  /** Up to when nothing more is to come from what was done so far. */
  #quietAt = NEVER
  /** What was waited for in vain. */
  #unsettled: readonly string[] = []
  #performing: { readonly branch: Branch; readonly step: ActionStep } | undefined
  /** The branch whose turn it is to take what has come. */
  #looking: Branch | undefined
  #drainsSince: number | undefined
  #end: Next | undefined

  constructor(scenario: Scenario<unknown>, options: InterpreterOptions) {
    this.#isOpen = scenario.open
    this.#options = options
    for (const [name, value] of Object.entries(options.captured ?? {})) this.#memory.capture(name, value)
    this.#contract = contractOf(scenario)
    this.#inboxes = new Inboxes(scenario.clients, this.#memory, this.#contract)
    this.#ignoreHeartbeats(scenario)
    this.#report = new FailureReport(this.#inboxes, this.#memory)
    this.#active = [Branch.main(scenario)]
  }

  /** Takes an observation and says what to do next; undefined while an action is being carried out. */
  feed(observation: Observation): Next | undefined {
    if (this.#end !== undefined) return this.#end
    // What is found out about silence may be about a moment that is past.
    this.#now = Math.max(this.#now, observation.at)
    try {
      this.#observe(observation)
      if (this.#performing === undefined) this.#settleBranches()
    } catch (error) {
      // A pattern of the author's threw while it looked at a message.
      this.#fail('error', this.#performing?.branch ?? this.#looking, error)
    }
    if (this.#end !== undefined || this.#performing !== undefined) return this.#end
    return this.#act()
  }

  #observe(observation: Observation): void {
    switch (observation.on) {
      case 'start':
        return
      case 'opened':
      case 'frame':
      case 'closed':
        this.#inboxes.receive(observation)
        return
      case 'quiet':
        this.#quietAt = observation.at
        this.#unsettled = observation.unsettled
        return
      case 'error':
        this.#fail('error', this.#performing?.branch ?? this.#looking, observation.error)
        return
      case 'performed': {
        const branch = this.#performing?.branch
        this.#performing = undefined
        // A handshake is waited for, and an end; everything else is done when it is handed over.
        if (branch !== undefined && !branch.isUnderWay) this.#advance(branch)
      }
    }
  }

  // ── one move after the other ─────────────────────────────────────────────────────────────────────────────────────

  /**
   * Lets each branch take what has come for it, until none moves. What a client expects depends on its own frames
   * alone, so it is settled before anything new is done: fewer orders differ, and none is lost.
   */
  #settleBranches(): void {
    let isMoving = true
    while (isMoving && this.#end === undefined) {
      isMoving = this.#active.some((branch) => {
        this.#looking = branch
        return this.#settle(branch) || this.#end !== undefined
      })
    }
  }

  /** Lets one of the branches that have something to perform perform it. */
  #act(): Next {
    const ready = this.#active.filter(({ isReady }) => isReady)
    const [first] = ready
    if (first === undefined) return this.#wait()
    if (ready.length === 1) return this.#perform(first)
    return this.#perform(ready[this.#options.choose(ready.length)] ?? first)
  }

  /** Returns whether the branch moved. */
  #settle(branch: Branch): boolean {
    const { step } = branch
    if (step === undefined) return false
    switch (step.do) {
      case 'together':
        this.#active.splice(this.#active.indexOf(branch), 1, ...branch.fork(step))
        return true
      case 'ignore':
        this.#inboxes.of(step.client).ignore(step)
        return this.#advance(branch)
      case 'connect':
      case 'close':
      case 'cut':
        return branch.isUnderWay && this.#settleConnection(branch, step)
      case 'wait':
        return this.#isOver(branch, step.ms) && this.#advance(branch)
      case 'expectNothing': {
        if (!this.#isOver(branch, step.forMs)) return false
        if (this.#inboxes.of(step.client).unexpected.length === 0) return this.#advance(branch)
        return this.#fail('notSilent', branch)
      }
      default:
        return isExpectStep(step) && this.#take(branch, step)
    }
  }

  #settleConnection(branch: Branch, step: ClientStep): boolean {
    const { phase } = this.#inboxes.of(step.client)
    const { patienceMs, closingMs } = this.#options
    if (step.do === 'connect') {
      if (phase !== 'dialling') return this.#advance(branch)
      return this.#isOver(branch, patienceMs) && this.#fail('noHandshake', branch)
    }
    return (phase === 'over' || this.#isOver(branch, closingMs)) && this.#advance(branch)
  }

  /** Lets an expect step take what has come. Returns whether the branch moved on. */
  #take(branch: Branch, step: ExpectStep): boolean {
    const inbox = this.#inboxes.of(step.client)
    const expectation = (branch.expectation ??= expectationOf(step))
    if (step.do === 'expect' && step.amid === true) {
      const isThere = inbox.takeFirst((arrival) => expectation.offer(arrival, this.#memory))
      return isThere ? this.#advance(branch) : this.#takeNothing(branch, inbox)
    }
    while (!expectation.isFull) {
      const { next } = inbox
      if (next === undefined) return this.#takeNothing(branch, inbox)
      if (!expectation.offer(next, this.#memory)) {
        if (expectation.isSatisfied) return this.#advance(branch)
        // It may be another branch's, now or after that branch's next steps.
        branch.isRefusing = this.#active.some((other) => other !== branch && other.mayTake(step.client))
        return !branch.isRefusing && this.#fail('mismatch', branch)
      }
      inbox.take()
      branch.isRefusing = false
      branch.waiting = undefined
    }
    return this.#advance(branch)
  }

  #takeNothing(branch: Branch, inbox: Inbox): boolean {
    branch.isRefusing = false
    const isEnough = branch.expectation?.isSatisfied === true
    if (inbox.phase === 'over') return isEnough ? this.#advance(branch) : this.#fail('ended', branch)
    const { patienceMs } = this.#options
    if (!this.#isOver(branch, isEnough ? Math.min(OPTIONAL_MS, patienceMs) : patienceMs)) return false
    return isEnough ? this.#advance(branch) : this.#fail('missing', branch)
  }

  /** Whether the branch has waited for so long, and nothing is to come any more. The wait begins with the first call. */
  #isOver(branch: Branch, ms: number): boolean {
    branch.waiting ??= { since: this.#now, until: this.#now + ms }
    return this.#quietAt >= branch.waiting.until
  }

  #advance(branch: Branch): true {
    const index = this.#active.indexOf(branch)
    const goesOn = branch.advance()
    if (goesOn === undefined) this.#active.splice(index, 1)
    else if (goesOn !== branch) this.#active.splice(index, 1, goesOn)
    return true
  }

  #perform(branch: Branch): Next {
    const step = branch.step as ActionStep
    this.#quietAt = NEVER
    this.#drainsSince = undefined
    if (!this.#inboxes.allow(step)) return this.#failing('notOpen', branch)
    branch.isUnderWay = step.do === 'connect' || step.do === 'close' || step.do === 'cut'
    if (step.do === 'connect') this.#inboxes.of(step.client).dial(this.#isOpen)
    this.#performing = { branch, step }
    const { path } = branch
    if (!('message' in step)) return { do: 'perform', step, path }
    try {
      const message = filledIn(step.message, this.#memory)
      if (step.name !== undefined) return this.#saying(step, step.name, message, path)
      return { do: 'perform', step: message === step.message ? step : { ...step, message }, path }
    } catch (error) {
      return this.#failing('error', branch, error)
    }
  }

  #saying(step: SayingStep, name: string, message: unknown, path: StepPath): Next {
    if (this.#contract === undefined)
      throw new BugError(`a step says ${name} in a scenario without a contract`)
    const direction = step.do === 'send' ? 'clientToServer' : 'serverToClient'
    const value = this.#contract.valueOf(direction, name, message)
    const { payload } = this.#contract.encode(value)
    return { do: 'perform', step: { ...step, message: payload }, path, value }
  }

  /** Answers to heartbeats come at any time, and are nobody's business but where a scenario speaks of them. */
  #ignoreHeartbeats({ clients, steps }: Scenario<unknown>): void {
    const name = this.#contract?.heartbeat?.ack
    if (name === undefined) return
    for (const { step } of stepsWithPaths(steps)) if (hearsOf(step, name)) return
    for (const client of clients) this.#inboxes.of(client).ignore({ name })
  }

  // ── waiting and ending ───────────────────────────────────────────────────────────────────────────────────────────

  #wait(): Next {
    if (this.#active.length === 0) return this.#drain()
    let until = Infinity
    for (const { waiting, isRefusing } of this.#active) {
      if (!isRefusing && waiting !== undefined && waiting.until < until) until = waiting.until
    }
    // Nobody is left who could take what the first one refuses.
    if (until === Infinity) return this.#failing('mismatch', this.#active[0])
    return { do: 'await', until }
  }

  /** All steps are done: what is in flight arrives, and then nothing may be left. */
  #drain(): Next {
    this.#drainsSince ??= this.#now
    if (this.#quietAt < this.#drainsSince) return { do: 'await', until: this.#drainsSince }
    if (this.#unsettled.length > 0) return this.#failing('unsettled', undefined)
    if (!this.#isOpen && this.#inboxes.hasUnexpected()) return this.#failing('unexpected', undefined)
    return (this.#end = { do: 'end', outcome: 'pass' })
  }

  /** Ends the scenario. Returns false: the branch did not move. */
  #fail(kind: FailureKind, branch: Branch | undefined, cause?: unknown): false {
    this.#failing(kind, branch, cause)
    return false
  }

  #failing(kind: FailureKind, branch: Branch | undefined, cause?: unknown): Next {
    // A frame that nobody takes is why others wait in vain.
    const refusing = kind === 'missing' ? this.#active.find(({ isRefusing }) => isRefusing) : undefined
    const details = { now: this.#now, unsettled: this.#unsettled, cause }
    const failure =
      refusing === undefined
        ? this.#report.of(kind, branch, details)
        : this.#report.of('mismatch', refusing, details)
    return (this.#end = { do: 'end', outcome: 'fail', failure })
  }
}
