// The port through which `drive` has a scenario's server act, and learns what it knows. One adapter for each kind of
// server; types only.
import type { ServerStep } from '../../scenario/step.ts'
import type { Transcript } from '../../transcript/entry.ts'
import type { Objection } from './client-port.ts'

/**
 * What the silence of a run rests on. `exact`: everything that the server emitted had arrived, and nothing was left to
 * be done. `bounded`: nothing came as long as was waited; a server that takes longer is not found out.
 */
export type Evidence = 'exact' | 'bounded'

/** What has passed over a client's newest connection, which is open: messages and pings of the client, and messages to it. */
export interface Traffic {
  readonly sent: number
  readonly received: number
}

export type TrafficOf = (client: string) => Traffic | undefined

/** A server for one run. What it does not know is left out. */
export interface ServerSession {
  /**
   * Does what the server does in the scenario; awaited.
   *
   * @param value the message before it was encoded, with its name, where a contract encoded it
   * @throws MistakeError for what can only be known now
   */
  perform(step: ServerStep, value?: unknown): unknown
  /**
   * Resolves when what was done so far has arrived at both ends. Default: a ping/pong of each client that can.
   *
   * @param trafficOf what the clients know, now; undefined for one that has no open connection
   * @param isAnswered whether something was expected of all that was done, and has come
   */
  settled?(trafficOf: TrafficOf, isAnswered: boolean): Promise<unknown>
  /** Resolves when nothing is to come from what was done so far. Default: two rounds of ping/pong, `bounded`. */
  quiet?(trafficOf: TrafficOf): Promise<Evidence>
  /** Whether it will do something later, by a timer or a handler at work. Default: not known, hence no. */
  isPending?(): boolean
  /** Resolves when the ends of connections that clients have seen have come here; awaited before one connects again. */
  left?(): Promise<unknown>
  /**
   * Told right before a client dials; call what it returns when the handshake has been answered, or given up. With
   * this, handshakes are made one after the other.
   */
  expectClient?(client: string): (isOpen: boolean) => void
  /** Everything that happened since the session began, as the server saw it. Default: as the clients saw it. */
  transcript?(): Transcript
  /** Called when the run is over. */
  end?(): void
}

/** Who performs what the server does in a scenario. */
export interface DrivenServer {
  /** Begins a run. @param onError told of what goes wrong on the server's side: it fails the scenario */
  begin(onError: (error: unknown) => void): ServerSession
  /** Asked of each step before anything is connected. Default: none. */
  objectionTo?(step: ServerStep): Objection | undefined
}
