// What a transcript is made of. Entries are plain values: every assertion, snapshot, guarantee and picture is a
// function of them. Owns their shape; writing them is the recorder's, reading files is jsonl.ts's.
import type { Direction, Payload } from '../wire/frame.ts'

interface Base {
  /** Position in the transcript, from 1. */
  seq: number
  /** Milliseconds on the owner's clock since the transcript began. */
  at: number
  /** The `seq` this entry follows from: the message a reply answers, the broadcast a delivery belongs to. */
  readonly cause?: number | undefined
}

interface OfClient extends Base {
  /** The connection's name, e.g. `alice` or `client-1`. */
  readonly client: string
}

/** A handshake was accepted. Secrets in url, headers and protocols are redacted. */
export interface OpenEntry extends OfClient {
  readonly kind: 'open'
  readonly url: string
  /** The chosen subprotocol, or `''`. */
  readonly protocol: string
  /** The subprotocols the client offered. */
  readonly offered?: readonly string[] | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A handshake was refused with an HTTP status. */
export interface RejectEntry extends OfClient {
  readonly kind: 'reject'
  readonly url: string
  readonly status: number
  readonly reason: string
}

/** A membership began or ended. */
export interface MembershipEntry extends OfClient {
  readonly kind: 'join' | 'leave'
  readonly group: string
}

/** A data frame passed: the mock received it, or handed it over for delivery. */
export interface MessageEntry extends OfClient {
  readonly kind: 'message'
  readonly direction: Direction
  readonly opcode: 'text' | 'binary'
  readonly payload: Payload
  /** The group whose broadcast this delivery belongs to; the first of them, if several were addressed. */
  readonly group?: string | undefined
}

/** The server addressed many at once; each delivery is a message entry whose cause is this one. */
export interface BroadcastEntry extends Base {
  readonly kind: 'broadcast'
  readonly opcode: 'text' | 'binary'
  readonly payload: Payload
  /** The groups addressed; undefined means that it was not asked about groups. Without any such field: everybody. */
  readonly groups?: readonly string[] | undefined
  /** The users addressed. */
  readonly users?: readonly string[] | undefined
  /** The path addressed. */
  readonly path?: string | undefined
  /** The clients addressed by name. */
  readonly clients?: readonly string[] | undefined
  /** The client left out, if any. */
  readonly except?: string | undefined
  /** Who was a member at that instant, in join order. */
  readonly recipients: readonly string[]
}

/** A ping or pong passed. */
export interface HeartbeatEntry extends OfClient {
  readonly kind: 'ping' | 'pong'
  readonly direction: Direction
  readonly payload: Uint8Array<ArrayBuffer>
}

/** A connection ended. One entry for each connection that opened. */
export interface CloseEntry extends OfClient {
  readonly kind: 'close'
  /** Who began it; absent when the connection was cut. */
  readonly direction?: Direction | undefined
  readonly code: number
  readonly reason: string
  /** Whether the close handshake was completed (RFC 6455 section 7.1.4). */
  readonly clean: boolean
}

/** Something of the author's threw: a handler, a matcher, a computed value. */
export interface ErrorEntry extends Base {
  readonly kind: 'error'
  readonly client?: string | undefined
  readonly message: string
}

export type FaultKind = 'delay' | 'drop' | 'duplicate' | 'reorder' | 'cut' | 'halfOpen'

/** A fault was applied to a delivery. */
export interface FaultEntry extends OfClient {
  readonly kind: 'fault'
  readonly fault: FaultKind
  readonly opcode: 'text' | 'binary'
  readonly payload: Payload
  /** For `delay`: how long, in ms. */
  readonly delayMs?: number | undefined
}

/** No rule matched the message that `cause` names. */
export interface UnmatchedEntry extends OfClient {
  readonly kind: 'unmatched'
  readonly cause: number
}

/** A message, a handshake or a close that breaks the contract. `cause` names the message, if it is one. */
export interface ViolationEntry extends Base {
  readonly kind: 'violation'
  /** Who sent it, or was sent it; absent for a broadcast. */
  readonly client?: string | undefined
  /** Whose fault it is: `clientToServer` is the client's, `serverToClient` the server's. */
  readonly direction: Direction
  /** The contract's name for the message, where it has one. */
  readonly message?: string | undefined
  /** What breaks it, with the path in the message and the schema's own words: `text: expected a string`. */
  readonly issues: readonly string[]
}

export type Entry =
  | OpenEntry
  | RejectEntry
  | MembershipEntry
  | MessageEntry
  | BroadcastEntry
  | HeartbeatEntry
  | CloseEntry
  | ErrorEntry
  | FaultEntry
  | UnmatchedEntry
  | ViolationEntry

export type EntryKind = Entry['kind']

/** The evidence: everything that happened, in one append-only list. */
export interface Transcript {
  readonly entries: readonly Entry[]
  /**
   * How many entries there were before the first of these that are not kept any more, as a bound on the memory of a
   * transcript has it. Absent, or 0: these are all.
   */
  readonly forgotten?: number | undefined
}
