// A mock in use, as a test holds it: who is connected, what to tell them, what has happened.
import type { Observable } from '../transcript/observed.ts'
import type { Transcript } from '../transcript/entry.ts'
import type { Audience } from '../mock/action.ts'
import type { MockClient } from '../mock/client.ts'
import type { Rule } from '../mock/rule.ts'
import type { Sendable } from '../mock/sendable.ts'

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
  broadcast(message: Sendable, options?: { readonly except?: MockClient | string }): void
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
  /** Who is connected now, in the order they opened. */
  readonly clients: readonly MockClient[]
  /**
   * Sends to one client: the only one connected, or the one named.
   *
   * @throws MistakeError when it is not clear who is meant
   */
  send(message: Sendable, options?: { readonly to?: MockClient | string }): void
  /** Sends to a group, to several groups, or to everybody: the members at this instant, in join order. */
  broadcast(message: Sendable, audience?: Audience<string, readonly string[], MockClient | string>): void
  /** Closes every connection; default 1000. @throws MistakeError for an invalid code or reason */
  close(code?: number, reason?: string): void
  group(name: string): MockGroup
  /** Puts rules before all others, the last call first. In a test: until its end. */
  use(...rules: readonly (Rule | readonly Rule[])[]): void
  /** Everything that has happened, while it grows. */
  readonly transcript: Transcript
  /** Resolves when everything sent so far has been delivered and handlers have settled (waits for those at most 1,000 ms). */
  drain(): Promise<void>
}
