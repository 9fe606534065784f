// What a scenario is made of. Steps are plain values, so that they can be run, generated, shrunk, printed and drawn;
// clients are named, never referred to. Types only: who makes steps is builder.ts, what they mean interpreter.ts.
import type { Pattern } from '../match/pattern.ts'
import type { Sendable } from '../mock/sendable.ts'

/** What a client brings to its handshake. */
export interface ConnectOptions {
  /** Subprotocols it offers, in order of preference. Default: the contract's, or none. */
  readonly protocols?: readonly string[] | undefined
  /** Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Values of the URL's path parameters: `{ room: 'lobby' }` for `/rooms/:room`. Default: none. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Added to the URL. Default: none. */
  readonly query?: Readonly<Record<string, string>> | undefined
}

/** A client dials, for the first time or again after its connection ended. */
export interface ConnectStep extends ConnectOptions {
  readonly do: 'connect'
  readonly client: string
}

/** A message to be sent; matchers in it (`ref('id')`) stand for what they give as an example then. */
interface Said {
  /** The contract's name for it, which is then put on the wire with it. */
  readonly name?: string
  readonly message: Sendable
}

/** A client sends one message. */
export interface SendStep extends Said {
  readonly do: 'send'
  readonly client: string
}

/** A client becomes a member of a group, or stops being one; without a contract the mock is told directly. */
interface MembershipStep {
  readonly do: 'joinGroup' | 'leaveGroup'
  readonly client: string
  readonly group: string
}

/** A client begins the close handshake. */
export interface CloseStep {
  readonly do: 'close'
  readonly client: string
  readonly code: number
  readonly reason: string
}

/** A client ends its connection without a close frame. */
interface CutStep {
  readonly do: 'cut'
  readonly client: string
}

/** A client stops reading, or goes on: what the server sends waits meanwhile. */
interface HoldStep {
  readonly do: 'hold' | 'release'
  readonly client: string
}

/** A client sends a ping frame (RFC 6455 section 5.5.2). */
interface PingStep {
  readonly do: 'ping'
  readonly client: string
  readonly payload: Uint8Array<ArrayBuffer>
}

/** The server sends one message to one client. */
interface ServerSendStep extends Said {
  readonly do: 'serverSend'
  readonly to: string
}

/** The server sends to the members of groups, or to everybody. */
export interface ServerBroadcastStep extends Said {
  readonly do: 'serverBroadcast'
  readonly group?: string
  readonly groups?: readonly string[]
  /** The client that is left out. */
  readonly except?: string
}

/** The server closes one connection, or all of them. */
export interface ServerCloseStep {
  readonly do: 'serverClose'
  readonly code: number
  readonly reason: string
  readonly to?: string
}

/** Everything in flight arrives, and what it sets off as well: handlers finish, streams go on. */
interface SettleStep {
  readonly do: 'settle'
}

/** A place at which whoever runs the scenario may look at things of its own. */
interface CheckpointStep {
  readonly do: 'checkpoint'
  readonly name: string
}

/** Steps that make something happen. */
export type ActionStep =
  | ConnectStep
  | SendStep
  | MembershipStep
  | CloseStep
  | CutStep
  | PingStep
  | HoldStep
  | ServerSendStep
  | ServerBroadcastStep
  | ServerCloseStep
  | SettleStep
  | CheckpointStep

/** Steps that send a message. */
export type SayingStep = SendStep | ServerSendStep | ServerBroadcastStep

/** Steps that are the server's to do; joining and leaving, too: without a contract it is told directly. */
export type ServerStep = MembershipStep | ServerSendStep | ServerBroadcastStep | ServerCloseStep

/** Steps that a client does over its connection. */
export type ClientStep = Exclude<ActionStep, ServerStep | SettleStep | CheckpointStep>

/** What a message has to be: the contract's message of this name, like this pattern, or both. */
export interface Wanted {
  readonly name?: string
  readonly pattern?: Pattern
}

/** The client's next frame that is not ignored is what is wanted. */
interface ExpectFrameStep extends Wanted {
  readonly do: 'expect'
  readonly client: string
  /** Not the next frame, but the first of them that is what is wanted: an answer, whatever came in between. */
  readonly amid?: true
}

/** The client's next frames are what is wanted, one each, in any order. */
interface ExpectInAnyOrderStep {
  readonly do: 'expectInAnyOrder'
  readonly client: string
  readonly messages: readonly Wanted[]
}

/** The client's connection ends; the pattern is about `{ code, reason }`. */
export interface ExpectCloseStep {
  readonly do: 'expectClose'
  readonly client: string
  readonly pattern: { readonly code?: Pattern; readonly reason?: Pattern }
}

/** The first alternative that takes the client's next frame is the one that counts. */
interface OneOfStep {
  readonly do: 'oneOf'
  readonly client: string
  readonly steps: readonly ExpectStep[]
}

/** Passed over when the client's next frame is another, or none comes. */
interface OptionalStep {
  readonly do: 'optional'
  readonly client: string
  readonly step: ExpectStep
}

/** As often as it fits, at least `min` and at most `max` times. */
interface TimesStep {
  readonly do: 'times'
  readonly client: string
  readonly min: number
  readonly max: number
  readonly step: ExpectStep
}

/** Steps that take what comes to one client. */
export type ExpectStep =
  | ExpectFrameStep
  | ExpectInAnyOrderStep
  | ExpectCloseStep
  | OneOfStep
  | OptionalStep
  | TimesStep

/** From here on the client's frames that match are as if they had not come. */
interface IgnoreStep extends Wanted {
  readonly do: 'ignore'
  readonly client: string
}

/** Nothing that earlier steps caused comes to the client, now or within `forMs`. */
interface ExpectNothingStep {
  readonly do: 'expectNothing'
  readonly client: string
  readonly forMs: number
}

/** Lets time pass. */
interface WaitStep {
  readonly do: 'wait'
  readonly ms: number
}

/** Branches whose order among each other is open: every interleaving is allowed. */
export interface TogetherStep {
  readonly do: 'together'
  readonly branches: readonly (readonly Step[])[]
  /** The one call that these steps stand for: they are what the contract has for it. */
  readonly as?: MembershipCall
}

/** Joining or leaving in the contract's words: its message, and the answer to that. */
export interface MembershipCall {
  readonly call: 'joinGroup' | 'leaveGroup'
  readonly client: string
  readonly kind: string
  readonly key: string
}

/** One step of a scenario. */
export type Step = ActionStep | ExpectStep | IgnoreStep | ExpectNothingStep | WaitStep | TogetherStep

/** Whether the step takes what comes to one client. */
export function isExpectStep(step: Step): step is ExpectStep {
  switch (step.do) {
    case 'expect':
    case 'expectInAnyOrder':
    case 'expectClose':
    case 'oneOf':
    case 'optional':
    case 'times':
      return true
    default:
      return false
  }
}

/** Whether the step is the server's to do. */
export function isServerStep(step: Step): step is ServerStep {
  switch (step.do) {
    case 'joinGroup':
    case 'leaveGroup':
    case 'serverSend':
    case 'serverBroadcast':
    case 'serverClose':
      return true
    default:
      return false
  }
}

/** Whether a client does the step over its connection. */
export function isClientStep(step: Step): step is ClientStep {
  switch (step.do) {
    case 'connect':
    case 'send':
    case 'ping':
    case 'hold':
    case 'release':
    case 'close':
    case 'cut':
      return true
    default:
      return false
  }
}

/** The client a step is about, or undefined where it is about none or several. */
export function clientOf(step: Step): string | undefined {
  if ('client' in step) return step.client
  return 'to' in step ? step.to : undefined
}
