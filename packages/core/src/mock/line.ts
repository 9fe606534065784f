// What a connection is sent but has not got yet, because a fault holds it up. Order is kept: what is behind a held
// frame waits with it. Only a reordered frame lets others pass.
import type { DataFrame } from '../wire/frame.ts'

/** A frame on its way, or the close at the end of it. */
export type Parcel =
  | {
      readonly carries: 'frame'
      readonly frame: DataFrame
      readonly cause: number | undefined
      readonly group: string | undefined
    }
  | {
      readonly carries: 'close'
      readonly code: number
      readonly reason: string
      readonly cause: number | undefined
    }

export class Line {
  /** Behind a delay, in order. */
  readonly held: Parcel[] = []
  /** The head's delay is running. */
  delaying = false
  /** Frames that the next one overtakes. */
  readonly aside: Parcel[] = []

  get isEmpty(): boolean {
    return !this.delaying && this.held.length === 0 && this.aside.length === 0
  }
}
