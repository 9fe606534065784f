// One mock from its set-up to its end: a host in memory, the clients a test takes from it, the errors it met.
import type { CompiledContract } from '../contract/compiled.ts'
import { context } from '../assert/explain.ts'
import { timeoutOf } from '../assert/options.ts'
import { type Clock, nextTurn, realClock } from '../clock.ts'
import { checkOptionNames, mistake, pointAtCaller, ViolationError } from '../errors.ts'
import { type ClientFilter, namedAudience } from '../mock/audience.ts'
import { checkGroup, MockClient } from '../mock/client.ts'
import type { MockDefinition } from '../mock/definition.ts'
import type { Rule } from '../mock/rule.ts'
import { WATCH_TIMERS } from '../mock/watch.ts'
import { dialableUrl, type UrlMatcher } from '../mock/url-pattern.ts'
import type { Sendable } from '../mock/sendable.ts'
import type { Transcript } from '../transcript/entry.ts'
import type { Observed } from '../transcript/observed.ts'
import { partOf } from '../transcript/whole.ts'
import { MockHost, type Report } from '../transports/host.ts'
import { besideDirect } from '../transports/direct.ts'
import type { Dialled, FanOut, Link, MockSide } from '../transports/port.ts'
import { shownUrl } from '../transports/unhandled.ts'
import { rethrow } from '../transports/memory/rethrow.ts'
import { checkMockClose } from '../wire/close-code.ts'
import { Arrivals } from './arrivals.ts'
import { MetErrors } from './met-errors.ts'
import { selectionOf, usersOf } from './selection.ts'
import { playOn, type PlayedMock } from './play/play.ts'
import type { Play } from './play/types.ts'
import type { ClientOptions, MockGroup, MockUser, Selection } from './ws-mock.ts'

/** The in-memory network that a mock's clients are on. */
export interface Network {
  readonly fanOut: FanOut
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
  /** Calls back when what is in flight now has arrived, before what is put in flight later. */
  afterArrival(callback: () => void): void
}

export interface LiveMockOptions {
  /** For messages: `mock wss://chat.example.com/rooms/:room`. */
  readonly label: string
  readonly network: Network
  readonly clock: Clock
  /** Told of a warning at once; errors are collected for the end. */
  readonly onWarning: (warning: unknown) => void
  /** Which URLs it answers. Default: every one. */
  readonly url?: UrlMatcher | undefined
  /** What the transcript may take in memory, in bytes; then the oldest entries are forgotten. Default: no bound. */
  readonly mostTranscriptBytes?: number | undefined
}

/** What the end of a mock found. */
export interface Ending {
  /** Clients whose connection the app left open; they were closed with 1001. */
  readonly leftOpen: readonly MockClient[]
  /** How many entries the transcript had before they were closed: what the test itself made happen. */
  readonly entriesBefore: number
  /** Handlers and awaited values that never settled. */
  readonly unsettled: readonly string[]
  /** What handlers and values threw, and messages no rule matched where that is an error. */
  readonly errors: readonly unknown[]
}

/** Where a mock of every URL is dialled. */
const ANY_URL = 'ws://localhost/'

/** How long `drain` waits for handlers, and for peers that never stop answering each other. */
const PATIENCE_MS = 1000

/** How many timers a failure lists. */
const TIMERS_SHOWN = 10

export class LiveMock implements PlayedMock {
  readonly #host: MockHost
  readonly #label: string
  readonly #network: Network
  readonly #errors = new MetErrors()
  readonly #unanswered = new Set<string>()
  /** Nobody takes errors any more: what still fails becomes uncaught, so that it is not lost. */
  #isOver = false
  readonly #arrivals = new Arrivals()
  /** Names for connections that are to come. */
  readonly #names: { readonly name: string }[] = []

  #fanOut: FanOut
  readonly #url: UrlMatcher | undefined
  /** Connections that were made without the network; nobody waits for them. */
  readonly #direct = new Set<string>()

  /** What may be said to it and by it; undefined where anything may. */
  contract: CompiledContract | undefined

  constructor(definition: MockDefinition, options: LiveMockOptions) {
    this.contract = definition.contract
    this.#label = options.label
    this.#url = options.url
    this.#network = options.network
    this.#fanOut = options.network.fanOut
    this.#host = new MockHost(definition, {
      clock: options.clock,
      fanOut: (links, frame) => this.#fanOut(links, frame),
      onReport: (report: Report) => {
        if (report.severity === 'warning') options.onWarning(report.error)
        else if (!this.#isOver) this.#errors.add(report.error)
        // A handler that stopped because its connection ended did as it was told.
        else if (!isAbort(report.error)) rethrow(report.error)
      },
      onOpen: (client) => this.#opened(client),
      observe: (client) => this.#observe(client),
      mostTranscriptBytes: options.mostTranscriptBytes,
    })
    if (options.mostTranscriptBytes !== undefined) {
      this.#host.recorder.subscribe((isForgetting) => {
        if (isForgetting) this.#arrivals.forgetClosed()
      })
    }
  }

  /** Connects one client of the transport. */
  connect(dialled: Dialled, params: Readonly<Record<string, string>>, link: Link): MockSide {
    return this.#host.connect(dialled, params, link, this.#names.shift()?.name)
  }

  /** Connects a client without the network. @throws MistakeError for a URL that it does not answer */
  dial(dialled: Dialled, link: Link): MockSide {
    const params = this.#url === undefined ? {} : this.#url.match(dialled.url)
    if (params === undefined) {
      throw mistake(
        `connecting to ${dialled.url}`,
        `${this.#label} does not answer it`,
        'Give a URL that it answers',
      )
    }
    this.#fanOut = besideDirect(this.#network.fanOut)
    const [next] = this.#names
    if (next !== undefined) this.#direct.add(next.name)
    return this.connect(dialled, params, link)
  }

  addressFor(hasParams: boolean): string | undefined {
    return this.#url === undefined ? ANY_URL : dialableUrl(this.#url, hasParams)
  }

  get maySpeak(): boolean {
    const { pendingTimers, unsettled } = this.#host.server
    return unsettled.length > 0 || pendingTimers.some(({ what }) => !WATCH_TIMERS.has(what))
  }

  excuseUnmatched(clients: readonly string[]): () => void {
    return this.#host.server.excuseUnmatched(clients)
  }

  readonly play: Play = (scenario, players, options) => playOn(this, scenario, players, options)

  nameNext(name: string): () => boolean {
    if (typeof name !== 'string' || name === '') {
      const why =
        name === '' ? 'the name is empty' : `${JSON.stringify(name) ?? String(name)} is not a string`
      throw mistake('nameNext()', why, "Give the client's name: nameNext('alice')")
    }
    const named = { name }
    this.#names.push(named)
    return () => {
      const index = this.#names.indexOf(named)
      if (index !== -1) this.#names.splice(index, 1)
      return index !== -1
    }
  }

  get transcript(): Transcript {
    return this.#host.recorder
  }

  get observed(): Observed {
    return this.#observe(undefined)
  }

  get clients(): readonly MockClient[] {
    return this.#host.clients
  }

  async client(options: ClientOptions = {}): Promise<MockClient> {
    const here = pointAtCaller(this.client)
    checkOptionNames('client()', options, ['timeoutMs'])
    const timeoutMs = timeoutOf('client()', options)
    const client = await this.#arrivals.next(timeoutMs)
    if (client === undefined) throw here(this.#noClient(timeoutMs))
    return client
  }

  send(message: Sendable, { to }: { readonly to?: MockClient | string } = {}): void {
    this.#addressee(to).send(message)
  }

  broadcast(message: Sendable, audience: ClientFilter = {}): void {
    this.#host.command({ do: 'broadcast', message, audience: namedAudience('broadcast()', audience) })
  }

  get users(): readonly MockUser[] {
    return usersOf(this.clients)
  }

  where(filter: ClientFilter): Selection {
    return selectionOf(this.#host, filter)
  }

  close(code = 1000, reason = ''): void {
    checkMockClose(`close(${code})`, code, reason)
    for (const client of this.clients) client.close(code, reason)
  }

  group(name: string): MockGroup {
    checkGroup('group()', name)
    const host = this.#host
    return {
      name,
      get members() {
        return host.members(name)
      },
      broadcast: (message, options = {}) => this.broadcast(message, { ...options, group: name }),
    }
  }

  use(...rules: readonly (Rule | readonly Rule[])[]): void {
    this.#host.server.use(rules.flat())
  }

  /** Takes away what `use` added. */
  forgetAddedRules(): void {
    this.#host.server.forgetAddedRules()
  }

  /** Puts another definition in the place of the one it has, see `MockServer.redefine`. */
  redefine(definition: MockDefinition): void {
    this.#host.server.redefine(definition)
    this.contract = definition.contract
  }

  /** @throws MistakeError where `redefine` would */
  checkRedefinition(definition: MockDefinition): void {
    this.#host.server.checkRedefinition(definition)
  }

  async drain(): Promise<void> {
    const deadline = realClock.now() + PATIENCE_MS
    while (realClock.now() <= deadline) {
      await this.delivered()
      // A handler in delay() waits for the mock's clock, like a timer.
      if (this.#host.server.unsettledJobs.every(({ isAsleep }) => isAsleep)) return
      await new Promise<void>((resolve) => {
        realClock.after(1, resolve)
      })
    }
  }

  /** Resolves when everything emitted so far has been delivered, and what it set off at once as well. */
  async delivered(): Promise<void> {
    const deadline = realClock.now() + PATIENCE_MS
    for (;;) {
      const before = this.#host.recorder.length
      await this.#idle(deadline)
      await turn()
      if (this.#host.recorder.length === before || realClock.now() > deadline) return
    }
  }

  /** Resolves when no schema judges any more what has passed: what it finds is this test's. */
  async #judged(): Promise<void> {
    const deadline = realClock.now() + PATIENCE_MS
    while (this.#host.server.isJudging && realClock.now() <= deadline) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- looked at again and again
      await new Promise<void>((resolve) => {
        realClock.after(1, resolve)
      })
    }
  }

  // Peers that answer each other for ever are never idle.
  #idle(deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = realClock.after(Math.max(0, deadline - realClock.now()), resolve)
      void this.#network.idle().then(() => {
        cancel()
        resolve()
      })
    })
  }

  /** Errors met so far; taken over by whoever asks. */
  takeErrors(): readonly unknown[] {
    return this.#errors.take()
  }

  /**
   * Lets what is on its way arrive, closes what is then open with 1001, lets that arrive, and stops. Nothing of the
   * mock is left afterwards.
   */
  async end(reason = 'the test is over'): Promise<Ending> {
    // Once, and not until nothing is on its way: peers that answer each other for ever end here too.
    await new Promise<void>((resolve) => this.#network.afterArrival(resolve))
    this.#arrivals.end()
    await this.#judged()
    const entriesBefore = this.#host.recorder.length
    const leftOpen = this.#host.closeAll(1001, reason)
    await this.#idle(realClock.now() + PATIENCE_MS)
    const unsettled = this.#host.server.unsettled
    this.#host.shutDown()
    this.#isOver = true
    return { leftOpen, entriesBefore, unsettled, errors: this.takeErrors() }
  }

  // The app's own end opens when the handshake arrives there; before that it could not speak, and closing would be
  // a failed connection. Whoever was given the client would meet that.
  #opened(client: MockClient): void {
    if (this.#direct.delete(client.name)) return
    this.#network.afterArrival(() => this.#arrivals.add(client))
  }

  #addressee(to: MockClient | string | undefined): MockClient {
    if (to instanceof MockClient) return to
    const { clients } = this
    const candidates = to === undefined ? clients : clients.filter(({ name }) => name === to)
    const [client] = candidates
    if (client !== undefined && candidates.length === 1) return client
    const connected =
      clients.length === 0
        ? 'nobody is connected'
        : `connected: ${clients.map(({ name }) => name).join(', ')}`
    throw mistake(
      to === undefined ? 'send()' : `send() to ${JSON.stringify(to)}`,
      to === undefined && clients.length > 1 ? `it is not clear who is meant (${connected})` : connected,
      to === undefined && clients.length > 1
        ? 'Name one with { to: client }, or use broadcast()'
        : 'Wait for the client first: await client()',
    )
  }

  /** Hears of a socket to a URL that no mock answers: where a client is missing, that is often it. */
  sawUnanswered(url: string): void {
    this.#unanswered.add(shownUrl(url))
  }

  #noClient(timeoutMs: number): ViolationError {
    return new ViolationError(
      [
        `client() of ${this.#label}: no ${this.transcript.entries.length === 0 ? '' : 'further '}client connected within ${timeoutMs} ms. ` +
          'Check that the app opens this URL, and that it does so in this test.',
        ...(this.#unanswered.size === 0
          ? []
          : [`Opened meanwhile, and answered by no mock: ${[...this.#unanswered].join(', ')}`]),
        ...context(this.observed),
      ].join('\n\n'),
    )
  }

  #observe(client: string | undefined): Observed {
    const host = this.#host
    const { contract } = this
    return {
      label: client === undefined ? this.#label : `client ${client}`,
      transcript: host.recorder,
      client,
      contract,
      classify: contract === undefined ? undefined : (...message) => contract.classify(...message),
      subscribe: (listener) => host.recorder.subscribe(listener),
      drain: () => this.drain(),
      delivered: () => this.delivered(),
      pending: () => [
        ...shortened(host.pendingTimers),
        ...host.server.unsettled.map((rule) => `the handler of ${rule}, which has not settled`),
      ],
    }
  }
}

function shortened(timers: readonly string[]): readonly string[] {
  if (timers.length <= TIMERS_SHOWN) return timers
  return [...timers.slice(0, TIMERS_SHOWN), `${timers.length - TIMERS_SHOWN} later timers`]
}

/** What happened before its end closed what was open. */
export function conversationOf(
  { transcript }: Pick<LiveMock, 'transcript'>,
  { entriesBefore }: Pick<Ending, 'entriesBefore'>,
): Transcript {
  return partOf(transcript, 0, entriesBefore)
}

function turn(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve))
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
