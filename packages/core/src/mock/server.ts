// The mock server: a value that eats inputs and returns effects. It opens no socket, reads no clock, awaits nothing.
// Its owner feeds everything that happens to `handle` and carries out what comes back, in order.
import { mistake } from '../errors.ts'
import type { Observed } from '../transcript/observed.ts'
import type { Recorder } from '../transcript/recorder.ts'
import { createRedaction } from '../transcript/redaction.ts'
import type { NamedAudience } from './audience.ts'
import { Audiences } from './audiences.ts'
import { Connection } from './connection.ts'
import { ConnectionControl } from './control.ts'
import { type MockDefinition, rulesOf } from './definition.ts'
import { Ear } from './ear.ts'
import type { Command, Effect, Input, Post } from './effect.ts'
import { FaultPlan } from './fault.ts'
import { type Dialled, ParsedHandshake } from './handshake.ts'
import { Jobs, type UnsettledJob } from './jobs.ts'
import { Inspector } from './inspector.ts'
import { Lifecycle } from './lifecycle.ts'
import { Outbox } from './outbox.ts'
import { Output, type PendingTimer } from './output.ts'
import { Reception } from './reception.ts'
import type { Rule } from './rule.ts'
import { Rulebook } from './rulebook.ts'
import { RuleFinder } from './rule-finder.ts'
import { RuleRunner } from './rule-runner.ts'
import { Voice } from './voice.ts'

export class MockServer<Link> {
  #definition: MockDefinition
  readonly #output: Output<Link>
  readonly #audiences: Audiences<Link>
  readonly #outbox: Outbox<Link>
  readonly #voice: Voice<Link>
  readonly #lifecycle: Lifecycle<Link>
  readonly #rulebook: Rulebook
  readonly #reception: Reception<Link>
  readonly #ear: Ear<Link>
  readonly #jobs = new Jobs()
  readonly #inspector: Inspector<Link> | undefined
  readonly #post: Post<Link>
  readonly #observe: ((client: string) => Observed) | undefined
  readonly #bufferedBytes: (link: Link) => number
  /** How many connections were called by their number. */
  #numbered = 0
  readonly #givenNames = new Set<string>()
  /** Clients whose messages need not match a rule. */
  #excused: ReadonlySet<string> = new Set()

  /**
   * @param post how clients and handlers speak up between two calls: the owner feeds the command to `handle`
   * @param bufferedBytes how much of what was delivered to a link its far end has not taken yet
   * @param observe how assertions read a client's part of the transcript
   * @throws MistakeError when the definition's factory returns anything but finished rules
   */
  constructor(
    definition: MockDefinition,
    recorder: Recorder,
    post: Post<Link>,
    bufferedBytes: (link: Link) => number,
    observe?: (client: string) => Observed,
  ) {
    this.#definition = definition
    this.#bufferedBytes = bufferedBytes
    this.#post = post
    this.#observe = observe
    const { faults = [], seed = 1, redaction: redactionOptions } = definition.options
    const redaction = createRedaction(redactionOptions)
    this.#output = new Output(recorder, redaction)
    this.#audiences = new Audiences(this.#output)
    const inspector =
      definition.contract === undefined
        ? undefined
        : new Inspector<Link>(definition.contract, this.#output, this.#jobs)
    this.#inspector = inspector
    const outbox = new Outbox(this.#output, new FaultPlan(faults, seed), (connection, cause) =>
      this.#lifecycle.cut(connection, cause),
    )
    this.#outbox = outbox
    this.#voice = new Voice(this.#output, outbox, this.#audiences, inspector, (connection, error, cause) =>
      this.#lifecycle.failed(connection, error, cause),
    )
    this.#lifecycle = new Lifecycle(
      this.#output,
      outbox,
      this.#audiences,
      redaction,
      inspector,
      (connection) => this.#ear.opened(connection),
      (connection, seq) => this.#ear.ended(connection, seq),
    )
    this.#rulebook = new Rulebook(rulesOf(definition))
    const isExcused = (client: string): boolean => this.#excused.has(client)
    const runner = new RuleRunner({
      output: this.#output,
      voice: this.#voice,
      lifecycle: this.#lifecycle,
      audiences: this.#audiences,
      jobs: this.#jobs,
      post,
      date: () => recorder.date(),
      isExcused,
      react: (connection, waiting) => this.#ear.react(connection, waiting),
    })
    const means = {
      output: this.#output,
      voice: this.#voice,
      lifecycle: this.#lifecycle,
      rulebook: this.#rulebook,
      runner,
      finder: new RuleFinder(this.#rulebook, runner, this.#lifecycle),
      inspector,
      isExcused,
    }
    this.#reception = new Reception({ ...means, user: () => this.#definition.options.user })
    this.#ear = new Ear({ ...means, unmatched: () => this.#definition.options.unmatched })
  }

  /**
   * Makes the state of a new connection. Feed `{ on: 'open', connection }` to begin its handshake.
   *
   * @param name default: `client-1` and so on
   */
  admit(
    dialled: Dialled,
    params: Readonly<Record<string, string>>,
    link: Link,
    name?: string,
  ): Connection<Link> {
    if (name !== undefined) this.#givenNames.add(name)
    const handshake = new ParsedHandshake(dialled, params)
    return new Connection(
      name ?? this.#nextNumber(),
      link,
      handshake,
      (connection) => new ConnectionControl(connection, this.#post, this.#bufferedBytes, this.#observe),
    )
  }

  /** Puts rules before all others. @throws MistakeError for anything but finished rules */
  use(rules: readonly Rule[]): void {
    this.#rulebook.add(rules)
  }

  /** Takes away what `use` added. */
  forgetAddedRules(): void {
    this.#rulebook.forgetAdded()
  }

  /**
   * Puts another definition in the place of the one it was made of: who is connected stays, with groups, states, and
   * streams that run. What is hidden in the transcript remains as it was.
   *
   * @throws MistakeError, and changes nothing, for rules that are not finished, or where one has a contract and the other none
   */
  redefine(definition: MockDefinition): void {
    const { contract, options } = definition
    const rules = this.checkRedefinition(definition)
    this.#rulebook.replaceInitial(rules)
    this.#outbox.replaceFaults(new FaultPlan(options.faults ?? [], options.seed ?? 1))
    if (contract !== undefined) this.#inspector?.adopt(contract)
    this.#definition = definition
  }

  /** The rules that it would have. @throws MistakeError as `redefine` does */
  checkRedefinition(definition: MockDefinition): readonly Rule[] {
    const { contract } = definition
    if ((contract === undefined) !== (this.#inspector === undefined)) {
      const [before, after] = contract === undefined ? ['a', 'none'] : ['no', 'one']
      throw mistake(
        'redefining a mock',
        `it had ${before} contract, and now has ${after}`,
        'Make a new mock of it: those who are connected were not checked before',
      )
    }
    return rulesOf(definition)
  }

  /** The connections that are not closed, in the order they dialled. */
  get connections(): ReadonlySet<Connection<Link>> {
    return this.#audiences.connections
  }

  /** The members of a group at this instant, in join order. */
  members(group: string): ReadonlySet<Connection<Link>> {
    return this.#audiences.members(group)
  }

  /** Whom an audience reaches at this instant. */
  reached(audience: NamedAudience): readonly Connection<Link>[] {
    return this.#audiences.reached(audience)
  }

  /** What these clients say need not match a rule, until what is returned is called: somebody else answers it. */
  excuseUnmatched(clients: readonly string[]): () => void {
    const before = this.#excused
    this.#excused = new Set([...before, ...clients])
    return () => {
      this.#excused = before
    }
  }

  /** Every group that was ever joined. */
  get groupNames(): readonly string[] {
    return this.#audiences.names
  }

  /** Handlers and awaited values that have not settled, in the order they began. */
  get unsettledJobs(): readonly UnsettledJob[] {
    return this.#jobs.unsettled
  }

  /** Whether a schema still judges what has passed. */
  get isJudging(): boolean {
    return this.#jobs.unsettled.some(({ isJudgement }) => isJudgement)
  }

  /** The rules of those, for messages. */
  get unsettled(): readonly string[] {
    return this.unsettledJobs.map(({ text }) => text)
  }

  /**
   * Whether something is still to come of what has happened: a handler has not settled, a delay is not over. What goes on
   * for ever does not count.
   */
  get isAtWork(): boolean {
    return this.#jobs.unsettled.length > 0 || this.#output.owedTimers > 0
  }

  /** The timers of delays, streams, watches and faults that wait, the next first. */
  get pendingTimers(): readonly PendingTimer[] {
    return [...this.#output.pendingTimers].toSorted((a, b) => a.dueAt - b.dueAt)
  }

  /** Takes in what happened and returns what is to be done about it, in order. */
  handle(input: Input<Link>): readonly Effect<Link>[] {
    this.#output.begin()
    switch (input.on) {
      case 'frame':
        this.#ear.frame(input.connection, input.frame)
        break
      case 'command':
        this.#command(input.command, input.cause)
        break
      case 'open':
        this.#audiences.connections.add(input.connection)
        this.#reception.dialled(input.connection)
        break
      case 'polled':
        this.#reception.polled(input.connection)
        break
      case 'closing':
        this.#lifecycle.closing(input.connection, input.code, input.reason)
        break
      case 'closed':
        this.#lifecycle.closed(input.connection, input.code, input.reason)
        break
      case 'timer':
        this.#output.fireTimer(input.timer)
        break
      case 'settled':
        this.#jobs.settled(input.job, input.outcome)
    }
    return this.#output.take()
  }

  #nextNumber(): string {
    for (;;) {
      const name = `client-${++this.#numbered}`
      if (!this.#givenNames.has(name)) return name
    }
  }

  #command(command: Command<Link>, cause: number | undefined): void {
    switch (command.do) {
      case 'send':
        return this.#voice.send(command.connection, command.message, cause)
      case 'broadcast':
        return this.#voice.broadcast(command.message, command.audience, cause)
      case 'ping':
        return this.#voice.heartbeat(command.connection, 'ping', command.payload, cause)
      case 'join':
        return this.#audiences.join(command.connection, command.group, cause)
      case 'leave':
        return this.#audiences.leave(command.connection, command.group, cause)
      case 'close':
        return this.#lifecycle.close(command.connection, command.code, command.reason, cause)
      case 'cut':
        return this.#lifecycle.cut(command.connection, cause)
      case 'halfOpen':
        command.connection.isHalfOpen = true
        return
      case 'wake':
        this.#output.setTimer(command.ms, command.wake, command.what, command.connection.name)
    }
  }
}
