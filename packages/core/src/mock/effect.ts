// What goes into the mock server and what comes out of it. Inputs and effects are values; their owner does the I/O.
import type { DataFrame, Frame } from '../wire/frame.ts'
import type { NamedAudience } from './audience.ts'
import type { Sendable } from './sendable.ts'
import type { MockClient } from './client.ts'
import type { Connection } from './connection.ts'

/** How a handler or an awaited value ended. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown }

/** Something said from outside a rule: by a test through a handle, by a handler through its context. */
export type Command<Link> =
  | { readonly do: 'send'; readonly connection: Connection<Link>; readonly message: Sendable }
  | { readonly do: 'ping'; readonly connection: Connection<Link>; readonly payload: Uint8Array<ArrayBuffer> }
  | { readonly do: 'broadcast'; readonly message: Sendable; readonly audience: NamedAudience }
  | { readonly do: 'join' | 'leave'; readonly connection: Connection<Link>; readonly group: string }
  | {
      readonly do: 'close'
      readonly connection: Connection<Link>
      readonly code: number
      readonly reason: string
    }
  | { readonly do: 'cut' | 'halfOpen'; readonly connection: Connection<Link> }
  | {
      readonly do: 'wake'
      readonly connection: Connection<Link>
      /** Who waits, for messages. */
      readonly what: string
      readonly ms: number
      readonly wake: () => void
    }

/** Feeds a command to the server, between two calls of `handle` or during one. */
export type Post<Link> = (command: Command<Link>, cause?: number) => void

export type Input<Link> =
  /** A client dialled; the connection was made with `server.admit`. */
  | { readonly on: 'open'; readonly connection: Connection<Link> }
  /** A client asked for HTTP polling instead. */
  | { readonly on: 'polled'; readonly connection: Connection<Link> }
  | { readonly on: 'frame'; readonly connection: Connection<Link>; readonly frame: Frame }
  /** The client sent a close frame; 1005 stands for one without a code. */
  | {
      readonly on: 'closing'
      readonly connection: Connection<Link>
      readonly code: number
      readonly reason: string
    }
  /** The connection is gone. */
  | {
      readonly on: 'closed'
      readonly connection: Connection<Link>
      readonly code: number
      readonly reason: string
    }
  | { readonly on: 'timer'; readonly timer: number }
  | { readonly on: 'settled'; readonly job: number; readonly outcome: Outcome }
  /** `cause` is the `seq` of the entry it follows from, if known. */
  | { readonly on: 'command'; readonly command: Command<Link>; readonly cause: number | undefined }

export type Effect<Link> =
  /** Complete the handshake. */
  | { readonly do: 'accept'; readonly link: Link; readonly protocol: string; readonly client: MockClient }
  | { readonly do: 'reject'; readonly link: Link; readonly status: number; readonly reason: string }
  | { readonly do: 'deliver'; readonly link: Link; readonly frame: Frame }
  /** The same frame for many, in this order. */
  | { readonly do: 'fanOut'; readonly links: readonly Link[]; readonly frame: DataFrame }
  /** Send a close frame, or answer the client's. */
  | { readonly do: 'close'; readonly link: Link; readonly code: number; readonly reason: string }
  | { readonly do: 'cut'; readonly link: Link }
  /** Feed `{ on: 'timer', timer }` after so many ms. */
  | { readonly do: 'timer'; readonly timer: number; readonly delayMs: number }
  | { readonly do: 'cancelTimer'; readonly timer: number }
  /** Feed `{ on: 'settled', job, outcome }` when the promise settles. */
  | { readonly do: 'await'; readonly job: number; readonly promise: PromiseLike<unknown> }
  /** Call the author's handler and feed `{ on: 'settled', job, outcome }` when it is done. */
  | { readonly do: 'call'; readonly job: number; readonly call: () => unknown }
  /** Tell the author. An `error` fails the test. */
  | { readonly do: 'report'; readonly severity: 'error' | 'warning'; readonly error: unknown }
