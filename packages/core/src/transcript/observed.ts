// How an assertion gets from the thing in a test's hand (a mock, a client of it) to its transcript while it grows.
import type { Direction, Payload } from '../wire/frame.ts'
import type { Transcript } from './entry.ts'

/** No name: the contract does not know the message. */
type Classify = (
  direction: Direction,
  payload: Payload,
) => { readonly name: string | undefined; readonly message: unknown }

export interface Observed {
  /** For messages: `client alice`, `mock wss://chat.example.com`. */
  readonly label: string
  readonly transcript: Transcript
  /** The client whose part of the transcript is meant; undefined means everybody's. */
  readonly client: string | undefined
  /** What a contract calls a message, and the message as its patterns see it. Where there is a contract. */
  readonly classify?: Classify | undefined
  /** The contract itself, for rooms that know what one is. Where there is one. */
  readonly contract?: object | undefined
  /**
   * Calls `listener` after new entries, until the returned function is called. `isForgetting`: the oldest entries are
   * dropped when it returns, and whoever wants them reads them now.
   */
  subscribe(listener: (isForgetting: boolean) => void): () => void
  /** Resolves when everything emitted so far has been delivered, and what it set off at once as well. */
  drain(): Promise<void>
  /** Resolves when everything emitted so far has been delivered; handlers may still be running. */
  delivered(): Promise<void>
  /** What the mock waits for, for messages: timers, handlers that have not settled. */
  pending(): readonly string[]
}

/** Something that can be asserted on: a mock in use, or one of its clients. */
export interface Observable {
  readonly observed: Observed
}

export function isObservable(value: unknown): value is Observable {
  return typeof value === 'object' && value !== null && 'observed' in value && isObserved(value.observed)
}

function isObserved(value: unknown): value is Observed {
  return typeof value === 'object' && value !== null && 'transcript' in value && 'drain' in value
}
