// The mock server: a value that eats inputs and returns effects. It opens no socket, reads no clock, awaits nothing.
// Its owner feeds everything that happens to `handle` and carries out what comes back, in order.
import { mistake } from '../errors.ts'
import type { Reading } from '../contract/reading.ts'
import type { Observed } from '../transcript/observed.ts'
import type { Recorder } from '../transcript/recorder.ts'
import { createRedaction } from '../transcript/redaction.ts'
import type { DataFrame, Frame, Payload } from '../wire/frame.ts'
import type { NamedAudience } from './audience.ts'
import { Audiences } from './audiences.ts'
import { Connection, type Vigil, type Waiting } from './connection.ts'
import { ConnectionControl } from './control.ts'
import { type MockDefinition, rulesOf } from './definition.ts'
import type { Command, Effect, Input, Post } from './effect.ts'
import { FaultPlan } from './fault.ts'
import { type Dialled, ParsedHandshake } from './handshake.ts'
import { Jobs, type UnsettledJob } from './jobs.ts'
import { Inspector } from './inspector.ts'
import { Lifecycle } from './lifecycle.ts'
import { Outbox } from './outbox.ts'
import { Output, type PendingTimer } from './output.ts'
import type { Rule } from './rule.ts'
import { type Asker, Rulebook } from './rulebook.ts'
import { RuleRunner } from './rule-runner.ts'
import { userOf } from './user.ts'
import { Voice } from './voice.ts'
import { Watch } from './watch.ts'

export class MockServer<Link> {
  #definition: MockDefinition
  readonly #output: Output<Link>
  readonly #audiences: Audiences<Link>
  readonly #outbox: Outbox<Link>
  readonly #voice: Voice<Link>
  readonly #lifecycle: Lifecycle<Link>
  readonly #rulebook: Rulebook
  readonly #runner: RuleRunner<Link>
  readonly #jobs = new Jobs()
  readonly #inspector: Inspector<Link> | undefined
  readonly #post: Post<Link>
  readonly #observe: ((client: string) => Observed) | undefined
  readonly #bufferedBytes: (link: Link) => number
  /** The author was told that a client polls. */
  #knowsPolling = false
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
      (connection) => this.#opened(connection),
      (connection, seq) => this.#ended(connection, seq),
    )
    this.#rulebook = new Rulebook(rulesOf(definition))
    this.#runner = new RuleRunner({
      output: this.#output,
      voice: this.#voice,
      lifecycle: this.#lifecycle,
      audiences: this.#audiences,
      jobs: this.#jobs,
      post,
      date: () => recorder.date(),
      isExcused: (client) => this.#excused.has(client),
      react: (connection, waiting) => this.#react(connection, waiting),
    })
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
        this.#frame(input.connection, input.frame)
        break
      case 'command':
        this.#command(input.command, input.cause)
        break
      case 'open':
        this.#open(input.connection)
        break
      case 'polled':
        this.#polled(input.connection)
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

  #open(connection: Connection<Link>): void {
    this.#audiences.connections.add(connection)
    const { user } = this.#definition.options
    try {
      if (user !== undefined) connection.client.user = userOf(user, connection.handshake)
    } catch (error) {
      this.#lifecycle.failed(connection, error, this.#output.recorder.length)
      return
    }
    const rule = this.#judged(connection, this.#output.recorder.length, (asker) =>
      this.#rulebook.find('connect', connection.handshake, asker),
    )
    // What a rule refuses at once may well lack what the contract asks for: that is why it is refused.
    if (this.#inspector === undefined || rule?.actions[0]?.do === 'reject')
      return this.#greet(connection, rule)
    this.#inspector.handshake(
      connection,
      (issues) => {
        if (issues.length === 0) this.#greet(connection, rule)
        else this.#lifecycle.reject(connection, 400, issues.join('; '))
      },
      (error) => this.#lifecycle.failed(connection, error, this.#output.recorder.length),
    )
  }

  #greet(connection: Connection<Link>, rule: Rule | undefined): void {
    if (connection.phase !== 'opening') return
    const isOpen =
      rule !== undefined && decidesHandshake(rule) ? true : this.#lifecycle.accept(connection, undefined)
    if (rule !== undefined && isOpen) {
      this.#runner.start(connection, rule, this.#output.recorder.length, undefined)
    }
  }

  #polled(connection: Connection<Link>): void {
    const why = 'a mock speaks WebSocket, and not HTTP polling, which socket.io-client begins with'
    const remedy = "Give io() the option { transports: ['websocket'] }"
    this.#lifecycle.reject(connection, 400, `${remedy}: this is a mock, and ${why}`)
    if (this.#knowsPolling) return
    this.#knowsPolling = true
    const error = mistake(`${connection.name} was refused`, why, remedy)
    this.#output.effect({ do: 'report', severity: 'warning', error })
  }

  #frame(connection: Connection<Link>, frame: Frame): void {
    if (connection.phase === 'closed') return
    const seq = this.#received(connection.name, frame)
    if (connection.vigils !== undefined) for (const vigil of connection.vigils) vigil.heard(frame)
    // After its own close frame the server reads on only for the client's; a half-open one answers nothing.
    if (connection.phase !== 'open' || connection.isHalfOpen) return
    if (connection.running === undefined) this.#reactToFrame(connection, frame, seq)
    else connection.wait({ on: 'frame', frame, seq })
  }

  #received(client: string, frame: Frame): number {
    const { at } = this.#output
    if (frame.opcode === 'ping' || frame.opcode === 'pong') {
      const { payload } = frame
      return this.#output.record({
        kind: frame.opcode,
        seq: 0,
        at,
        client,
        direction: 'clientToServer',
        payload,
      })
    }
    const { opcode } = frame
    const payload = this.#output.redactPayload(frame.payload)
    return this.#output.record({
      kind: 'message',
      seq: 0,
      at,
      client,
      direction: 'clientToServer',
      opcode,
      payload,
    })
  }

  #react(connection: Connection<Link>, waiting: Waiting): void {
    if (waiting.on === 'close') this.#reactToEnd(connection, waiting.seq)
    else this.#reactToFrame(connection, waiting.frame, waiting.seq)
  }

  #reactToFrame(connection: Connection<Link>, frame: Frame, seq: number): void {
    switch (frame.opcode) {
      case 'pong':
        return
      case 'ping': {
        const rule = this.#judged(connection, seq, (asker) =>
          this.#rulebook.findForPing(frame.payload, asker),
        )
        if (rule === undefined) this.#voice.heartbeat(connection, 'pong', frame.payload, seq)
        else this.#runner.start(connection, rule, seq, frame.payload)
        return
      }
      default:
        this.#reactToMessage(connection, frame, seq)
    }
  }

  #reactToMessage(connection: Connection<Link>, frame: DataFrame, seq: number): void {
    connection.messages++
    if (this.#inspector === undefined) return this.#answer(connection, frame, seq, undefined)
    const judging = {}
    let isLate = false
    const judged = (use: () => void): void => {
      connection.running = undefined
      use()
      if (isLate) this.#runner.takeWaiting(connection)
    }
    // What comes while a schema takes its time waits behind it, as behind a rule.
    connection.running = judging
    this.#inspector.incoming(
      connection,
      frame.payload,
      seq,
      (reading) =>
        judged(() => {
          if (reading.breach === undefined) this.#answer(connection, frame, seq, reading)
        }),
      (error) => judged(() => this.#lifecycle.failed(connection, error, seq)),
    )
    isLate = true
  }

  #answer(connection: Connection<Link>, frame: DataFrame, seq: number, reading: Reading | undefined): void {
    let found: ReturnType<Rulebook['findForMessage']>
    try {
      found = this.#rulebook.findForMessage(frame.payload, reading, this.#asker(connection, frame.payload))
    } catch (error) {
      // A predicate or schema of the author's threw while it looked at the message.
      this.#lifecycle.failed(connection, error, seq)
      return
    }
    if (found !== undefined) this.#runner.start(connection, found.rule, seq, found.message, frame.payload)
    else this.#unmatched(connection, frame.payload, seq, reading)
  }

  #unmatched(
    connection: Connection<Link>,
    payload: Payload,
    seq: number,
    reading: Reading | undefined,
  ): void {
    this.#output.record({
      kind: 'unmatched',
      seq: 0,
      at: this.#output.at,
      client: connection.name,
      cause: seq,
    })
    if (this.#excused.has(connection.name)) return
    // What the contract says to ignore is meant to match nothing.
    if (reading !== undefined && reading.name === undefined) return
    const policy = this.#definition.options.unmatched ?? (reading === undefined ? 'warn' : 'error')
    // A mock without message rules is one that the test speaks for; nothing was meant to match.
    if (policy === 'ignore' || (policy === 'warn' && !this.#rulebook.speaksOf('message'))) return
    this.#output.effect({
      do: 'report',
      severity: policy === 'error' ? 'error' : 'warning',
      error: mistake(
        `${connection.name} sent ${shortened(this.#output.redactPayload(payload))}`,
        'no rule of the mock matches it',
        "Add a rule: on(…).reply(…), .drop() to take it in silence, or set { unmatched: 'ignore' }",
      ),
    })
  }

  #opened(connection: Connection<Link>): void {
    const means = { output: this.#output, voice: this.#voice, lifecycle: this.#lifecycle }
    const vigils: Vigil[] = []
    for (const { actions } of this.#rulebook.all('open', connection.handshake)) {
      for (const action of actions) {
        if (action.do === 'watch') vigils.push(new Watch(connection, action.plan, means))
      }
    }
    if (vigils.length > 0) connection.vigils = vigils
  }

  #ended(connection: Connection<Link>, seq: number): void {
    this.#voice.stopStreams(connection)
    for (const vigil of connection.vigils ?? []) vigil.stop()
    if (connection.running === undefined) this.#reactToEnd(connection, seq)
    else connection.wait({ on: 'close', seq })
  }

  #reactToEnd(connection: Connection<Link>, seq: number): void {
    const rule = this.#judged(connection, seq, (asker) => this.#rulebook.find('close', undefined, asker))
    if (rule !== undefined) this.#runner.start(connection, rule, seq, undefined)
  }

  /** The rule that is found, or none where a function of the author's threw while it was looked for. */
  #judged(
    connection: Connection<Link>,
    seq: number,
    find: (asker: Asker) => Rule | undefined,
  ): Rule | undefined {
    try {
      return find(this.#asker(connection))
    } catch (error) {
      this.#lifecycle.failed(connection, error, seq)
      return undefined
    }
  }

  #asker(connection: Connection<Link>, payload?: Payload): Asker {
    const { handshake, messages } = connection
    return {
      handshake,
      messages,
      contextFor: (message) => this.#runner.contextOf(connection, message, payload),
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

/** Whether a connect rule says itself when, or whether, the handshake is completed. */
function decidesHandshake(rule: Rule): boolean {
  if (rule.actions.some((action) => action.do === 'accept' || action.do === 'reject')) return true
  const first = rule.actions.find((action) => action.do !== 'delay')
  return first?.do === 'halfOpen'
}

function shortened(payload: Payload): string {
  if (typeof payload !== 'string') return `${payload.byteLength} bytes`
  return payload.length > 200 ? `${payload.slice(0, 200)}… (${payload.length} characters)` : payload
}
