// What a rule's functions are given: the message, who sent it, and the states that end with the test and the connection.
import type { Payload } from '../wire/frame.ts'
import type { Sendable } from './sendable.ts'
import type { HandlerAudience } from './audience.ts'
import type { MockClient } from './client.ts'
import type { State } from './state.ts'

/** Given to every function of a rule. */
export interface RuleContext<Message = unknown> {
  /** The decoded message that matched; for `onConnect` and `onClose`, undefined. */
  readonly message: Message
  /** The message as it came, before it was decoded: text or bytes. For other events, undefined. */
  readonly payload: Payload | undefined
  /** The connection that spoke, seen from the server. Its `state` lasts as long as the connection. */
  readonly client: MockClient
  /** Lasts as long as the test. */
  readonly state: State
  /** Which message of its connection this is, from 1; for other events, how many there were before. */
  readonly messageNumber: number
  /**
   * The time of day on the mock's clock, in ms since 1970. Follows fake timers; a simulation begins at 0, so that
   * it is the same each time.
   */
  readonly now: number
}

/** Given to the function of `onClose`: how the connection ended, and where it was a member until then. */
export interface CloseContext extends RuleContext<undefined> {
  readonly code: number
  readonly reason: string
  readonly groups: readonly string[]
}

/** Given to a `run` handler: everything a rule can do, in the order it is called. */
export interface HandlerContext<Message = unknown> extends RuleContext<Message> {
  /** Aborted when the connection closes. */
  readonly signal: AbortSignal
  /** Answers the connection that spoke. Does nothing when it is gone. */
  reply(message: Sendable): void
  broadcast(message: Sendable, audience?: HandlerAudience): void
  join(group: string): void
  leave(group: string): void
  close(code?: number, reason?: string): void
  /** Resolves `ms` later on the mock's clock, which follows fake timers and virtual time. */
  delay(ms: number): Promise<void>
}
