// What a world of the conformance suite is: a way to set up a mock, and a client of it. A world says what its client
// cannot do, and why; types only, but for the refusal.
import type { RuleSource, MockOptions } from '../../src/mock/definition.ts'
import type { ScopedWsMock } from '../../src/run/mock-ws.ts'

/** What came to a client. */
export type Heard =
  | string
  | Uint8Array
  | { readonly ping: string }
  | { readonly pong: string }
  /** The last of them. */
  | { readonly closed: number; readonly reason: string }

/** What not every client can do. */
export type Ability =
  /** `ping`, and hears pings and pongs. */
  | 'heartbeat'
  | 'cut'
  | 'sendFragments'
  | 'pause'
  /** Knows the status that a handshake was refused with. */
  | 'status'
  /** Brings headers of its own, of which the mock is told. */
  | 'headers'
  /** Closes with any code that an endpoint may send. */
  | 'anyCode'

/** One client, from the moment it dials. What it lacks throws. */
export interface Client {
  /** Resolves when the handshake is completed. @throws Refused */
  readonly opened: Promise<void>
  /** The subprotocol that was chosen, or `''`. */
  readonly protocol: string
  /** Everything that has come so far, in order. */
  readonly heard: readonly Heard[]
  /** What comes next, of what was not taken yet. */
  next(): Promise<Heard>
  /** The next so many. */
  take(count: number): Promise<readonly Heard[]>
  send(payload: string | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  ping(payload: string): void
  /** Ends the connection without a close frame. */
  cut(): void
  /** Sends one message in so many frames. @param between called behind each of them but the last */
  sendFragments(fragments: readonly string[], between?: () => void): void
  /** Stops reading. */
  pause(): void
  resume(): void
}

/** How a client dials. */
export interface Dialling {
  readonly protocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  /** Begins with `?`. */
  readonly query?: string
}

/** A mock, and a way to its clients. Ends both. */
export interface Stage extends AsyncDisposable {
  readonly mock: ScopedWsMock
  /** Begins to dial. */
  dial(dialling?: Dialling): Client
  /** Dials, and resolves when the handshake is completed. */
  join(dialling?: Dialling): Promise<Client>
}

export interface World {
  readonly name: string
  /** What its clients cannot do, and why. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>
  open(rules?: RuleSource, options?: MockOptions): Promise<Stage>
}

/** The handshake failed. */
export class Refused extends Error {
  override readonly name = 'Refused'
  /** Undefined where the client cannot know it. */
  readonly status: number | undefined
  constructor(status?: number) {
    super(status === undefined ? 'the handshake failed' : `the handshake was refused with ${status}`)
    this.status = status
  }
}
