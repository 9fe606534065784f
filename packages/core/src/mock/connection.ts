// One connection's state inside the mock server. Changed by the server alone; the author sees it as a MockClient.
import type { Frame } from '../wire/frame.ts'
import { type ClientControl, MockClient } from './client.ts'
import type { Handshake } from './handshake.ts'
import type { Line } from './line.ts'

/** Something of a connection that waits until the rule before it is done. */
export type Waiting =
  | { readonly on: 'frame'; readonly frame: Frame; readonly seq: number }
  | { readonly on: 'close'; readonly seq: number }

/** Watches a connection for signs of life. */
export interface Vigil {
  /** The client sent a frame. */
  heard(frame: Frame): void
  stop(): void
}

const NO_GROUPS: ReadonlySet<string> = new Set()

export class Connection<Link> {
  readonly name: string
  /** The far end, as the owner of the server knows it; the server hands it back in effects. */
  readonly link: Link
  readonly handshake: Handshake
  readonly client: MockClient
  phase: 'opening' | 'open' | 'closing' | 'closed' = 'opening'
  /** A half-open connection neither answers nor sends. */
  isHalfOpen = false
  // Most connections are in no group, keep nobody waiting, and there may be thousands of them.
  #groups: Set<string> | undefined
  /** How many of its messages have been looked at; the number of the one that is looked at now. */
  messages = 0
  /** The rule that is running. What comes meanwhile waits, so that no answer overtakes another. */
  running: object | undefined
  #waiting: Waiting[] | undefined
  /** Frames that a fault holds up; undefined while nothing is held. */
  line: Line | undefined
  /** Timers of the streams that run, by name. */
  streams: Map<string, number> | undefined
  /** Who watches whether the client is still there. */
  vigils: readonly Vigil[] | undefined
  /** How it ended, for `onClose`. */
  end: { readonly code: number; readonly reason: string; readonly groups: readonly string[] } | undefined
  #aborter: AbortController | undefined

  /** @param control how the author's side of it speaks up */
  constructor(
    name: string,
    link: Link,
    handshake: Handshake,
    control: (connection: Connection<Link>) => ClientControl,
  ) {
    this.name = name
    this.link = link
    this.handshake = handshake
    this.client = new MockClient(name, handshake, control(this))
  }

  /** The groups it is a member of, in the order it joined. */
  get groups(): ReadonlySet<string> {
    return this.#groups ?? NO_GROUPS
  }

  joined(group: string): void {
    this.#groups = (this.#groups ?? new Set()).add(group)
  }

  left(group: string): void {
    this.#groups?.delete(group)
  }

  /** Keeps something until the rule that is running is done. */
  wait(waiting: Waiting): void {
    if (this.#waiting === undefined) this.#waiting = [waiting]
    else this.#waiting.push(waiting)
  }

  /** Takes out what has waited longest. */
  nextWaiting(): Waiting | undefined {
    return this.#waiting?.shift()
  }

  /** Aborted when the connection ends; made only if a handler asks. */
  get signal(): AbortSignal {
    this.#aborter ??= new AbortController()
    if (this.end !== undefined) this.#aborter.abort()
    return this.#aborter.signal
  }

  /** Tells the handlers that are still running. */
  abort(): void {
    this.#aborter?.abort()
  }
}
