// A mock as the server of a driven scenario: does the server's steps on the mock's handle, and tells what the mock
// knows, which is everything: hence exact silence, and a transcript with causes.
import { realClock } from '../../clock.ts'
import type { AnyContract } from '../../contract/contract.ts'
import { type MistakeError, mistake } from '../../errors.ts'
import type { MockClient } from '../../mock/client.ts'
import type { ServerBroadcastStep, ServerStep } from '../../scenario/step.ts'
import type { Entry, HeartbeatEntry, MessageEntry, Transcript } from '../../transcript/entry.ts'
import { entriesSince, partOf } from '../../transcript/whole.ts'
import { checkGroupsKnown } from '../known-groups.ts'
import { ContractMock, type ContractWsMock } from '../contract-ws-mock.ts'
import type { WsMock } from '../ws-mock.ts'
import type { DrivenServer, Evidence, ServerSession, TrafficOf } from './server-port.ts'

/**
 * The server of a driven scenario is this mock: `drive(fanOut, { clients, server: wsMockServer(chatMock) })`. Its
 * connections have the names of the scenario's clients, for rules and in the transcript.
 *
 * @param mock any handle: of `mockWs`, `serveWsMock`, `attachWsMock` or `setupWsMock`
 */
export function wsMockServer<K extends AnyContract>(mock: WsMock | ContractWsMock<K>): DrivenServer {
  return { begin: (onError) => new MockSession(rawMock(mock), onError) }
}

/** What a scenario says in its contract's words are frames here already. */
function rawMock<K extends AnyContract>(mock: WsMock | ContractWsMock<K>): WsMock {
  // Only a ContractMock speaks in a contract's words.
  return mock instanceof ContractMock ? mock.raw('wsMockServer()') : (mock as WsMock)
}

/** How long, in ms, what was sent may be on its way. */
const PATIENCE_MS = 1_000

class MockSession implements ServerSession {
  readonly #mock: WsMock
  readonly #observed: WsMock['observed']
  /** How many entries there were before. */
  readonly #start: number
  /** By name, the newest connection. */
  readonly #clients = new Map<string, MockClient>()
  /** By name, what the mock has read from the newest connection, and said on it. */
  readonly #traffic = new Map<string, { sent: number; received: number }>()
  readonly #onError: (error: unknown) => void
  readonly #unsubscribe: () => void
  #seen: number

  constructor(mock: WsMock, onError: (error: unknown) => void) {
    this.#mock = mock
    this.#observed = mock.observed
    this.#onError = onError
    this.#start = this.#seen = this.#entries.at(-1)?.seq ?? 0
    this.#unsubscribe = this.#observed.subscribe(() => this.#look())
  }

  perform(step: ServerStep): void {
    switch (step.do) {
      case 'serverSend':
        return this.#reachable(step.to)?.send(step.message)
      case 'serverBroadcast':
        return this.#broadcast(step)
      case 'serverClose':
        if (step.to === undefined) this.#mock.close(step.code, step.reason)
        else this.#reachable(step.to)?.close(step.code, step.reason)
        return
      case 'joinGroup':
        return this.#reachable(step.client)?.join(step.group)
      case 'leaveGroup':
        return this.#reachable(step.client)?.leave(step.group)
    }
  }

  async settled(trafficOf: TrafficOf): Promise<void> {
    await this.#arrival(trafficOf, () => this.#observed.delivered())
  }

  async quiet(trafficOf: TrafficOf): Promise<Evidence> {
    return (await this.#arrival(trafficOf, () => this.#observed.drain())) ? 'exact' : 'bounded'
  }

  // What a connection that has ended, or is ending, still says must not be taken for the next one's.
  async left(): Promise<void> {
    await this.#observed.delivered()
  }

  expectClient(client: string): (isOpen: boolean) => void {
    const takeBack = this.#mock.nameNext(client)
    this.#traffic.delete(client)
    return (isOpen) => {
      const isElsewhere = takeBack()
      const connection = this.#mock.clients.findLast(({ name }) => name === client)
      if (isElsewhere && isOpen) this.#onError(elsewhere(client, this.#observed.label))
      else if (connection !== undefined) this.#clients.set(client, connection)
    }
  }

  transcript(): Transcript {
    return partOf(this.#observed.transcript, this.#start)
  }

  end(): void {
    this.#unsubscribe()
  }

  /** Whether all has arrived in the end: what the mock waits for, and what a network may still hold back. */
  async #arrival(trafficOf: TrafficOf, wait: () => Promise<void>): Promise<boolean> {
    const deadline = realClock.now() + PATIENCE_MS
    // oxlint-disable eslint/no-await-in-loop -- looked at again and again
    for (;;) {
      await wait()
      if (this.#hasArrived(trafficOf)) return true
      if (realClock.now() > deadline) return false
      await new Promise<void>((resolve) => {
        realClock.after(1, resolve)
      })
    }
    // oxlint-enable eslint/no-await-in-loop
  }

  #hasArrived(trafficOf: TrafficOf): boolean {
    for (const client of this.#clients.keys()) {
      const atClient = trafficOf(client)
      const atMock = this.#traffic.get(client)
      if (atClient === undefined || this.#clients.get(client)?.open !== true) continue
      const { sent = 0, received = 0 } = atMock ?? {}
      if (sent < atClient.sent || atClient.received < received) return false
    }
    return true
  }

  get #entries(): readonly Entry[] {
    return this.#observed.transcript.entries
  }

  /** A client that has just left cannot be told anything any more. */
  #reachable(client: string): MockClient | undefined {
    const connection = this.#clients.get(client)
    return connection?.open === true ? connection : undefined
  }

  #broadcast(step: ServerBroadcastStep): void {
    const { message, group, groups, except } = step
    const joined = this.#entries.flatMap((entry) => (entry.kind === 'join' ? [entry.group] : []))
    checkGroupsKnown(step, [...new Set(joined)])
    const left = except === undefined ? undefined : this.#clients.get(except)
    this.#mock.broadcast(message, { group, groups, except: left })
  }

  // The mock itself keeps the error, with its stack, and throws it when it ends; here its sentence fails the scenario.
  #look(): void {
    const fresh = entriesSince(this.#observed.transcript, this.#seen)
    this.#seen = fresh.at(-1)?.seq ?? this.#seen
    for (const entry of fresh) {
      if (entry.kind === 'error') this.#onError(new Error(entry.message))
      else if (entry.kind === 'message' || entry.kind === 'ping') this.#count(entry)
    }
  }

  #count({ client, kind, direction }: MessageEntry | HeartbeatEntry): void {
    let traffic = this.#traffic.get(client)
    if (traffic === undefined) this.#traffic.set(client, (traffic = { sent: 0, received: 0 }))
    if (direction === 'clientToServer') traffic.sent++
    else if (kind === 'message') traffic.received++
  }
}

function elsewhere(client: string, label: string): MistakeError {
  return mistake(
    `${client}.connect()`,
    `it connected, and not to ${label}`,
    'Give the clients a URL that this mock answers',
  )
}
