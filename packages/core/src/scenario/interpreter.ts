// What comes next in a scenario. The one interpreter: it eats observations and says what to do, and whoever runs it (a
// simulation, real sockets) does it. It performs nothing, reads no clock and awaits nothing.
import type { CompiledContract } from '../contract/compiled.ts'
import { Memory } from '../match/memory.ts'
import { wantedOf } from './app-message.ts'
import { messageMatches } from './arrival.ts'
import { Branch } from './branch.ts'
import { ExampleMessages } from './example-message.ts'
import { expectationOf } from './expectation.ts'
import { BugError } from '../errors.ts'
import { NO_STATUS } from '../wire/close-code.ts'
import type { FailureKind } from './failure.ts'
import { FailureReport } from './failure-report.ts'
import type { Inbox } from './inbox.ts'
import { Inboxes } from './inboxes.ts'
import type { InterpreterOptions } from './interpreter-options.ts'
import { filledIn } from '../match/filled-in.ts'
import type { Next, Observation } from './observation.ts'
import { contractOf, type Scenario } from './scenario.ts'
import { type StepPath, stepsWithPaths } from './path.ts'
import {
  type ActionStep,
  type ClientStep,
  clientOf,
  type CloseStep,
  type ExpectStep,
  isExpectStep,
  type SayingStep,
  type SendStep,
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
const NORMAL = 1000
/** How long something that may come (`optional`, `times` above its minimum) is waited for at most. As `optional` says. */
const OPTIONAL_MS = 1_000

export class Interpreter {
  readonly #isOpen: boolean
  readonly #options: InterpreterOptions
  readonly #contract: CompiledContract | undefined
  readonly #memory = new Memory()
  readonly #inboxes: Inboxes
  /** What came from those clients that are apps, and no step has taken yet; their own ends among it. */
  readonly #said: Inboxes
  readonly #examples: ExampleMessages
  readonly #report: FailureReport
  /** The branches that are under way, in the order written. */
  readonly #active: Branch[]
  #now = 0
  /** Up to when nothing more is to come from what was done so far. */
  #quietAt = NEVER
  /** What was waited for in vain. */
  #unsettled: readonly string[] = []
  /** Whether the mock will do something later, whatever the scenario does. */
  #isPending = false
  /** `isExample`: not the branch's own step, but what the server says so that the branch gets it. */
  #performing: { readonly branch: Branch; readonly step: ActionStep; readonly isExample: boolean } | undefined
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
    const apps = options.play?.apps ?? new Map<string, never>()
    this.#said = new Inboxes(apps.keys(), this.#memory, this.#contract, 'clientToServer')
    for (const [app, ignored] of apps) for (const wanted of ignored) this.#said.of(app).ignore(wanted)
    this.#ignoreHeartbeats(scenario)
    this.#examples = new ExampleMessages(this.#contract, this.#memory)
    this.#report = new FailureReport(this.#inboxes, this.#said, this.#memory)
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
        this.#inboxes.receive(observation)
        return
      case 'closed':
        this.#inboxes.receive(observation)
        // How an app ends its connection is what it does, and no more asked for than what it says.
        if (observation.isOwn && this.#isApp(observation.client) && !this.#isCut(observation.client)) {
          this.#said.receive({ ...observation, isOwn: false })
        }
        return
      case 'sent': {
        const { name, message } = this.#said.put(observation.client, observation.frame)
        this.#examples.note(observation.client, name, message)
        return
      }
      case 'quiet':
        this.#quietAt = observation.at
        this.#unsettled = observation.unsettled
        this.#isPending = observation.isPending ?? false
        return
      case 'error':
        this.#fail('error', this.#performing?.branch ?? this.#looking, observation.error)
        return
      case 'performed': {
        const performed = this.#performing
        this.#performing = undefined
        // A handshake is waited for, and an end, and what an app does; everything else is done when it is handed over.
        if (performed?.isExample === false && !performed.branch.isUnderWay) this.#advance(performed.branch)
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
    if (first === undefined) return this.#sayExample() ?? this.#wait()
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
      case 'send':
        return branch.isUnderWay && this.#takeSent(branch, step)
      case 'close':
        if (branch.isUnderWay && this.#isApp(step.client)) return this.#takeEnd(branch, step)
        return branch.isUnderWay && this.#settleConnection(branch, step)
      case 'connect':
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

  /** Takes what an app sends for a step: its next message. */
  #takeSent(branch: Branch, step: SendStep): boolean {
    const said = this.#said.of(step.client)
    const wanted = wantedOf(step)
    // Which branch it goes on with first is the app's to decide.
    const isShared = this.#active.some(
      (other) => other !== branch && other.isUnderWay && clientOf(other.step ?? step) === step.client,
    )
    const isThere = said.takeFirst(
      (arrival) =>
        (isShared || arrival === said.next) &&
        arrival.kind === 'message' &&
        messageMatches(wanted, arrival, this.#memory),
    )
    if (isThere) return this.#advance(branch)
    if (said.next !== undefined && !isShared) return this.#fail('otherSent', branch)
    return this.#missed(branch, step)
  }

  /** Takes how an app closes its connection. A close frame without a code is as good as one with 1000. */
  #takeEnd(branch: Branch, step: CloseStep): boolean {
    const said = this.#said.of(step.client)
    const { next } = said
    if (next === undefined) return this.#missed(branch, step)
    const { code, reason } = step
    const isPlain = code === NORMAL && reason === ''
    const isAsWanted =
      next.kind === 'close' &&
      (next.code === code || (isPlain && next.code === NO_STATUS)) &&
      (reason === '' || next.reason === reason)
    if (!isAsWanted) return this.#fail('otherSent', branch)
    said.take()
    return this.#advance(branch)
  }

  #missed(branch: Branch, { client }: ClientStep): boolean {
    if (this.#inboxes.of(client).phase === 'over') return this.#fail('ended', branch)
    return this.#isOver(branch, this.#options.patienceMs) && this.#fail('notSent', branch)
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
      branch.isAnswered = false
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
    if (isEnough) return this.#advance(branch)
    return !this.#isForServer(branch) && this.#fail('missing', branch)
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
    if (!this.#inboxes.allow(step) && !this.#hasEnded(step)) return this.#failing('notOpen', branch)
    branch.isUnderWay = this.#isAwaited(step)
    if (step.do === 'connect') this.#inboxes.of(step.client).dial(this.#isOpen)
    return this.#carryOut(branch, step, false)
  }

  #carryOut(branch: Branch, step: ActionStep, isExample: boolean): Next {
    this.#quietAt = NEVER
    this.#drainsSince = undefined
    this.#isPending = false
    this.#performing = { branch, step, isExample }
    const { path } = branch
    if (!('message' in step)) return { do: 'perform', step, path }
    try {
      const message = filledIn(step.message, this.#memory)
      const isSend = step.do === 'send'
      // What an app is to send is put on the wire by the app.
      const isApps = isSend && this.#isApp(step.client)
      if (isSend && !isApps) this.#examples.note(step.client, step.name, message)
      if (step.name !== undefined && !isApps) return this.#saying(step, step.name, message, path)
      return { do: 'perform', step: message === step.message ? step : { ...step, message }, path }
    } catch (error) {
      return this.#failing('error', branch, error)
    }
  }

  /** Whether more has to happen than that the step is handed over. */
  #isAwaited(step: ActionStep): boolean {
    if (step.do === 'send') return this.#isApp(step.client)
    return step.do === 'connect' || step.do === 'close' || step.do === 'cut'
  }

  #isApp(client: string): boolean {
    return this.#options.play?.apps.has(client) === true
  }

  /** Whether Parley ends an app's connection, as a step says. */
  #isCut(client: string): boolean {
    return this.#active.some(
      ({ step, isUnderWay }) => isUnderWay && step?.do === 'cut' && step.client === client,
    )
  }

  /** Whether an app has closed its connection before a step says that it does. */
  #hasEnded(step: ActionStep): boolean {
    return (
      step.do === 'close' && this.#isApp(step.client) && this.#said.of(step.client).next?.kind === 'close'
    )
  }

  /** Whether the server has to say what a branch waits for: nothing of the mock's does, and it was not said yet. */
  #isForServer(branch: Branch): boolean {
    const { play } = this.#options
    const { expectation, waiting } = branch
    if (play === undefined || waiting === undefined || this.#isPending) return false
    if (expectation === undefined || expectation.isSatisfied || branch.isRefusing || branch.isAnswered)
      return false
    // What an app does next may be what it is caused by.
    if (this.#active.some(({ isUnderWay }) => isUnderWay)) return false
    const [wanted] = expectation.wanted
    if (wanted === undefined) return false
    return !('name' in wanted && wanted.name !== undefined && play.saidByMock.has(wanted.name))
  }

  /** Where all wait and nothing is to come: what the server says, as an example, to the first that waits for it. */
  #sayExample(): Next | undefined {
    const branch = this.#active.find(
      (each) => this.#isForServer(each) && this.#quietAt >= (each.waiting?.since ?? Infinity),
    )
    const wanted = branch?.expectation?.wanted[0]
    if (branch === undefined || wanted === undefined) return undefined
    branch.isAnswered = true
    this.#looking = branch
    try {
      return this.#carryOut(branch, this.#examples.stepFor(wanted), true)
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

  /** Heartbeats of apps, and the answers, come at any time: nobody's business but where a scenario speaks of them. */
  #ignoreHeartbeats({ clients, steps }: Scenario<unknown>): void {
    const { heartbeat } = this.#contract ?? {}
    if (heartbeat === undefined) return
    const all = Array.from(stepsWithPaths(steps), ({ step }) => step)
    if (!all.some((step) => hearsOf(step, heartbeat.ack))) {
      for (const client of clients) this.#inboxes.of(client).ignore({ name: heartbeat.ack })
    }
    for (const app of this.#said.clients) {
      const isSpokenOf = all.some(
        (step) => step.do === 'send' && step.client === app && step.name === heartbeat.by,
      )
      if (!isSpokenOf) this.#said.of(app).ignore({ name: heartbeat.by })
    }
  }

  // ── waiting and ending ───────────────────────────────────────────────────────────────────────────────────────────

  #wait(): Next {
    if (this.#active.length === 0) return this.#drain()
    let until = Infinity
    // Before the server says an example, everything that was caused has to have come.
    if (this.#active.some((branch) => this.#isForServer(branch) && this.#quietAt < this.#now)) {
      return { do: 'await', until: this.#now }
    }
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
    if (!this.#isOpen && (this.#inboxes.hasUnexpected() || this.#said.hasUnexpected()))
      return this.#failing('unexpected', undefined)
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
