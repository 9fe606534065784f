// Clients of a driven scenario that are apps: starts them, makes them do what steps say, and tells what came of it, which
// the mock has seen. Reads the mock's transcript, and keeps nothing of its own.
import { realClock } from '../../clock.ts'
import { BugError, ViolationError } from '../../errors.ts'
import { showValue } from '../../match/show.ts'
import type { MockClient } from '../../mock/client.ts'
import { describeStep } from '../../scenario/describe-step.ts'
import type { ConnectOptions } from '../../scenario/step.ts'
import type { Entry, ViolationEntry } from '../../transcript/entry.ts'
import { entriesSince } from '../../transcript/whole.ts'
import type { DataFrame } from '../../wire/frame.ts'
import type {
  CausedStep,
  DrivenArrival,
  DrivenClients,
  DrivenConnection,
  FailedStimulus,
} from '../driven/client-port.ts'
import { Feed } from '../driven/feed.ts'
import { atMost } from '../driven/patience.ts'
import type { WsMock } from '../ws-mock.ts'
import type { PlayerParts } from './player.ts'

/** One client that is an app. */
interface Part {
  readonly client: string
  readonly player: PlayerParts
  /** What `start` made; undefined before it was called. */
  app: Promise<unknown> | undefined
  isReady: boolean
  /** Its newest connection. */
  connection: AppConnection | undefined
  /** The connection that is waited for. */
  dialling: PromiseWithResolvers<AppConnection> | undefined
  handshake: ConnectOptions
}

export class AppClients implements DrivenClients {
  readonly #mock: WsMock
  readonly #parts: ReadonlyMap<string, Part>
  readonly #unsubscribe: () => void
  #seen: number

  constructor(mock: WsMock, players: ReadonlyMap<string, PlayerParts>) {
    this.#mock = mock
    this.#parts = new Map(
      Array.from(players, ([client, player]): [string, Part] => [
        client,
        {
          client,
          player,
          app: undefined,
          isReady: false,
          connection: undefined,
          dialling: undefined,
          handshake: {},
        },
      ]),
    )
    this.#seen = mock.transcript.entries.at(-1)?.seq ?? 0
    this.#unsubscribe = mock.observed.subscribe(() => this.#look())
  }

  /** Where an app has connected, without the query; undefined before one has. */
  get dialled(): string | undefined {
    for (const { connection } of this.#parts.values()) if (connection !== undefined) return connection.address
    return undefined
  }

  urlOf(client: string): string {
    return this.#parts.get(client)?.connection?.address ?? ''
  }

  async connect(client: string, handshake: ConnectOptions, signal: AbortSignal): Promise<DrivenConnection> {
    const part = this.#partOf(client)
    const dialling = Promise.withResolvers<AppConnection>()
    part.dialling = dialling
    part.handshake = handshake
    const giveUp = (): void => dialling.reject(signal.reason)
    signal.addEventListener('abort', giveUp)
    if (part.app === undefined) this.#start(part)
    else this.#stimulate(part, part.player.reconnect, handshake)
    try {
      return await dialling.promise
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }

  /** Whether an app has been started and is not there yet. */
  isStarting(client: string): boolean {
    const { app, isReady } = this.#partOf(client)
    return app !== undefined && !isReady
  }

  /** The apps that are there, or are so within patience. */
  async apps(patienceMs: number): Promise<Readonly<Record<string, unknown>>> {
    const started = [...this.#parts.values()].filter(({ app }) => app !== undefined)
    const all = Promise.allSettled(started.map(({ app }) => app))
    await atMost(realClock, patienceMs, all)
    const ready = started.filter(({ isReady }) => isReady)
    return Object.fromEntries(
      await Promise.all(
        ready.map(async ({ client, app }): Promise<[string, unknown]> => [client, await app]),
      ),
    )
  }

  /** Stops all apps that were started. Returns what went wrong. */
  async stop(patienceMs: number): Promise<readonly unknown[]> {
    const apps = await this.apps(patienceMs)
    const stops = Object.entries(apps).map(async ([client, app]) => {
      const { stop, close } = this.#partOf(client).player
      if (stop !== undefined) await stop(app)
      else if (typeof close === 'function') await close(app, { code: 1000, reason: '' })
    })
    const settled = Promise.allSettled(stops)
    await atMost(realClock, patienceMs, settled)
    const errors: unknown[] = []
    for (const stopped of stops) stopped.catch((error: unknown) => errors.push(error))
    // What has failed by now is told in a turn of promises.
    await Promise.resolve()
    return errors
  }

  /** Looks no more at what comes. */
  end(): void {
    this.#unsubscribe()
  }

  // ── making apps do something ─────────────────────────────────────────────────────────────────────────────────────

  #start(part: Part): void {
    const { player, handshake } = part
    part.app = (async () => await player.start(handshake))()
    part.app.then(
      () => {
        part.isReady = true
      },
      (error: unknown) => failed(part, error),
    )
  }

  #stimulate<Value>(
    part: Part,
    cause: ((app: unknown, value: Value) => unknown) | 'byItself' | undefined,
    value: Value,
  ): void {
    if (typeof cause !== 'function') return
    const act = async (): Promise<void> => {
      const app = await part.app
      // As the scenario has it, the app does it after what was said before; and it cannot say anything before it is open.
      await this.#mock.observed.delivered()
      await cause(app, value)
    }
    // An app that could not be started has failed the scenario by then.
    act().catch((error: unknown) => {
      if (part.isReady) failed(part, error)
    })
  }

  #cause(part: Part, step: CausedStep): void {
    const { player } = part
    switch (step.do) {
      case 'send':
        return this.#stimulate(part, player.sendOf(step.name), step.message as unknown)
      case 'close':
        return this.#stimulate(part, player.close, { code: step.code, reason: step.reason })
      case 'cut':
        // The network between the app and the mock is the mock's.
        this.#clientOf(part)?.cut()
        return
      case 'ping':
        throw new BugError(`${step.client} is an app, and was told to ping`)
    }
  }

  #clientOf({ client }: Part): MockClient | undefined {
    return this.#mock.clients.findLast(({ name }) => name === client)
  }

  #partOf(client: string): Part {
    const part = this.#parts.get(client)
    if (part === undefined) throw new BugError(`${client} is no app`)
    return part
  }

  // ── seeing what comes of it ──────────────────────────────────────────────────────────────────────────────────────

  #look(): void {
    const fresh = entriesSince(this.#mock.transcript, this.#seen)
    this.#seen = fresh.at(-1)?.seq ?? this.#seen
    for (const entry of fresh) {
      const part = 'client' in entry && entry.client !== undefined ? this.#parts.get(entry.client) : undefined
      if (part !== undefined) this.#noticed(part, entry)
    }
  }

  #noticed(part: Part, entry: Entry): void {
    const { connection } = part
    switch (entry.kind) {
      case 'open':
        return this.#opened(part)
      case 'reject': {
        const { status, reason } = entry
        const refused = new ViolationError(`${part.client}'s handshake was refused: ${status} ${reason}`)
        part.dialling?.reject(Object.assign(refused, { status, reason }))
        return
      }
      case 'message': {
        const on = entry.direction === 'clientToServer' ? 'sent' : 'frame'
        // Opcode and payload belong together, as in the frame that they were recorded of.
        const frame = { opcode: entry.opcode, payload: entry.payload } as DataFrame
        connection?.put({ on, frame })
        return
      }
      case 'violation':
        // The mock keeps it, too, and throws it when it ends; here it fails the scenario, with the step.
        if (entry.direction === 'clientToServer') connection?.put({ on: 'error', error: violation(entry) })
        return
      case 'close': {
        const isOwn = entry.direction === 'clientToServer'
        connection?.put({ on: 'closed', code: entry.code, reason: entry.reason, ...(isOwn ? { isOwn } : {}) })
      }
    }
  }

  #opened(part: Part): void {
    const client = this.#clientOf(part)
    if (client === undefined) return
    const made = new AppConnection(client, (step) => this.#cause(part, step))
    part.connection = made
    const lacking = lackingIn(client, part.handshake)
    if (lacking === undefined) part.dialling?.resolve(made)
    else {
      const attempted = describeStep({ do: 'connect', client: part.client, ...part.handshake })
      part.dialling?.reject(
        stimulusFailed(new ViolationError(`${attempted}: the app connected with ${lacking}`)),
      )
    }
  }
}

class AppConnection implements DrivenConnection {
  readonly cause: (step: CausedStep) => void
  readonly #client: MockClient
  readonly #feed = new Feed()

  constructor(client: MockClient, cause: (step: CausedStep) => void) {
    this.#client = client
    this.cause = cause
  }

  get address(): string {
    return this.#client.url.split('?')[0] ?? ''
  }
  get protocol(): string {
    return this.#client.protocol
  }
  put(arrival: DrivenArrival): void {
    this.#feed.put(arrival)
  }
  receive(listener: (arrival: DrivenArrival) => void): void {
    this.#feed.receive(listener)
  }
  send(): void {
    throw new BugError('what an app sends is its own to send')
  }
  /** The scenario is over, and the app has been stopped. */
  close(): void {
    if (this.#client.open) this.#client.close(1001, 'the scenario is over')
  }
  cut(): void {
    this.#client.cut()
  }
}

function failed(part: Part, error: unknown): void {
  if (part.connection === undefined) part.dialling?.reject(stimulusFailed(error))
  else part.connection.put({ on: 'error', error })
}

function violation({ client = 'the app', message, issues }: ViolationEntry): ViolationError {
  const what = message === undefined ? '' : ` with ${message}`
  return new ViolationError(`${client} breaks the contract${what}: ${issues.join('; ')}`)
}

function stimulusFailed(cause: unknown): FailedStimulus {
  return { stimulus: 'failed', cause }
}

/** What the handshake has otherwise than the step says; undefined where it has all of it. */
function lackingIn(
  client: MockClient,
  { protocols, headers, params, query }: ConnectOptions,
): string | undefined {
  const missing = protocols?.find((protocol) => !client.protocols.includes(protocol))
  if (missing !== undefined) return `the subprotocols ${showValue(client.protocols)}`
  for (const [name, value] of Object.entries(params ?? {})) {
    if (client.params[name] !== value) return `another ${name} in its path`
  }
  for (const [name, value] of Object.entries(query ?? {})) {
    if (client.query[name] !== value) return `another ${name} in its query`
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (client.headers[name.toLowerCase()] !== value) return `another header ${name}`
  }
  return undefined
}
