// Rules of a mock with a contract, as their author writes them: the words of rule.ts's chain in the contract's terms. Types
// only; what they make is contract-chain.ts's.
import type { AnyContract, DownMessage, UpMessage, UpOutput } from '../contract/contract.ts'
import type { Late } from '../contract/message-types.ts'
import type { PatternFor } from '../match/pattern-for.ts'
import type { Audience } from './audience.ts'
import type { MockClient } from './client.ts'
import type { Computed } from './computed.ts'
import type { CloseContext, HandlerContext, RuleContext } from './context.ts'
import type { Rule, RuleAudience } from './rule.ts'
import type { HandshakePattern, Where } from './where.ts'

/** A group of a contract: its kind and its key. */
export type ContractGroup<K extends AnyContract> = readonly [kind: keyof K['groups'] & string, key: string]

/** Who gets a broadcast of a mock with a contract. Without any field: everybody. */
export interface ContractAudience<K extends AnyContract, Except = MockClient | string> extends Omit<
  Audience<string, readonly string[], Except>,
  'group' | 'groups'
> {
  readonly group?: ContractGroup<K> | undefined
  readonly groups?: readonly ContractGroup<K>[] | undefined
}

/** The same in a rule, where the group may be computed. */
export interface ContractRuleAudience<K extends AnyContract, Context> extends Omit<
  RuleAudience<Context>,
  'group' | 'groups'
> {
  readonly group?: Computed<Context, ContractGroup<K>> | undefined
  readonly groups?: Computed<Context, readonly ContractGroup<K>[]> | undefined
}

/** What a `run` handler of a mock with a contract can do. */
export interface ContractHandlerContext<K extends AnyContract, Message> extends Omit<
  HandlerContext<Message>,
  'reply' | 'broadcast' | 'join' | 'leave'
> {
  reply<N extends keyof K['serverToClient'] & string>(name: N, message: DownMessage<K, N>): void
  broadcast<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    audience?: ContractAudience<K, 'sender' | MockClient | string>,
  ): void
  join(kind: keyof K['groups'] & string, key: string): void
  leave(kind: keyof K['groups'] & string, key: string): void
}

interface Common<K extends AnyContract, Context, Next> {
  /** Sends to a group, to several, or to everybody: the members at that instant, in join order, the sender included. */
  broadcast<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: Late<N, Computed<Context, DownMessage<K, N>>>,
    audience?: ContractRuleAudience<K, Context>,
  ): Next
  /** Waits before the next action, in ms of the mock's clock. */
  delay(ms: Computed<Context, number>): Next
}

interface Speaking<K extends AnyContract, Message, Context, Next> extends Common<K, Context, Next> {
  /** Answers the connection that spoke. */
  reply<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: Late<N, Computed<Context, DownMessage<K, N>>>,
  ): Next
  /** Sends to this connection; the same as `reply`, where nothing was asked. */
  send<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: Late<N, Computed<Context, DownMessage<K, N>>>,
  ): Next
  /** Makes this connection a member of a group; it takes part from the next action on. */
  join(kind: keyof K['groups'] & string, key: Computed<Context, string>): Next
  leave(kind: keyof K['groups'] & string, key: Computed<Context, string>): Next
  /** Stops answering and sending, while the connection stays open. */
  halfOpen(): Next
  /** Runs your code. An async handler is awaited before the next action; one that throws fails the test. */
  run(handler: (context: ContractHandlerContext<K, Message>) => unknown): Next
  /** Closes with a code; nothing can follow. @throws MistakeError for an invalid code or reason */
  close(code?: number, reason?: string): Rule
  /** Ends the connection without a close frame; the client sees 1006. Nothing can follow. */
  cut(): Rule
}

/** A rule about a contract's message, after its first action. */
export interface ContractMessageRule<K extends AnyContract, Message>
  extends Rule, ContractMessageActions<K, Message, ContractMessageRule<K, Message>> {}
/** `on('say')` before its first action. */
export interface ContractMessageActions<
  K extends AnyContract,
  Message,
  Next = ContractMessageRule<K, Message>,
> extends Speaking<K, Message, RuleContext<Message>, Next> {
  /** Takes the message and does nothing: silence by intent. Nothing can follow. */
  drop(): Rule
}

export interface ContractConnectRule<K extends AnyContract>
  extends Rule, ContractConnectActions<K, ContractConnectRule<K>> {}
/** `onConnect()` before its first action. */
export interface ContractConnectActions<
  K extends AnyContract,
  Next = ContractConnectRule<K>,
> extends Speaking<K, undefined, RuleContext<undefined>, Next> {
  /** Completes the handshake here, e.g. after a `delay`. */
  accept(options?: { readonly protocol?: Computed<RuleContext<undefined>, string> }): Next
  /** Refuses the handshake with an HTTP status (400-599); nothing can follow. */
  reject(status: number, reason?: string): Rule
}

export interface ContractCloseRule<K extends AnyContract>
  extends Rule, ContractCloseActions<K, ContractCloseRule<K>> {}
/** `onClose()` before its first action. The connection is gone: only others can be spoken to. */
export interface ContractCloseActions<K extends AnyContract, Next = ContractCloseRule<K>> extends Common<
  K,
  CloseContext,
  Next
> {
  run(handler: (context: ContractHandlerContext<K, undefined> & CloseContext) => unknown): Next
}

/** Begins rules about a contract's messages. */
export interface Rules<K extends AnyContract> {
  /**
   * What the mock does when a client sends this message.
   *
   * @param is only if it is like this; any part may be left out
   */
  on<N extends keyof K['clientToServer'] & string>(
    name: N,
    is?: Late<N, PatternFor<UpMessage<K, N>>>,
    where?: Where<UpOutput<K, N>>,
  ): ContractMessageActions<K, UpOutput<K, N>>
  /** What the mock does when a client connects; with a pattern, only for handshakes that match it. */
  onConnect(pattern?: HandshakePattern, where?: Where<undefined>): ContractConnectActions<K>
  /** What the mock does when a connection has ended, whoever ended it. */
  onClose(where?: Where<undefined>): ContractCloseActions<K>
}

/** Rules of a mock with a contract: a function that is called for each test. */
export type ContractRuleSource<K extends AnyContract> = (rules: Rules<K>) => readonly Rule[]
