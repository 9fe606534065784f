// A real server in one explored conversation. Nobody waits for it while the conversation goes on: what goes wrong goes
// wrong while much is under way. Frames are held against the contract; that it is done is asked by the contract's barriers,
// where there are any, and by pings.
import { nextTurn, realClock } from '../clock.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import { Barriers } from '../run/driven/barriers.ts'
import type { DrivenClients, DrivenConnection } from '../run/driven/client-port.ts'
import { atMost } from '../run/driven/patience.ts'
import type { DrivenServer, Evidence, ServerSession } from '../run/driven/server-port.ts'
import { type Heard, type Told, WatchedConnection, type Watcher } from '../run/driven/watched-connection.ts'
import type { ConnectOptions } from '../scenario/step.ts'

export class HastySession implements ServerSession, Watcher {
  readonly #contract: CompiledContract
  readonly #barriers: Barriers
  readonly #patienceMs: number
  readonly #groups: readonly string[]
  readonly #connections = new Map<string, WatchedConnection>()
  readonly clients: DrivenClients
  readonly server: DrivenServer

  /** @param groups those that the conversation is about, for barriers that are asked of one */
  constructor(
    clients: DrivenClients,
    contract: CompiledContract,
    patienceMs: number,
    groups: readonly string[],
  ) {
    this.#contract = contract
    this.#barriers = new Barriers(contract)
    this.#patienceMs = patienceMs
    this.#groups = groups
    this.clients = {
      urlOf: (client, options) => clients.urlOf(client, options),
      connect: (client, options, signal) => this.#connect(clients, client, options, signal),
    }
    this.server = { begin: () => this }
  }

  /** Whether everybody can tell, by its barrier, what the server has done. */
  get isEverybodyReading(): boolean {
    return [...this.#connections.values()].every(({ isPaused }) => !isPaused)
  }

  perform(): void {}

  /** Whatever is next is said at once. */
  async settled(): Promise<void> {}

  async quiet(): Promise<Evidence> {
    await this.#fence()
    const questions = [...this.#connections].flatMap(([client, { isOpen, isPaused }]) =>
      // Who does not read has no answer, however long it is waited for.
      isOpen && !isPaused ? this.#barriers.questions(client, this.#groups) : [],
    )
    for (const { client, frame } of questions) this.#connections.get(client)?.ask(frame)
    await atMost(realClock, this.#patienceMs, Promise.all(questions.map(({ answered }) => answered)))
    // What was written before the answers has come, and what was written about it.
    await this.#fence()
    return 'bounded'
  }

  said(client: string, told: Told): void {
    this.#barriers.said(client, told)
  }

  heard(client: string, told: Told): Heard {
    return { isOurs: this.#barriers.heard(client, told) }
  }

  ended(client: string): void {
    this.#barriers.ended(client)
    this.#connections.delete(client)
  }

  async #connect(
    clients: DrivenClients,
    client: string,
    options: ConnectOptions,
    signal: AbortSignal,
  ): Promise<DrivenConnection> {
    const connection = await clients.connect(client, options, signal)
    const watched = new WatchedConnection(client, connection, this.#contract, this)
    this.#connections.set(client, watched)
    return watched
  }

  /** What the server had written has come. Who does not read cannot tell. */
  async #fence(): Promise<void> {
    const reading = [...this.#connections.values()].filter(({ isPaused }) => !isPaused)
    await atMost(realClock, this.#patienceMs, Promise.all(reading.map((connection) => connection.fence())))
    await new Promise<void>((resolve) => nextTurn(resolve))
  }
}
