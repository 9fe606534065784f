// How a scenario fails, as data. The text is failure-text.ts's.
import type { Mismatch } from '../match/mismatch.ts'
import type { Arrival } from './arrival.ts'
import type { StepPath } from './path.ts'
import type { ExpectStep, Step } from './step.ts'

/** Why a step, or an alternative of it, did not take what came. */
export interface Refusal {
  readonly step: Step
  readonly mismatches: readonly Mismatch[]
}

export type FailureKind =
  /** Something else came. */
  | 'mismatch'
  /** Nothing came, for as long as patience lasted. */
  | 'missing'
  /** The connection had ended before it came. */
  | 'ended'
  /** Something came where nothing was expected. */
  | 'notSilent'
  /** At the end, frames were left that nobody had expected. */
  | 'unexpected'
  /** The step needs an open connection, which the client did not have. */
  | 'notOpen'
  /** An app sent something else, or closed otherwise. */
  | 'otherSent'
  /** An app sent nothing, or did not close, for as long as patience lasted. */
  | 'notSent'
  /** The handshake was neither accepted nor refused. */
  | 'noHandshake'
  /** Something of the author's threw, or the mock reported an error: see `cause`. */
  | 'error'
  /** Handlers of the mock's rules never settled. */
  | 'unsettled'
  /** Everything came as expected, and what the contract promises was not kept: see `broken`. */
  | 'promise'

/** A promise of the contract that was not kept. */
export interface BrokenPromise {
  /** Which: `totalOrder`. */
  readonly law: string
  /** The group it was made to: `room/lobby`; undefined for one that is about connections. */
  readonly group: string | undefined
  /** Who saw what: `bob received "2" at #17 before "1" at #18, carol the other way round`. */
  readonly explanation: string
  /** The `seq` of the entries that show it. */
  readonly witnesses: readonly number[]
}

/** What has not been expected of one client: what came to it, or from it where it is an app. */
export interface Unexpected {
  readonly client: string
  readonly isSent?: boolean
  readonly arrivals: readonly Arrival[]
}

export interface Failure {
  readonly kind: FailureKind
  /** The step that failed; undefined when all steps were done. */
  readonly step: Step | undefined
  readonly path: StepPath
  readonly client: string | undefined
  /** What came instead, for `mismatch` and `otherSent`. */
  readonly came: Arrival | undefined
  /** The expect steps that could have gone on with what comes next. */
  readonly wanted: readonly ExpectStep[]
  /** Why each step that could have taken it did not. */
  readonly refusals: readonly Refusal[]
  /** What waits to be expected, of this client first. */
  readonly buffered: readonly Unexpected[]
  /** How long was waited, in ms. */
  readonly waitedMs: number | undefined
  /** Rules whose handlers have not settled. */
  readonly unsettled: readonly string[]
  /** What was thrown, for `error`. */
  readonly cause: unknown
  /** What was not kept, for `promise`. */
  readonly broken?: readonly BrokenPromise[] | undefined
}
