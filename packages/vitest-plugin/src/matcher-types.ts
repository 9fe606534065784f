// The matchers' types: what `expect(client).` and `expect(chatMock).` offer.
import type {
  Asked,
  BroadcastOptions,
  ClosePattern,
  CountOptions,
  HistoryOptions,
  NormaliseOptions,
  SilenceOptions,
  UpholdOptions,
} from '@parley-ws/core/runner'
import type {
  AnyContract,
  ContractOf,
  DownMessage,
  DownName,
  GroupKind,
  Pattern,
  PatternFor,
  UpMessage,
  UpName,
} from '@parley-ws/core'
import type { TranscriptSnapshotOptions } from './transcript-snapshot.ts'

/** Where a contract has names for messages, a text is one of them. */
type Unnamed<T> = ContractOf<T> extends AnyContract ? Exclude<Pattern, string> : Pattern

type SentByName<K extends AnyContract> = {
  [N in UpName<K>]: readonly [name: N, is?: PatternFor<UpMessage<K, N>> | undefined, options?: CountOptions]
}[UpName<K>]

type SaidByName<K extends AnyContract, Options> = {
  [N in DownName<K>]: readonly [name: N, is?: PatternFor<DownMessage<K, N>> | undefined, options?: Options]
}[DownName<K>]

type InOrderByName<K extends AnyContract> = {
  [N in DownName<K>]: N | readonly [name: N, is?: PatternFor<DownMessage<K, N>>]
}[DownName<K>]

type Group<K extends AnyContract> = readonly [kind: GroupKind<K>, key: string]

/** A message of a client: by its name in the contract of T, if that has one, or by what it is like. */
type Sent<T> =
  | readonly [pattern?: Unnamed<T> | undefined, options?: CountOptions]
  | (ContractOf<T> extends infer K extends AnyContract ? SentByName<K> : never)

/** A message of the server, likewise. */
type Received<T> =
  | readonly [pattern?: Unnamed<T> | undefined, options?: CountOptions]
  | (ContractOf<T> extends infer K extends AnyContract ? SaidByName<K, CountOptions> : never)

/** One of several messages of the server. */
type ReceivedItem<T> =
  | Unnamed<T>
  | (ContractOf<T> extends infer K extends AnyContract ? InOrderByName<K> : never)

/** A broadcast; of a contract's mock, to a group as the contract names it. */
type Broadcast<T> =
  | readonly [pattern?: Unnamed<T> | undefined, options?: BroadcastOptionsFor<T>]
  | (ContractOf<T> extends infer K extends AnyContract ? SaidByName<K, BroadcastOptionsFor<T>> : never)

type BroadcastOptionsFor<T> =
  ContractOf<T> extends infer K extends AnyContract
    ? Omit<BroadcastOptions, 'group'> & { readonly group?: Group<K> | string | undefined }
    : BroadcastOptions

/** A group by its name; by its kind and its key, where there is a contract. */
type Joined<T> =
  | readonly [group: string, options?: HistoryOptions]
  | (ContractOf<T> extends infer K extends AnyContract
      ?
          | readonly [group: Group<K>, options?: HistoryOptions]
          | readonly [...Group<K>, options?: HistoryOptions]
      : never)

/**
 * Matchers read the whole history and consume nothing. They wait up to `timeoutMs` (1,000 ms of real time); with `.not`
 * they drain what is in flight and judge what happened so far. Of a mock with a contract, and of its clients, messages and
 * groups can be named as the contract names them: `toHaveSent('say', { text: 'hi' })`.
 */
export interface WsMatchers<T = unknown> {
  /** The client sent a message that matches; of a mock: some client did. Without a pattern: any message. */
  toHaveSent(...args: Sent<T>): Promise<void>
  /** The client was sent a message that matches. */
  toHaveReceived(...args: Received<T>): Promise<void>
  /** The client was sent messages that match, in this order; others may stand between. */
  toHaveReceivedInOrder(messages: readonly ReceivedItem<T>[], options?: HistoryOptions): Promise<void>
  /** The mock broadcast a message that matches; of a client: it was among the recipients. */
  toHaveBroadcast(...args: Broadcast<T>): Promise<void>
  /** The client became a member of the group. */
  toHaveJoined(...args: Joined<T>): Promise<void>
  /** The connection has ended, whoever ended it; with a code, or a pattern of code, reason and cleanness. */
  toHaveClosed(expected?: number | ClosePattern, options?: HistoryOptions): Promise<void>
  /** The client has sent nothing: bounded evidence, as it could still speak. */
  toBeSilent(options?: SilenceOptions): Promise<void>
  /**
   * The conversation keeps these promises; without any, those of the contract. Of a mock, one of its clients (what it
   * received), a transcript or a report. What cannot be told fails, unless `allowUnknown` is set.
   */
  toUphold(laws?: Asked, options?: UpholdOptions): Promise<void>
  /**
   * What happened is as it was when the snapshot was taken. Without arguments it is stored with Vitest's snapshots, a
   * string keeps it inline (`''` to begin with), `{ file }` in a file of its own.
   */
  toMatchTranscript(inline: string, options?: NormaliseOptions): Promise<void>
  toMatchTranscript(options?: TranscriptSnapshotOptions): Promise<void>
}

declare module 'vitest' {
  // oxlint-disable-next-line no-unused-vars -- a merged declaration must repeat the parameters of the one it merges with
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends WsMatchers<T> {}
}
