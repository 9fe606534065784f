// What core's main entry sees of the clients that speak the wire protocol: no type of Node's, nothing loaded.
import type { DrivenClients } from './client-port.ts'

/** For `wss:`, as Node's `tls.connect` takes it. */
export interface TlsOptions {
  /** Certificates to trust besides, PEM. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[]
  readonly cert?: string | Uint8Array
  readonly key?: string | Uint8Array
  /** Whether a certificate that cannot be verified is refused. Default true. */
  readonly rejectUnauthorized?: boolean
  readonly servername?: string
}

export interface LoadedOptions {
  /** How long the handshake may take, in ms of real time. */
  readonly timeoutMs: number
  readonly tls?: TlsOptions | undefined
}

export type WsClients = (url: string, options: LoadedOptions) => DrivenClients

/** `wsClients` of Node; undefined where there is no Node. */
export declare function loadWsClients(): Promise<WsClients | undefined>
