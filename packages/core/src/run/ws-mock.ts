// A mock in use, as a test holds it: who is connected, what to tell them, what has happened.
import type { Observable } from '../transcript/observed.ts'
import type { Transcript } from '../transcript/entry.ts'
import type { ClientFilter } from '../mock/audience.ts'
import type { MockClient } from '../mock/client.ts'
import type { Rule } from '../mock/rule.ts'
import type { Sendable } from '../mock/sendable.ts'
import type { Play } from './play/types.ts'

export interface ClientOptions {
  /** How long to wait for a client to connect, in ms of real time. Default 1,000. */
  readonly timeoutMs?: number | undefined
}

/** A named set of connections. */
export interface MockGroup {
  readonly name: string
  /** Its open members at this instant, in join order. */
  readonly members: readonly MockClient[]
  /** Sends to the members at this instant. */
  broadcast(message: Sendable, options?: { readonly except?: MockClient | string | undefined }): void
}

/** A user with the connections that are open now. */
export interface MockUser<Client = MockClient> {
  readonly name: string
  /** In the order they opened. */
  readonly clients: readonly Client[]
}

/** The connections that a filter is about. It is asked again at each use, so it follows who comes and goes. */
export interface Selection<Client = MockClient> {
  /** Who is connected now, in the order they opened; of groups, in join order. */
  readonly clients: readonly Client[]
  /** Sends to all of them. To nobody, where there are none. */
  send(message: Sendable): void
  /** Closes all of them; default 1000, 1005 for no code. @throws MistakeError for an invalid code or reason */
  close(code?: number, reason?: string): void
}

/** The handle of a mock: `setupWsMock()`, `mockWs()`. */
export interface WsMock extends Observable {
  /**
   * The oldest connection that was not handed out yet; else the next one to open. The app's own end is open by then:
   * it can send, and close with a code.
   *
   * @throws ViolationError when none opens in time
   */
  client(options?: ClientOptions): Promise<MockClient>
  /**
   * Calls the next connection so, for rules and in the transcript, instead of `client-1` and so on. Names of several
   * calls are given in their order.
   *
   * @returns takes the name back, and says whether nobody had it yet
   * @throws MistakeError when the name is empty
   */
  nameNext(name: string): () => boolean
  /** Who is connected now, in the order they opened. */
  readonly clients: readonly MockClient[]
  /**
   * Sends to one client: the only one connected, or the one named.
   *
   * @throws MistakeError when it is not clear who is meant
   */
  send(message: Sendable, options?: { readonly to?: MockClient | string | undefined }): void
  /** Who is connected now, by user, in the order they came. Connections that are nobody's are not among them. */
  readonly users: readonly MockUser[]
  /**
   * The connections for which every field given holds: `where({ user: 'ada' }).send(…)`, `where({ path: '/ws/chat' })`,
   * `where({ group: 'lobby', users: ['ada', 'bob'] }).close(4000)`. An empty list is nobody.
   *
   * @throws MistakeError when no field is given: that everybody is meant has to be said, with `clients` or `close`
   */
  where(filter: ClientFilter): Selection
  /** Sends to those for whom every field of the audience holds at this instant; without any, to everybody. In join order. */
  broadcast(message: Sendable, audience?: ClientFilter): void
  /** Closes every connection; default 1000, 1005 for no code. @throws MistakeError for an invalid code or reason */
  close(code?: number, reason?: string): void
  group(name: string): MockGroup
  /** Puts rules before all others, the last call first. In a test: until its end. */
  use(...rules: readonly (Rule | readonly Rule[])[]): void
  /**
   * Plays a scenario with apps under test as some of its clients: `play(fanOut, { alice: player({ start, send }) })`.
   * Parley is the other clients, and the server: it does what the mock's rules and contract say, the scenario's `server`
   * steps, and says the example of what a step expects where nothing else says it.
   *
   * @returns the apps, stopped, and everything that happened
   * @throws ScenarioFailure when it fails; its `report` says all there is to know
   * @throws MistakeError before anything is started: for a player of no client, a checkpoint that is none, or a step that
   * an app cannot be made to do
   */
  readonly play: Play
  /** Everything that has happened, while it grows. */
  readonly transcript: Transcript
  /** Resolves when everything sent so far has been delivered and handlers have settled (waits for those at most 1,000 ms). */
  drain(): Promise<void>
}
