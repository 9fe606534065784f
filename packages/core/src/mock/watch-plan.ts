// What it takes to be alive: how a connection is pinged, and after which silence it ends. Data; watch.ts keeps it.
import type { Pattern } from '../match/pattern.ts'
import type { Payload } from '../wire/frame.ts'
import type { Sendable } from './sendable.ts'

/** A watch over connections, as data. */
export interface WatchPlan {
  /** Undefined: nothing is sent, and the silence counts from the opening on. */
  readonly everyMs: number | undefined
  readonly ping: Sendable | undefined
  readonly silentMs: number | undefined
  /** What counts as a sign of life; undefined: anything. */
  readonly sign: Pattern | undefined
  /** The first sign of life is all that is waited for. */
  readonly isOnce?: boolean | undefined
  /** The same of a payload that only a contract can read. */
  readonly isSign?: (payload: Payload) => boolean
  readonly end: 'cut' | { readonly code: number; readonly reason: string }
}
