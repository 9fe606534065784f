// The port between the mock and a world that carries frames (memory, sockets, a browser route). One adapter per world.
import type { Dialled } from '../mock/handshake.ts'
import type { Frame } from '../wire/frame.ts'

export type { Dialled }

/** The far end of one connection, as a transport offers it. Called in order; each call is delivered in order, later. */
export interface Link {
  /** Completes the handshake; `protocol` is `''` when none was chosen. */
  accept(protocol: string): void
  /** Refuses the handshake with an HTTP status. */
  reject(status: number, reason: string): void
  deliver(frame: Frame): void
  /** Sends a close frame, or answers the client's. 1005 stands for a close frame without a code. */
  close(code: number, reason: string): void
  /** Ends the connection without a close frame: the client sees 1006. */
  cut(): void
  /** How many bytes were delivered that the far end has not taken yet. Default: none, it takes everything at once. */
  readonly bufferedBytes?: number
}

/** What a transport tells the mock about one connection. */
export interface MockSide {
  frame(frame: Frame): void
  /** The client sent a close frame (1005: one without a code); the mock answers with `link.close`. */
  closing(code: number, reason: string): void
  /** The connection is gone. Nothing follows. 1006 without a close handshake. */
  closed(code: number, reason: string): void
}

/** Gives one frame to many links at once; an adapter that can do better than a loop offers it. */
export type FanOut = (links: readonly Link[], frame: Frame) => void
