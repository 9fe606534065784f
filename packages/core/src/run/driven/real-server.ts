// A real server in a driven scenario. It keeps no transcript and says nothing of itself, so what it has done is known by
// its answers alone: a barrier of the contract, an answer that means that everybody was written to, or a probe of the
// author. A pong proves only that what was already written has come; where nothing proves more, silence is listened to
// for a while, and is bounded evidence.
import type { Clock } from '../../clock.ts'
import type { CompiledContract } from '../../contract/compiled.ts'
import { showValue } from '../../match/show.ts'
import type { ConnectOptions, ServerStep } from '../../scenario/step.ts'
import type { DataFrame } from '../../wire/frame.ts'
import { Barriers, type Question } from './barriers.ts'
import { otherBreach } from './breach.ts'
import type { DrivenClients, DrivenConnection, Violation } from './client-port.ts'
import { type Errand, Errands, isNews } from './errands.ts'
import { type FanOut, FanOuts } from './fan-outs.ts'
import { atMost } from './patience.ts'
import { ReplyTimes } from './reply-times.ts'
import type { DrivenServer, Evidence, ServerSession, TrafficOf } from './server-port.ts'
import { StrangeRefusal } from './strange-refusal.ts'
import { fire, type Trigger, triggerObjection, triggerText } from './triggers.ts'
import { type Heard, type Told, WatchedConnection, type Watcher } from './watched-connection.ts'

export interface RealServerOptions {
  /** Who connects; what passes over their connections is watched. */
  readonly clients: DrivenClients
  readonly contract: CompiledContract | undefined
  readonly trigger: Trigger
  /** Resolves when the server has nothing more to do. */
  readonly probe: (() => unknown) | undefined
  readonly clock: Clock
  /** How long an answer is waited for, in ms. */
  readonly patienceMs: number
  /** How long silence is listened to where nothing proves it, in ms. */
  readonly quietMs: number
}

/** What silence is bounded by: what the server may still have been busy with. */
export interface Bound {
  readonly quietMs: number
  /** Why it is not exact, each as a part of a sentence. */
  readonly because: readonly string[]
}

/** One real server, for one run. */
export class RealServer {
  readonly #session: RealSession
  readonly clients: DrivenClients
  readonly server: DrivenServer

  constructor(options: RealServerOptions) {
    const session = (this.#session = new RealSession(options))
    const { clients, trigger } = options
    this.clients = {
      urlOf: (client, step) => clients.urlOf(client, step),
      connect: (client, step, signal) => session.connect(client, step, signal),
      ...(clients.objectionTo === undefined ? {} : { objectionTo: clients.objectionTo.bind(clients) }),
    }
    this.server = {
      begin: (onError) => session.begin(onError),
      objectionTo: (step) => triggerObjection(trigger, step),
    }
  }

  /** What bounds the silence of the run; undefined where all of it was proven. */
  get bound(): Bound | undefined {
    return this.#session.bound
  }
}

class RealSession implements ServerSession, Watcher {
  readonly #options: RealServerOptions
  readonly #connections = new Map<string, WatchedConnection>()
  readonly #errands: Errands
  readonly #barriers: Barriers | undefined
  readonly #fanOuts: FanOuts | undefined
  readonly #replyTimes: ReplyTimes | undefined
  /** By client, the groups that it has spoken of. */
  readonly #groups = new Map<string, Set<string>>()
  /** Judgements of answers that are under way. */
  readonly #judging = new Set<Promise<void>>()
  readonly #because = new Set<string>()
  /** What was waited for in vain. */
  readonly #unanswered = new Set<Errand>()
  /** Told of each answer. */
  #stir: () => void = () => {}
  #isOver = false
  readonly #over = Promise.withResolvers<void>()
  #onError: (error: unknown) => void = () => {}

  constructor(options: RealServerOptions) {
    const { contract } = options
    this.#options = options
    this.#errands = new Errands(contract)
    if (contract === undefined) return
    this.#barriers = new Barriers(contract)
    this.#fanOuts = new FanOuts(contract)
    this.#replyTimes = new ReplyTimes(contract)
  }

  get bound(): Bound | undefined {
    const because = [...this.#because]
    return because.length === 0 ? undefined : { quietMs: this.#options.quietMs, because }
  }

  begin(onError: (error: unknown) => void): this {
    this.#onError = onError
    return this
  }

  // ── what passes ──────────────────────────────────────────────────────────────────────────────────────────────────

  async connect(client: string, step: ConnectOptions, signal: AbortSignal): Promise<DrivenConnection> {
    const { clients, contract } = this.#options
    try {
      const connection = await clients.connect(client, step, signal)
      const watched = new WatchedConnection(client, connection, contract, this)
      this.#connections.set(client, watched)
      this.#fanOuts?.connected(client)
      this.#errands.add({ owner: client, what: 'connection', text: `${client}'s connection` })
      return watched
    } catch (error) {
      throw this.#strangeRefusal(client, error) ?? error
    }
  }

  said(client: string, told: Told): void {
    const errand = this.#errands.said(client, told)
    this.#fanOuts?.said(errand)
    this.#barriers?.said(client, told)
    this.#replyTimes?.said(client, told, this.#options.clock.now())
    if (errand.group === undefined) return
    this.#groups.set(client, (this.#groups.get(client) ?? new Set()).add(errand.group))
  }

  heard(client: string, told: Told, frame: DataFrame): Heard {
    if (this.#barriers?.heard(client, told) === true) return { isOurs: true }
    const twice = this.#fanOuts?.heard(client, told)
    if (twice !== undefined)
      return {
        isOurs: false,
        violation: this.#violation(`the server sent ${client} it twice`, twice, told, frame),
      }
    const done = this.#errands.heard(client, told)
    if (done !== undefined) this.#stir()
    const fanOut = done === undefined ? undefined : this.#fanOuts?.answered(done)
    if (fanOut !== undefined) this.#judge(fanOut, told, frame)
    const late = this.#replyTimes?.heard(client, told, this.#options.clock.now())
    if (late === undefined) return { isOurs: false }
    const violation = this.#violation(`the server answered ${client} too late`, late, told, frame)
    return { isOurs: false, violation }
  }

  ended(client: string): void {
    this.#errands.add({ owner: client, what: 'end', text: `the end of ${client}'s connection` })
    this.#barriers?.ended(client)
    this.#fanOuts?.ended(client)
    this.#replyTimes?.ended(client)
    this.#groups.delete(client)
    this.#stir()
  }

  async perform(step: ServerStep, value?: unknown): Promise<void> {
    const { trigger, contract } = this.#options
    const group = 'group' in step ? step.group : undefined
    this.#errands.add({ owner: 'server', what: 'trigger', text: triggerText(step), group })
    try {
      await fire(trigger, step, value, contract !== undefined)
    } catch (error) {
      this.#onError(error)
    }
  }

  end(): void {
    this.#isOver = true
    this.#over.resolve()
  }

  // ── waiting for it ───────────────────────────────────────────────────────────────────────────────────────────────

  async settled(_trafficOf: TrafficOf, isAnswered: boolean): Promise<void> {
    await this.#prove(this.#requests.length > 0)
    if (!isAnswered) await this.#listenFor(this.#requests)
  }

  async quiet(): Promise<Evidence> {
    const unproven = await this.#prove(true)
    const { open } = this.#errands
    // Nothing can come any more where nobody is connected.
    if (this.#open.length === 0) return 'exact'
    const because = [...unproven, ...open.map(({ text }) => text)]
    if (because.length === 0) return 'exact'
    for (const one of because) this.#because.add(one)
    await this.#listenFor(open)
    return 'bounded'
  }

  /** What the server was asked to do; that somebody came or went is answered by the handshake. */
  get #requests(): readonly Errand[] {
    return this.#errands.open.filter((errand) => !isNews(errand))
  }

  /** Lets the server prove that it is done, by what there is. Returns what prevents it. */
  async #prove(isAsked: boolean): Promise<readonly string[]> {
    const unfenced = await this.#fence()
    this.#errands.read(this.#options.clock.now())
    if (!isAsked) return unfenced
    const { probe } = this.#options
    const unproven = probe === undefined ? await this.#askBarriers() : await this.#probe(probe)
    await this.#awaitAnswers()
    return [...unproven, ...(await this.#fence())]
  }

  /** Lets answers come that say that something is done; what is not answered in time is not waited for again. */
  async #awaitAnswers(): Promise<void> {
    const { clock, patienceMs } = this.#options
    const until = clock.now() + patienceMs
    const awaited = (): readonly Errand[] =>
      this.#errands.open.filter(
        (errand) =>
          errand.answer !== undefined &&
          !this.#unanswered.has(errand) &&
          this.#connections.get(errand.owner)?.isOpen === true,
      )
    while (awaited().length > 0 && clock.now() < until && !this.#isOver) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#stir = resolve
      // oxlint-disable-next-line eslint/no-await-in-loop -- looked at again with each answer
      await atMost(clock, until - clock.now(), Promise.race([promise, this.#over.promise]))
    }
    for (const errand of awaited()) this.#unanswered.add(errand)
  }

  async #probe(probe: () => unknown): Promise<readonly string[]> {
    const before = this.#errands.open
    let isDone = false
    const probed = (async () => {
      try {
        await probe()
        isDone = true
      } catch (error) {
        this.#onError(error)
      }
    })()
    await this.#atMost(probed)
    if (!isDone) return [`the probe, which did not resolve within ${this.#options.patienceMs} ms`]
    this.#errands.settle(before)
    return []
  }

  /** Asks the contract's barriers, if it has any. */
  async #askBarriers(): Promise<readonly string[]> {
    // Who has left is news of another connection, which may come behind a question: then it is asked again.
    const rounds = this.#errands.open.some(({ what }) => what === 'end') ? 2 : 1
    for (let round = 1; round <= rounds; round++) {
      const before = this.#errands.open
      const questions = this.#open.flatMap(
        ({ client }) => this.#barriers?.questions(client, this.#groups.get(client) ?? []) ?? [],
      )
      for (const { client, frame } of questions) this.#connections.get(client)?.ask(frame)
      // oxlint-disable-next-line eslint/no-await-in-loop -- the second round is about what the first one missed
      const unanswered = await this.#answersTo(questions)
      if (unanswered.length > 0) return unanswered
      if (round === rounds) this.#settleBy(questions, before)
    }
    return []
  }

  async #answersTo(questions: readonly Question[]): Promise<readonly string[]> {
    const open = new Set(questions)
    const all = questions.map(async (question) => {
      await question.answered
      open.delete(question)
    })
    await this.#atMost(Promise.all(all))
    return Array.from(open, ({ client, by, ack }) => {
      const issue = `the answer to its barrier ${by} is ${ack}, and none came within ${this.#options.patienceMs} ms`
      this.#breach(client, `${client} asked ${by}`, issue)
      return `the barrier ${by}, which was not answered`
    })
  }

  #settleBy(questions: readonly Question[], before: readonly Errand[]): void {
    if (questions.some(({ group }) => group === undefined)) return this.#errands.settle(before)
    const isProven = ({ group, owner }: Errand): boolean =>
      questions.some(
        (question) =>
          question.group === group &&
          (question.client === owner || this.#connections.get(owner)?.isOpen !== true),
      )
    const isAsked = questions.length > 0
    this.#errands.settle(before.filter((errand) => (isNews(errand) ? isAsked : isProven(errand))))
  }

  /** Listens until these have been read for so long; then they count as done. */
  async #listenFor(errands: readonly Errand[]): Promise<void> {
    const { clock, quietMs } = this.#options
    const readAt = this.#errands.readAt(errands)
    if (readAt === undefined || this.#open.length === 0) return
    const leftMs = readAt + quietMs - clock.now()
    if (leftMs > 0) {
      await atMost(clock, leftMs, this.#over.promise)
      await this.#fence()
    }
    this.#errands.settle(errands)
  }

  /** Resolves when what the server had written has come. Returns of what that is not certain. */
  async #fence(): Promise<readonly string[]> {
    const unfenced = await Promise.all(
      this.#open.map(async (connection) =>
        (await this.#ping(connection)) ? [] : [`${connection.client}'s connection, where no pong came`],
      ),
    )
    await this.#atMost(Promise.all(this.#judging))
    return unfenced.flat()
  }

  /** Returns whether what the server had written to it has come. */
  async #ping(connection: WatchedConnection): Promise<boolean> {
    let isBack = false
    const pong = connection.fence().then(
      (can) => {
        isBack = can
      },
      () => {},
    )
    await this.#atMost(pong)
    return isBack || !connection.isOpen
  }

  async #atMost(promise: Promise<unknown>): Promise<void> {
    const { clock, patienceMs } = this.#options
    await atMost(clock, patienceMs, Promise.race([promise, this.#over.promise]))
  }

  get #open(): readonly WatchedConnection[] {
    return [...this.#connections.values()].filter(({ isOpen }) => isOpen)
  }

  // ── breaches that one message does not show ──────────────────────────────────────────────────────────────────────

  /** The server says that it has written to everybody: what it wrote is in front of the pong of a ping sent now. */
  #judge(fanOut: FanOut, told: Told, frame: DataFrame): void {
    const judged = this.#judgement(fanOut, told, frame)
    this.#judging.add(judged)
    void judged.finally(() => this.#judging.delete(judged))
  }

  async #judgement(fanOut: FanOut, told: Told, frame: DataFrame): Promise<void> {
    const without = (): readonly string[] => this.#fanOuts?.without(fanOut) ?? []
    const lines = without().flatMap((member) => this.#connections.get(member) ?? [])
    const pinged = await Promise.all(
      lines.map(async (line) => ((await this.#ping(line)) ? [line.client] : [])),
    )
    const late = without().filter((member) => pinged.flat().includes(member))
    if (late.length === 0) return
    const { sender, by, ack, delivers, id, idField, group } = fanOut
    const issue =
      `${ack} means that everybody has been written to, and ${late.join(' and ')}, ` +
      `in ${group}, had not been sent ${delivers} (${idField}: ${showValue(id)})`
    this.#breach(sender, `the server answered ${by} of ${sender} too early`, issue, told, frame)
  }

  #breach(client: string, said: string, issue: string, told?: Told, frame?: DataFrame): void {
    const violation = this.#violation(said, issue, told, frame)
    if (violation !== undefined) this.#connections.get(client)?.report(violation)
  }

  #violation(said: string, issue: string, told?: Told, frame?: DataFrame): Violation | undefined {
    const { contract } = this.#options
    if (contract === undefined) return undefined
    return otherBreach(contract.name, 'serverToClient', said, issue, { message: told?.name, frame })
  }

  #strangeRefusal(client: string, error: unknown): StrangeRefusal | undefined {
    if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number')
      return undefined
    const { status } = error
    const issue = this.#options.contract?.strangeRefusal(status)
    if (issue === undefined) return undefined
    const violation = this.#violation(`the server refuses ${client} with ${status}`, issue)
    const reason = 'reason' in error ? String(error.reason) : ''
    return violation === undefined ? undefined : new StrangeRefusal(violation, status, reason)
  }
}
