// The mock server: a value that eats inputs and returns effects. It opens no socket, reads no clock, awaits nothing.
// Its owner feeds everything that happens to `handle` and carries out what comes back, in order.
import { BugError, mistake } from '../errors.ts'
import { matches } from '../match/match.ts'
import { outputOf } from '../match/output.ts'
import type { Pattern } from '../match/pattern.ts'
import type { Observed } from '../transcript/observed.ts'
import type { Recorder } from '../transcript/recorder.ts'
import { createRedaction, type Redaction } from '../transcript/redaction.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { DataFrame, Frame } from '../wire/frame.ts'
import type { Action, Audience } from './action.ts'
import { checkGroup } from './client.ts'
import { Connection } from './connection.ts'
import { ConnectionControl } from './control.ts'
import type { State } from './state.ts'
import { type MockDefinition, rulesOf } from './definition.ts'
import type { Command, Effect, Input, Outcome, Post } from './effect.ts'
import { FaultPlan } from './fault.ts'
import { Groups } from './groups.ts'
import { type Dialled, ParsedHandshake } from './handshake.ts'
import { Outbox } from './outbox.ts'
import { Output } from './output.ts'
import { checkDelay, checkRules, type Rule, type RuleEvent } from './rule.ts'
import { namedAudience, RuleRun } from './rule-run.ts'
import type { StreamPlan } from './stream.ts'
import { isThenable } from './thenable.ts'

type Resume = (value: unknown) => void

/** A handler or an awaited value that the server waits for. */
export interface UnsettledJob {
  readonly job: number
  /** For messages: `on({ type: 'say' }) for alice`. */
  readonly text: string
  /** Whether it waits for the mock's own clock, in `delay()`. */
  readonly isAsleep: boolean
}

const NO_JOBS: readonly UnsettledJob[] = []

export class MockServer<Link> {
  readonly #definition: MockDefinition
  readonly #output: Output<Link>
  readonly #outbox: Outbox<Link>
  readonly #redaction: Redaction
  readonly #post: Post<Link>
  readonly #observe: ((client: string) => Observed) | undefined
  readonly #groups = new Groups<Connection<Link>>()
  readonly #connections = new Set<Connection<Link>>()
  readonly #state: State = {}
  readonly #jobs = new Map<number, { readonly run: RuleRun<Link>; readonly resume: Resume }>()
  #rules: readonly Rule[]
  #added: readonly Rule[] = []
  #nextJob = 1
  #admitted = 0

  /**
   * @param post how clients and handlers speak up between two calls: the owner feeds the command to `handle`
   * @param observe how assertions read a client's part of the transcript
   * @throws MistakeError when the definition's factory returns anything but finished rules
   */
  constructor(
    definition: MockDefinition,
    recorder: Recorder,
    post: Post<Link>,
    observe?: (client: string) => Observed,
  ) {
    this.#observe = observe
    this.#definition = definition
    this.#redaction = createRedaction(definition.options.redaction)
    this.#output = new Output(recorder, this.#redaction)
    this.#outbox = new Outbox(
      this.#output,
      new FaultPlan(definition.options.faults ?? [], definition.options.seed ?? 1),
      (connection, cause) => this.#cut(connection, cause),
    )
    this.#post = post
    this.#rules = rulesOf(definition)
  }

  /** Makes the state of a new connection. Feed `{ on: 'open', connection }` to begin its handshake. */
  admit(dialled: Dialled, params: Readonly<Record<string, string>>, link: Link, name?: string): Connection<Link> {
    this.#admitted++
    const handshake = new ParsedHandshake(dialled, params)
    const control = (connection: Connection<Link>): ConnectionControl<Link> => new ConnectionControl(connection, this.#post, this.#observe)
    return new Connection(name ?? `client-${this.#admitted}`, link, handshake, control)
  }

  /** Puts rules before all others. @throws MistakeError for anything but finished rules */
  use(rules: readonly Rule[]): void {
    checkRules('use()', rules)
    this.#added = [...rules, ...this.#added]
  }

  /** Takes away what `use` added. */
  forgetAddedRules(): void {
    this.#added = []
  }

  /** The connections that are not closed, in the order they opened. */
  get connections(): ReadonlySet<Connection<Link>> {
    return this.#connections
  }

  /** The members of a group at this instant, in join order. */
  members(group: string): ReadonlySet<Connection<Link>> {
    return this.#groups.members(group)
  }

  /** Whether anybody ever joined the group. */
  isKnownGroup(group: string): boolean {
    return this.#groups.isKnown(group)
  }

  /** Every group that was ever joined. */
  get groupNames(): readonly string[] {
    return this.#groups.names
  }

  /** The rules whose handlers or awaited values have not settled, for messages. */
  get unsettled(): readonly string[] {
    return this.unsettledJobs.map(({ text }) => text)
  }

  /** Handlers and awaited values that have not settled, in the order they began. */
  get unsettledJobs(): readonly UnsettledJob[] {
    if (this.#jobs.size === 0) return NO_JOBS
    return Array.from(this.#jobs, ([job, { run }]) => ({
      job,
      text: `${run.rule.text} for ${run.connection.name}`,
      isAsleep: run.sleeping > 0,
    }))
  }

  /** How many timers of delays, streams and faults wait. */
  get pendingTimers(): number {
    return this.#output.pendingTimers
  }

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
      case 'closing':
        this.#closing(input.connection, input.code, input.reason)
        break
      case 'closed':
        this.#closed(input.connection, input.code, input.reason)
        break
      case 'timer':
        this.#output.fireTimer(input.timer)
        break
      case 'settled':
        this.#settled(input.job, input.outcome)
    }
    return this.#output.take()
  }

  // ── the handshake ────────────────────────────────────────────────────────────────────────────────────────────────

  #open(connection: Connection<Link>): void {
    this.#connections.add(connection)
    const rule = this.#find('connect', connection.handshake)
    if (rule === undefined) {
      this.#accept(connection, undefined)
      return
    }
    if (!decidesHandshake(rule) && !this.#accept(connection, undefined)) return
    this.#start(connection, rule, this.#output.recorder.length, undefined)
  }

  /** Returns false when the handshake could not be completed. */
  #accept(connection: Connection<Link>, chosen: string | undefined): boolean {
    if (connection.phase !== 'opening') return connection.phase === 'open'
    const { protocols, url, headers } = connection.handshake
    const protocol = chosen ?? protocols[0] ?? ''
    if (protocol !== '' && !protocols.includes(protocol)) {
      const offered = protocols.length === 0 ? 'none' : protocols.join(', ')
      this.#report(
        connection,
        mistake(
          `accepting ${connection.name} with the subprotocol ${JSON.stringify(protocol)}`,
          `the client did not offer it (offered: ${offered})`,
          'Choose one that was offered; the client would refuse another (RFC 6455 section 4.1)',
        ),
      )
      this.#reject(connection, 500, 'subprotocol not offered')
      return false
    }
    connection.phase = 'open'
    connection.client.protocol = protocol
    this.#output.record({
      kind: 'open',
      seq: 0,
      at: this.#output.at,
      client: connection.name,
      url: this.#redaction.redactUrl(url),
      protocol: protocol === '' ? '' : (this.#redaction.redactProtocols([protocol])[0] ?? ''),
      offered: protocols.length === 0 ? undefined : this.#redaction.redactProtocols(protocols),
      headers: isEmpty(headers) ? undefined : this.#redaction.redactHeaders(headers),
    })
    this.#output.effect({ do: 'accept', link: connection.link, protocol, client: connection.client })
    return true
  }

  #reject(connection: Connection<Link>, status: number, reason: string): void {
    if (connection.phase !== 'opening') return
    connection.phase = 'closed'
    this.#connections.delete(connection)
    this.#output.record({
      kind: 'reject',
      seq: 0,
      at: this.#output.at,
      client: connection.name,
      url: this.#redaction.redactUrl(connection.handshake.url),
      status,
      reason,
    })
    this.#output.effect({ do: 'reject', link: connection.link, status, reason })
  }

  // ── frames ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #frame(connection: Connection<Link>, frame: Frame): void {
    if (connection.phase === 'closed') return
    const seq = this.#received(connection.name, frame)
    // After its own close frame the server reads on only for the client's; a half-open one answers nothing.
    if (connection.phase !== 'open' || connection.isHalfOpen) return
    if (connection.running === undefined) this.#react(connection, frame, seq)
    else connection.waiting.push({ on: 'frame', frame, seq })
  }

  #received(client: string, frame: Frame): number {
    const { at } = this.#output
    const payload = this.#redaction.redactPayload(frame.payload)
    if (frame.opcode === 'ping' || frame.opcode === 'pong') {
      return this.#output.record({ kind: frame.opcode, seq: 0, at, client, direction: 'clientToServer', payload })
    }
    const { opcode } = frame
    return this.#output.record({ kind: 'message', seq: 0, at, client, direction: 'clientToServer', opcode, payload })
  }

  #react(connection: Connection<Link>, frame: Frame, seq: number): void {
    switch (frame.opcode) {
      case 'pong':
        return
      case 'ping': {
        const rule = this.#find('ping', frame.payload, frame)
        if (rule === undefined) this.#pong(connection, frame.payload, seq)
        else this.#start(connection, rule, seq, frame.payload)
        return
      }
      default:
        this.#message(connection, frame, seq)
    }
  }

  #message(connection: Connection<Link>, frame: DataFrame, seq: number): void {
    let message: unknown
    let rule: Rule | undefined
    try {
      message = jsonCodec.decode(frame.payload)
      rule = this.#find('message', message, frame)
    } catch (error) {
      // A predicate of the author's threw while it looked at the message.
      this.#failed(connection, error, seq)
      return
    }
    if (rule !== undefined) this.#start(connection, rule, seq, seenBy(rule, message))
    else this.#unmatched(connection, frame, seq)
  }

  #unmatched(connection: Connection<Link>, frame: DataFrame, seq: number): void {
    this.#output.record({ kind: 'unmatched', seq: 0, at: this.#output.at, client: connection.name, cause: seq })
    const policy = this.#definition.options.unmatched ?? 'warn'
    // A mock without message rules is one that the test speaks for; nothing was meant to match.
    if (policy === 'ignore' || (policy === 'warn' && !this.#hasRules('message'))) return
    this.#output.effect({
      do: 'report',
      severity: policy === 'error' ? 'error' : 'warning',
      error: mistake(
        `${connection.name} sent ${shortened(frame)}`,
        'no rule of the mock matches it',
        "Add a rule: on(…).reply(…), .drop() to take it in silence, or set { unmatched: 'ignore' }",
      ),
    })
  }

  #pong(connection: Connection<Link>, payload: Uint8Array<ArrayBuffer>, cause: number): void {
    this.#heartbeat(connection, 'pong', payload, cause)
  }

  #heartbeat(
    connection: Connection<Link>,
    opcode: 'ping' | 'pong',
    payload: Uint8Array<ArrayBuffer>,
    cause: number | undefined,
  ): void {
    if (connection.phase !== 'open' || connection.isHalfOpen) return
    this.#output.record({
      kind: opcode,
      seq: 0,
      at: this.#output.at,
      cause,
      client: connection.name,
      direction: 'serverToClient',
      payload,
    })
    this.#output.effect({ do: 'deliver', link: connection.link, frame: { opcode, payload } })
  }

  // ── the end of a connection ──────────────────────────────────────────────────────────────────────────────────────

  #closing(connection: Connection<Link>, code: number, reason: string): void {
    // The answer to the server's own close frame ends nothing that has not ended; a half-open server does not answer.
    if (connection.phase !== 'open' || connection.isHalfOpen) return
    const seq = this.#output.record({
      kind: 'close',
      seq: 0,
      at: this.#output.at,
      client: connection.name,
      direction: 'clientToServer',
      code,
      reason,
      clean: true,
    })
    connection.phase = 'closing'
    this.#output.effect({ do: 'close', link: connection.link, code, reason })
    this.#ended(connection, code, reason, seq)
  }

  #closed(connection: Connection<Link>, code: number, reason: string): void {
    const { phase } = connection
    if (phase === 'closed') return
    connection.phase = 'closed'
    this.#connections.delete(connection)
    if (phase !== 'open') {
      // Gone before it opened, or after a close that is recorded already.
      if (phase === 'opening') connection.abort()
      return
    }
    const seq = this.#output.record({
      kind: 'close',
      seq: 0,
      at: this.#output.at,
      client: connection.name,
      code,
      reason,
      clean: false,
    })
    this.#ended(connection, code, reason, seq)
  }

  #close(connection: Connection<Link>, code: number, reason: string, cause: number | undefined): void {
    if (connection.phase === 'opening') {
      throw mistake(
        `closing ${connection.name} with ${code}`,
        'its handshake is not completed yet',
        'Write .accept() before .close(), or refuse it with .reject(status)',
      )
    }
    if (connection.phase !== 'open') return
    this.#outbox.close(connection, code, reason, cause)
    connection.phase = 'closing'
    this.#ended(connection, code, reason, this.#output.recorder.length)
  }

  #cut(connection: Connection<Link>, cause: number | undefined): void {
    const { phase } = connection
    if (phase === 'closed') return
    connection.phase = 'closed'
    this.#connections.delete(connection)
    this.#output.effect({ do: 'cut', link: connection.link })
    if (phase !== 'open') return
    const seq = this.#output.record({
      kind: 'close',
      seq: 0,
      at: this.#output.at,
      cause,
      client: connection.name,
      code: 1006,
      reason: '',
      clean: false,
    })
    this.#ended(connection, 1006, '', seq)
  }

  /** Membership, streams and the connection's rules end with the connection. */
  #ended(connection: Connection<Link>, code: number, reason: string, seq: number): void {
    connection.end = { code, reason, groups: [...connection.groups] }
    for (const group of connection.end.groups) this.#leave(connection, group, seq)
    if (connection.streams !== undefined) for (const name of connection.streams.keys()) this.#stopStream(connection, name)
    connection.abort()
    if (connection.running === undefined) this.#afterClose(connection, seq)
    else connection.waiting.push({ on: 'close', seq })
  }

  #afterClose(connection: Connection<Link>, seq: number): void {
    const rule = this.#find('close', undefined)
    if (rule !== undefined) this.#start(connection, rule, seq, undefined)
  }

  // ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #find(event: RuleEvent, subject: unknown, frame?: Frame): Rule | undefined {
    for (const rule of this.#added) if (rule.event === event && fits(rule, subject, frame)) return rule
    for (const rule of this.#rules) if (rule.event === event && fits(rule, subject, frame)) return rule
    return undefined
  }

  #hasRules(event: RuleEvent): boolean {
    return this.#rules.some((rule) => rule.event === event) || this.#added.some((rule) => rule.event === event)
  }

  #start(connection: Connection<Link>, rule: Rule, cause: number, message: unknown): void {
    const run = new RuleRun(connection, rule, cause, message, this.#state, this.#post)
    connection.running = run
    this.#advance(run)
  }

  /** Carries out actions until the rule is done or has to wait. */
  #advance(run: RuleRun<Link>): void {
    try {
      for (let action = run.rule.actions[run.index]; action !== undefined; action = run.rule.actions[run.index]) {
        run.index++
        if (!this.#perform(run, action)) return
      }
    } catch (error) {
      this.#failed(run.connection, error, run.cause)
    }
    this.#done(run)
  }

  /** What waited behind the rule has its turn. */
  #done(run: RuleRun<Link>): void {
    const { connection } = run
    connection.running = undefined
    while (connection.running === undefined) {
      const next = connection.waiting.shift()
      if (next === undefined) return
      if (next.on === 'close') this.#afterClose(connection, next.seq)
      else this.#react(connection, next.frame, next.seq)
    }
  }

  /** A handler, value or matcher of the author's threw: the test fails with that error, the connection with 1011. */
  #failed(connection: Connection<Link>, error: unknown, cause: number): void {
    this.#report(connection, error, cause)
    if (connection.phase === 'opening') this.#reject(connection, 500, 'internal error')
    else this.#close(connection, 1011, 'internal error', cause)
  }

  #report(connection: Connection<Link>, error: unknown, cause?: number): void {
    const message = error instanceof Error ? error.message : String(error)
    this.#output.record({ kind: 'error', seq: 0, at: this.#output.at, cause, client: connection.name, message })
    this.#output.effect({ do: 'report', severity: 'error', error })
  }

  /** Returns false when the rule has to wait; it goes on from `#settled` or from a timer. */
  #perform(run: RuleRun<Link>, action: Action): boolean {
    const { connection, cause } = run
    switch (action.do) {
      case 'send':
        if (connection.phase === 'opening') throw notAccepted(run)
        return this.#compute(run, action.message, (message) => this.#send(connection, message, cause))
      case 'broadcast': {
        const { message, audience } = action
        return this.#computeAll(run, [message, audience.group, audience.groups], ([text, group, groups]) =>
          this.#broadcast(
            text,
            namedAudience({ ...audience, group, groups } as Parameters<typeof namedAudience>[0], connection.name),
            cause,
          ),
        )
      }
      case 'join':
        return this.#compute(run, action.group, (group) =>
          this.#join(connection, checkGroup(`${run.rule.text}.join()`, group), cause),
        )
      case 'leave':
        return this.#compute(run, action.group, (group) =>
          this.#leave(connection, checkGroup(`${run.rule.text}.leave()`, group), cause),
        )
      case 'delay':
        return this.#compute(run, action.ms, (ms) => checkDelay(`${run.rule.text}.delay()`, ms), (ms) => {
          this.#output.setTimer(Number(ms), () => this.#advance(run))
        })
      case 'run':
        return this.#call(run, action.handler)
      case 'stream':
        this.#startStream(connection, action.plan, cause)
        return true
      case 'stopStream':
        this.#stopStream(connection, action.name)
        return true
      case 'accept':
        return this.#compute(run, action.protocol, (protocol) => {
          this.#accept(connection, protocol === undefined ? undefined : String(protocol))
        })
      case 'reject':
        this.#reject(connection, action.status, action.reason)
        return true
      case 'close':
        this.#close(connection, action.code, action.reason, cause)
        return true
      case 'cut':
        this.#cut(connection, cause)
        return true
      case 'halfOpen':
        connection.isHalfOpen = true
        return true
      case 'pong':
        this.#pong(connection, action.payload ?? (run.message as Uint8Array<ArrayBuffer>), cause)
        return true
      case 'drop':
        return true
    }
  }

  /** Uses a value at once, or when its promise has settled. With `pause`, the rule waits after `use` as well. */
  #compute(run: RuleRun<Link>, value: unknown, use: Resume, pause?: Resume): boolean {
    const result = typeof value === 'function' ? (value as (context: unknown) => unknown)(run) : value
    if (isThenable(result)) {
      this.#await(run, result, (settled) => {
        use(settled)
        if (pause === undefined) this.#advance(run)
        else pause(settled)
      })
      return false
    }
    use(result)
    pause?.(result)
    return pause === undefined
  }

  #computeAll(run: RuleRun<Link>, values: readonly unknown[], use: (values: readonly unknown[]) => void): boolean {
    const results = values.map((value) => (typeof value === 'function' ? (value as (context: unknown) => unknown)(run) : value))
    if (!results.some(isThenable)) {
      use(results)
      return true
    }
    this.#await(run, Promise.all(results), (settled) => {
      use(settled as readonly unknown[])
      this.#advance(run)
    })
    return false
  }

  #await(run: RuleRun<Link>, promise: PromiseLike<unknown>, resume: Resume): void {
    const job = this.#nextJob++
    this.#jobs.set(job, { run, resume })
    this.#output.effect({ do: 'await', job, promise })
  }

  #call(run: RuleRun<Link>, handler: (context: never) => unknown): boolean {
    const job = this.#nextJob++
    this.#jobs.set(job, { run, resume: () => this.#advance(run) })
    this.#output.effect({ do: 'call', job, call: () => (handler as (context: unknown) => unknown)(run) })
    return false
  }

  #settled(job: number, outcome: Outcome): void {
    const waiting = this.#jobs.get(job)
    if (waiting === undefined) throw new BugError(`job ${job} settled, which was not begun`)
    this.#jobs.delete(job)
    const { run, resume } = waiting
    try {
      if (!outcome.ok) throw outcome.error
      resume(outcome.value)
    } catch (error) {
      this.#failed(run.connection, error, run.cause)
      this.#done(run)
    }
  }

  // ── what actions and commands come down to ───────────────────────────────────────────────────────────────────────

  #command(command: Command<Link>, cause: number | undefined): void {
    switch (command.do) {
      case 'send':
        return this.#send(command.connection, command.message, cause)
      case 'broadcast':
        return this.#broadcast(command.message, command.audience, cause)
      case 'ping':
        return this.#heartbeat(command.connection, 'ping', command.payload, cause)
      case 'join':
        return this.#join(command.connection, command.group, cause)
      case 'leave':
        return this.#leave(command.connection, command.group, cause)
      case 'close':
        return this.#close(command.connection, command.code, command.reason, cause)
      case 'cut':
        return this.#cut(command.connection, cause)
      case 'halfOpen':
        command.connection.isHalfOpen = true
        return
      case 'wake':
        this.#output.setTimer(command.ms, command.wake)
    }
  }

  #send(connection: Connection<Link>, message: unknown, cause: number | undefined): void {
    this.#outbox.send(connection, jsonCodec.encode(message), cause)
  }

  #broadcast(message: unknown, audience: Audience, cause: number | undefined): void {
    const frame = jsonCodec.encode(message)
    const connections = this.#audience(audience)
    const groups = audience.groups ?? (audience.group === undefined ? undefined : [audience.group])
    const seq = this.#output.record({
      kind: 'broadcast',
      seq: 0,
      at: this.#output.at,
      cause,
      opcode: frame.opcode,
      payload: this.#redaction.redactPayload(frame.payload),
      groups,
      except: audience.except,
      recipients: connections.map(({ name }) => name),
    })
    this.#outbox.fanOut(connections, frame, seq, groups?.[0])
  }

  /** The members at this instant, in join order; who is in two of the groups counts once. */
  #audience({ group, groups, except }: Audience): readonly Connection<Link>[] {
    const addressed = groups ?? (group === undefined ? undefined : [group])
    const reached: Connection<Link>[] = []
    const seen = addressed !== undefined && addressed.length > 1 ? new Set<Connection<Link>>() : undefined
    const add = (connection: Connection<Link>): void => {
      if (connection.phase !== 'open' || connection.name === except || seen?.has(connection)) return
      seen?.add(connection)
      reached.push(connection)
    }
    if (addressed === undefined) for (const connection of this.#connections) add(connection)
    else for (const name of addressed) for (const connection of this.#groups.members(name)) add(connection)
    return reached
  }

  #join(connection: Connection<Link>, group: string, cause: number | undefined): void {
    if (connection.phase === 'closing' || connection.phase === 'closed') return
    if (!this.#groups.join(group, connection)) return
    connection.groups.add(group)
    this.#output.record({ kind: 'join', seq: 0, at: this.#output.at, cause, client: connection.name, group })
  }

  #leave(connection: Connection<Link>, group: string, cause: number | undefined): void {
    if (!this.#groups.leave(group, connection)) return
    connection.groups.delete(group)
    this.#output.record({ kind: 'leave', seq: 0, at: this.#output.at, cause, client: connection.name, group })
  }

  #startStream(connection: Connection<Link>, plan: StreamPlan, cause: number): void {
    this.#stopStream(connection, plan.name)
    if (connection.phase !== 'open') return
    const streams = (connection.streams ??= new Map())
    let n = 0
    const next = (): void => {
      streams.delete(plan.name)
      try {
        this.#send(connection, plan.item(n), cause)
      } catch (error) {
        this.#failed(connection, error, cause)
        return
      }
      n++
      if (n < plan.times) streams.set(plan.name, this.#output.setTimer(plan.everyMs, next))
    }
    streams.set(plan.name, this.#output.setTimer(plan.everyMs, next))
  }

  #stopStream(connection: Connection<Link>, name: string): void {
    const timer = connection.streams?.get(name)
    if (timer === undefined) return
    connection.streams?.delete(name)
    this.#output.cancelTimer(timer)
  }
}

/** Whether a connect rule says itself when, or whether, the handshake is completed. */
function decidesHandshake(rule: Rule): boolean {
  if (rule.actions.some((action) => action.do === 'accept' || action.do === 'reject')) return true
  const first = rule.actions.find((action) => action.do !== 'delay')
  return first?.do === 'halfOpen'
}

function fits(rule: Rule, subject: unknown, frame: Frame | undefined): boolean {
  const { pattern } = rule
  if (pattern === undefined || matches(pattern, subject)) return true
  if (frame === undefined || !isTextPattern(pattern)) return false
  // A rule about text is about the text, also where that happens to be JSON, on(/^\[/), or a ping's payload.
  if (frame.opcode === 'ping') return matches(pattern, utf8.decode(frame.payload))
  return frame.opcode === 'text' && matches(pattern, frame.payload)
}

const utf8 = new TextDecoder()

/** The message as the rule's functions see it. */
function seenBy(rule: Rule, message: unknown): unknown {
  return rule.changesMessage && rule.pattern !== undefined ? outputOf(rule.pattern, message) : message
}

function isTextPattern(pattern: Pattern): boolean {
  return typeof pattern === 'string' || pattern instanceof RegExp
}

function notAccepted<Link>(run: RuleRun<Link>): Error {
  return mistake(
    `${run.rule.text} sends to ${run.connection.name}`,
    'its handshake is not completed yet',
    'Write .accept() before it',
  )
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false
  return true
}

function shortened({ payload }: DataFrame): string {
  if (typeof payload !== 'string') return `${payload.byteLength} bytes`
  return payload.length > 200 ? `${payload.slice(0, 200)}… (${payload.length} characters)` : payload
}
