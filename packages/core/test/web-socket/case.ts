// What a case of the differential suite is: what a client does, what its server does, and what both may say of it.

/** The server's end of one connection, the same for a real server and a mock in memory. */
export interface Peer {
  /** Subprotocols the client offered. */
  readonly offered: readonly string[]
  send(data: string | Uint8Array<ArrayBuffer>): void
  ping(): void
  close(code?: number, reason?: string): void
  /** Ends the connection without a close frame. */
  cut(): void
  /** Neither hears nor answers anything from now on; its end is not waited for and not noted. */
  stopReading(): void
  /** The peer of the connection before this one. */
  readonly earlier: Peer | undefined
}

/** What the server does. By default it accepts, chooses the first subprotocol offered, and echoes. */
export interface Script {
  /** How it treats the handshake: `silence` never answers, a number refuses with that status. */
  readonly handshake?: 'silence' | number
  /** The subprotocol it chooses, offered or not; `''` is none. */
  readonly chooses?: string
  readonly opened?: (peer: Peer) => void
  readonly heard?: (data: string | Uint8Array<ArrayBuffer>, peer: Peer) => void
}

/** The other classes of the realm a case is played in. */
export type Globals = Pick<
  typeof globalThis,
  'EventTarget' | 'Event' | 'Blob' | 'File' | 'DOMException' | 'AbortController'
>

/** What a case's client works with. */
export interface Stage {
  readonly WebSocket: typeof WebSocket
  readonly globals: Globals
  /** Of a server that follows the case's script, without a path. */
  readonly url: string
  /** Adds a line to the client's log. */
  note(line: string): void
  /** Notes what a call returns or throws. */
  attempt(what: string, call: () => unknown): void
  /** Notes every event of a socket. */
  watch<Socket extends WebSocket>(socket: Socket): Socket
  /** A watched socket to the server. */
  dial(protocols?: string | readonly string[]): WebSocket
  /** The next event of that type. */
  next<Type extends keyof WebSocketEventMap>(socket: WebSocket, type: Type): Promise<WebSocketEventMap[Type]>
  /** The next so many messages. Some platforms fire several at once: awaiting one after the other would miss some. */
  messages(socket: WebSocket, count: number): Promise<readonly MessageEvent<unknown>[]>
  /** A message to the server and back on a connection of its own: whatever was on its way before has arrived. */
  roundTrip(): Promise<void>
  /** Notes the errors that listeners throw meanwhile. */
  notingUncaught(run: () => Promise<void>): Promise<void>
}

/** What both ends saw, each in its own order. */
export interface Log {
  readonly client: readonly string[]
  readonly server: readonly string[]
}

export interface ClientCase {
  /** One observable behaviour, as a sentence about a WebSocket. */
  readonly name: string
  readonly script?: Script
  readonly play: (stage: Stage) => Promise<void> | void
  /** Where Node's own WebSocket does not follow the standard: why, and the client's logs of each. */
  readonly deviation?: {
    readonly reason: string
    readonly platform: readonly string[]
    readonly standard: readonly string[]
  }
}
