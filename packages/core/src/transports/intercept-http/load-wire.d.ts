// What core's main entry sees of the server's end of intercepted requests: no type of Node's, nothing loaded.
import type { Pump } from '../memory/pump.ts'
import type { RequestedLink } from './requested-link.ts'

export interface WireOptions {
  /** Whether the client shall see a TLS socket. */
  readonly isSecure: boolean
  /** Calls back in the async context that the client's events belong to. */
  readonly run: (callback: () => void) => void
  /** How long nothing may come before the client is told of it; undefined: for ever. */
  readonly timeoutMs: number | undefined
}

/** The client's end of an in-process connection. */
export interface ClientEnd {
  readonly bytesWritten: number
  on(event: 'free', listener: () => void): unknown
  destroy(): unknown
}

export interface Wire {
  /** Makes a connection whose server is a mock. Returns the client's end. */
  connect(link: RequestedLink, options: WireOptions): ClientEnd
  /** Ends what is still connected. */
  destroy(): void
}

export declare function loadWire(pump: Pump): Promise<Wire>
