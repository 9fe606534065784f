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
import type { Pattern } from '@parley-ws/core'
import type { TranscriptSnapshotOptions } from './transcript-snapshot.ts'

/**
 * Matchers read the whole history and consume nothing. They wait up to `timeoutMs` (1,000 ms of real time); with `.not`
 * they drain what is in flight and judge what happened so far.
 */
export interface WsMatchers {
  /** The client sent a message that matches; of a mock: some client did. Without a pattern: any message. */
  toHaveSent(pattern?: Pattern, options?: CountOptions): Promise<void>
  /** The client was sent a message that matches. */
  toHaveReceived(pattern?: Pattern, options?: CountOptions): Promise<void>
  /** The client was sent messages that match, in this order; others may stand between. */
  toHaveReceivedInOrder(patterns: readonly Pattern[], options?: HistoryOptions): Promise<void>
  /** The mock broadcast a message that matches; of a client: it was among the recipients. */
  toHaveBroadcast(pattern?: Pattern, options?: BroadcastOptions): Promise<void>
  /** The client became a member of the group. */
  toHaveJoined(group: string, options?: HistoryOptions): Promise<void>
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
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends WsMatchers {}
}
