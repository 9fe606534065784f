// The port through which `drive` plays a scenario's clients: how they connect, speak and hear. One adapter for each
// kind of client; types only.
import type { ViolationError } from '../../errors.ts'
import type { ClientStep, ConnectOptions, ConnectStep } from '../../scenario/step.ts'
import type { DataFrame, Direction } from '../../wire/frame.ts'

/** What comes to a client, in order. */
export type DrivenArrival =
  | { readonly on: 'frame'; readonly frame: DataFrame }
  /** Something went wrong that fails the scenario. An end is none: that it is cut may be what is expected. */
  | { readonly on: 'error'; readonly error: unknown }
  /** The contract is broken, by the server or by what the scenario sends: this fails it, too. */
  | { readonly on: 'violation'; readonly violation: Violation }
  /** An app sent this: of its own accord, or because it was caused to. */
  | { readonly on: 'sent'; readonly frame: DataFrame }
  /** The last of them; 1005: a close frame without a code, 1006: no close frame. `isOwn`: an app began it. */
  | { readonly on: 'closed'; readonly code: number; readonly reason: string; readonly isOwn?: boolean }

/** How a contract is broken, for the transcript and for the failure. */
export interface Violation {
  /** Whose fault it is: `clientToServer` is the client's, `serverToClient` the server's. */
  readonly direction: Direction
  /** What broke it, where it is a message. */
  readonly frame?: DataFrame | undefined
  /** The contract's name for the message, where it has one. */
  readonly message?: string | undefined
  /** Each thing that breaks it: `text: expected a string`. */
  readonly issues: readonly string[]
  /** The whole sentence. */
  readonly error: ViolationError
}

/** One connection, open. What it is told once it has ended does nothing. */
export interface DrivenConnection {
  /** The subprotocol that the server chose, or `''`. */
  readonly protocol: string
  /** Hands over what has come since it opened, and from then on what comes. Called once. */
  receive(listener: (arrival: DrivenArrival) => void): void
  send(frame: DataFrame): void
  /** Sends a ping. Resolves with its pong: what the server had written before has been received. Rejects at the end. */
  ping?(payload: Uint8Array<ArrayBuffer>): Promise<unknown>
  /** Stops reading what comes, and goes on. */
  pause?(): void
  resume?(): void
  /** The scenario is over, and the connection is to be used again. Default: it is closed. */
  leave?: (() => void) | undefined
  /** Begins the close handshake; `closed` is received when it is over. */
  close(code: number, reason: string): void
  /** Ends the connection without a close frame. */
  cut?(): void
  /**
   * Of an app's connection, instead of `send`, `ping`, `close` and `cut` for a step: makes the app do it. What comes of it
   * is received, once it has arrived at the server.
   */
  cause?(step: CausedStep): void
}

/** What an app can be made to do over its connection. */
export type CausedStep = Exclude<ClientStep, ConnectStep>

/** Something of the author's threw while a client was made to do something: it fails the scenario as it is. */
export interface FailedStimulus {
  readonly stimulus: 'failed'
  readonly cause: unknown
}

/** Why a step cannot be done, and what to do instead. Both as parts of a sentence without its full stop. */
export interface Objection {
  readonly why: string
  readonly remedy: string
}

/** Real clients, by the names that the scenario gives them. */
export interface DrivenClients {
  /** What a client dials: the URL, with its query. */
  urlOf(client: string, options: ConnectOptions): string
  /**
   * Connects one client. Rejects when the handshake fails or is refused; the error's `status`, a number, is the HTTP
   * status, if it is known. With a `FailedStimulus` the scenario fails at once.
   *
   * @param signal aborted when the scenario is over: a handshake that is under way is given up
   * @throws MistakeError for what no handshake can carry
   */
  connect(client: string, options: ConnectOptions, signal: AbortSignal): Promise<DrivenConnection>
  /** Asked of each step before anything is connected. Default: none. */
  objectionTo?(step: ClientStep): Objection | undefined
}
