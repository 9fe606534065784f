// One run of a scenario over real connections: loops the interpreter until it ends. The one place where a scenario
// awaits the outside.
import { type Clock, nextTurn } from '../../clock.ts'
import type { Fence } from '../../guarantees/history.ts'
import type { Failure } from '../../scenario/failure.ts'
import { Interpreter } from '../../scenario/interpreter.ts'
import type { PlayTerms } from '../../scenario/interpreter-options.ts'
import type { Next } from '../../scenario/observation.ts'
import { precedes, type StepPath, stepsWithPaths } from '../../scenario/path.ts'
import { contractOf, type Scenario } from '../../scenario/scenario.ts'
import { type ActionStep, isExpectStep, isServerStep } from '../../scenario/step.ts'
import type { Transcript } from '../../transcript/entry.ts'
import { tellConversation } from '../conversation.ts'
import type { DrivenClients } from './client-port.ts'
import { ClientRecord } from './client-record.ts'
import { DrivenCast } from './clients.ts'
import { Happenings } from './happenings.ts'
import type { DrivenServer, Evidence, ServerSession } from './server-port.ts'

export interface DrivenRunOptions {
  readonly clients: DrivenClients
  readonly server: DrivenServer | undefined
  readonly clock: Clock
  readonly patienceMs: number
  /** Which of so many branches goes next. */
  readonly choose: (count: number) => number
  readonly onCheckpoint: ((name: string) => unknown) | undefined
  readonly signal: AbortSignal | undefined
  /** Whether everything in flight had arrived at a `settle` step. Default: yes, as far as the server's answers tell. */
  readonly isFence?: ((fence: Fence) => Promise<boolean>) | undefined
  /** What is known beforehand, by name, as if it had been captured. */
  readonly captured?: Readonly<Record<string, unknown>> | undefined
  /** Set where some of the clients are apps. */
  readonly play?: PlayTerms | undefined
}

/** A server that nothing is known of but what clients see. */
const STRANGER: ServerSession = { perform() {} }

type Performing = Extract<Next, { readonly do: 'perform' }>
type Awaiting = Extract<Next, { readonly do: 'await' }>

export class DrivenRun {
  readonly #scenario: Scenario<unknown>
  readonly #options: DrivenRunOptions
  readonly #interpreter: Interpreter
  readonly #happenings: Happenings
  readonly #record: ClientRecord
  readonly #session: ServerSession
  readonly #cast: DrivenCast
  readonly #aborted = Promise.withResolvers<never>()
  /** What was done since everything had last arrived, and by whom. */
  #issued: { readonly owner: string | undefined; readonly path: StepPath }[] = []
  readonly #expecting: readonly StepPath[]
  readonly #fences: Fence[] = []
  #evidence: Evidence

  constructor(scenario: Scenario<unknown>, options: DrivenRunOptions) {
    const { clients, server, clock, choose, patienceMs, signal, captured, play } = options
    this.#scenario = scenario
    this.#options = options
    this.#interpreter = new Interpreter(scenario, {
      choose,
      patienceMs,
      closingMs: patienceMs,
      captured,
      play,
    })
    this.#expecting = expectingIn(scenario)
    const happenings = (this.#happenings = new Happenings(clock))
    const record = (this.#record = new ClientRecord(() => clock.now()))
    const session = server?.begin((error) => happenings.put({ on: 'error', error })) ?? STRANGER
    this.#session = session
    this.#cast = new DrivenCast({ clients, session, happenings, record, clock, patienceMs })
    this.#evidence = session.quiet === undefined ? 'bounded' : 'exact'
    // Whether anybody waits for it or not.
    this.#aborted.promise.catch(() => {})
    signal?.addEventListener('abort', this.#onAbort)
  }

  /** What the silence of the run rests on. */
  get evidence(): Evidence {
    return this.#evidence
  }

  /** Everything that has happened so far. */
  get transcript(): Transcript {
    return this.#session.transcript?.() ?? { entries: [...this.#record.transcript.entries] }
  }

  /** Handshakes that failed for another reason than an answer. */
  get failedHandshakes(): readonly unknown[] {
    return this.#cast.failures
  }

  /** Runs to the end. Returns how it failed, if it did. @throws what `signal` was aborted with */
  async run(): Promise<Failure | undefined> {
    const { clock, signal } = this.#options
    let next = this.#interpreter.feed({ on: 'start', at: clock.now() })
    // oxlint-disable eslint/no-await-in-loop -- each step depends on what came of the one before
    while (next !== undefined && next.do !== 'end') {
      signal?.throwIfAborted()
      next = next.do === 'perform' ? await this.#perform(next) : await this.#await(next)
    }
    // oxlint-enable eslint/no-await-in-loop
    return next?.failure
  }

  /** Points at which everything in flight had arrived, as far as the server's answers tell. */
  get fences(): readonly Fence[] {
    return this.#fences
  }

  /** Lets everything arrive that was caused so far; who did not read reads again. */
  async arrive(): Promise<void> {
    this.#cast.releaseAll()
    await this.#quieten()
    this.#happenings.take()
  }

  /**
   * Asks again whenever something has come, until nothing is found or patience is over. Returns what was found last: a
   * server may still be busy with what it has been asked to do.
   */
  async untilGone<T>(find: () => T | undefined): Promise<T | undefined> {
    const { clock, patienceMs } = this.#options
    const deadline = clock.now() + patienceMs
    for (;;) {
      const found = find()
      if (found === undefined || clock.now() >= deadline) return found
      this.#happenings.take()
      // oxlint-disable-next-line eslint/no-await-in-loop -- looked at whenever something has come
      await this.#unlessAborted(this.#happenings.wait(deadline))
    }
  }

  /** Ends everything that the run began. */
  async end(): Promise<void> {
    // A mock tells of itself.
    if (this.#session.transcript === undefined) {
      tellConversation(contractOf(this.#scenario), () => this.transcript, false)
    }
    this.#happenings.stop()
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    await this.#cast.end()
    this.#session.end?.()
  }

  // ── doing ────────────────────────────────────────────────────────────────────────────────────────────────────────

  async #perform({ step, path, value }: Performing): Promise<Next | undefined> {
    const owner = ownerOf(step)
    await this.#settleBefore(owner, path)
    if (step.do === 'checkpoint') await this.#checkpoint(step.name)
    else if (step.do === 'settle') await this.#settleAll()
    else if (isServerStep(step)) await this.#unlessAborted(this.#session.perform(step, value))
    else this.#cast.perform(step)
    this.#issued.push({ owner, path })
    for (const observation of this.#happenings.take()) this.#interpreter.feed(observation)
    return this.#interpreter.feed({ on: 'performed', at: this.#options.clock.now() })
  }

  /**
   * A step starts when those before it are done: has to arrive what somebody else did in front of it. What one client
   * does is in order anyway, and what other branches do is none of its business.
   */
  async #settleBefore(owner: string | undefined, path: StepPath): Promise<void> {
    const before = this.#issued.filter((one) => precedes(one.path, path) && one.owner !== owner)
    if (before.length === 0) return
    const owners = this.#issued.flatMap((one) => one.owner ?? [])
    this.#issued = []
    const { trafficOf } = this.#cast
    const isAnswered = before.every((one) => this.#isAnswered(one.path, path))
    await this.#unlessAborted(this.#session.settled?.(trafficOf, isAnswered) ?? this.#cast.fence(owners))
  }

  /** Whether something was expected between two steps, which has come by the second. */
  #isAnswered(one: StepPath, other: StepPath): boolean {
    return this.#expecting.some((path) => precedes(one, path) && precedes(path, other))
  }

  async #checkpoint(name: string): Promise<void> {
    try {
      await this.#unlessAborted(this.#options.onCheckpoint?.(name))
    } catch (error) {
      this.#options.signal?.throwIfAborted()
      this.#happenings.put({ on: 'error', error })
    }
  }

  async #settleAll(): Promise<void> {
    await this.#quieten()
    const fence = { at: this.transcript.entries.length, readers: this.#cast.readers }
    const { isFence } = this.#options
    if (isFence === undefined || (await this.#unlessAborted(isFence(fence)))) this.#fences.push(fence)
  }

  // ── waiting ──────────────────────────────────────────────────────────────────────────────────────────────────────

  async #await(next: Awaiting): Promise<Next> {
    const { clock } = this.#options
    await this.#unlessAborted(this.#happenings.wait(next.until))
    const after = this.#feedWhatCame(next)
    const at = clock.now()
    // Asked even where something comes all the time: else its stream would hold up everybody's silence.
    if (after.do !== 'await' || at < after.until) return after
    await this.#quieten()
    const last = this.#feedWhatCame(after)
    // Silence is known up to where it was asked for; who began to wait meanwhile asks again.
    if (last.do !== 'await' || last.until > at) return last
    return (
      this.#interpreter.feed({
        on: 'quiet',
        at,
        unsettled: [],
        isPending: this.#session.isPending?.() ?? false,
      }) ?? last
    )
  }

  #feedWhatCame(next: Next): Next {
    let after = next
    for (const observation of this.#happenings.take()) after = this.#interpreter.feed(observation) ?? after
    return after
  }

  /** Lets everything arrive that was caused so far. */
  async #quieten(): Promise<void> {
    if (this.#session.quiet === undefined) {
      // The first round: everything sent has been read. The second: what was written about it has come.
      await this.#unlessAborted(this.#cast.fence())
      await this.#unlessAborted(this.#cast.fence())
    } else {
      const evidence = await this.#unlessAborted(this.#session.quiet(this.#cast.trafficOf))
      if (evidence === 'bounded') this.#evidence = evidence
    }
    // What has come is handed over by promises.
    await new Promise<void>((resolve) => nextTurn(resolve))
  }

  async #unlessAborted<T>(value: T | PromiseLike<T>): Promise<T> {
    return await Promise.race([value, this.#aborted.promise])
  }

  readonly #onAbort = (): void => this.#aborted.reject(this.#options.signal?.reason)
}

function expectingIn({ steps }: Scenario<unknown>): readonly StepPath[] {
  return Array.from(stepsWithPaths(steps)).flatMap(({ step, path }) => (isExpectStep(step) ? [path] : []))
}

/** Whose order among its own steps needs no waiting: a client's over its connection, the server's at itself. */
function ownerOf(step: ActionStep): string | undefined {
  if (step.do === 'checkpoint' || step.do === 'settle') return undefined
  return isServerStep(step) ? 'server' : step.client
}
