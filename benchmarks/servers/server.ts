// What a server on a real port is asked to do. Its clients are in another process (crowd/), so that the CPU time of its
// own process is what it costs.

/** A server that echoes what it gets, and speaks to all at once. */
export interface Server {
  readonly port: number
  /** How many are connected. */
  readonly size: number
  /** Sends `MESSAGE` to all, or puts it on its way. */
  broadcast(): void
  /** Ends it, with the connections that are open. */
  end(): Promise<void>
}

export interface ServerContender {
  listen(): Promise<Server>
}

/** A message of 100 bytes. */
export const MESSAGE: string = 'tick '.padEnd(100, 'x')

/** `MESSAGE` as a server sends it (RFC 6455 section 5.2). */
export const FRAME: Buffer = Buffer.concat([Buffer.from([0x81, MESSAGE.length]), Buffer.from(MESSAGE)])
