// The part of a HAR file that is about WebSockets, as Chromium, Firefox and Playwright write it. The format is
// http://www.softwareishard.com/blog/har-12-spec/; frames are an extension of Chromium's that the others took over.

/** A frame. */
export interface HarMessage {
  /** `send` is the client's, `receive` the server's; Chromium has `error` besides, whose data is what went wrong. */
  readonly type: string
  /** When, since 1970 or since the connection began: in seconds (Chromium), ms (Playwright); -1 where it was not kept. */
  readonly time: number
  /** RFC 6455 section 5.2: 1 text, 2 binary, 8 close, 9 ping, 10 pong. */
  readonly opcode: number
  /** Text, or the base64 of bytes. */
  readonly data: string
  /** Of a close frame; not every writer has it. */
  readonly code?: number
}

export interface HarHeader {
  readonly name: string
  readonly value: string
}

/** One request; here the handshake of a connection, and what was said on it. */
export interface HarEntry {
  readonly startedDateTime: string
  /** In ms. */
  readonly time: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly httpVersion: string
    readonly headers: readonly HarHeader[]
    readonly queryString: readonly HarHeader[]
    readonly cookies: readonly HarHeader[]
    readonly headersSize: number
    readonly bodySize: number
  }
  readonly response: {
    readonly status: number
    readonly statusText: string
    readonly httpVersion: string
    readonly headers: readonly HarHeader[]
    readonly cookies: readonly HarHeader[]
    readonly content: { readonly size: number; readonly mimeType: string }
    readonly redirectURL: string
    readonly headersSize: number
    readonly bodySize: number
  }
  readonly cache: object
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number }
  readonly _resourceType: 'websocket'
  readonly _webSocketMessages: readonly HarMessage[]
}

export interface Har {
  readonly log: {
    readonly version: string
    readonly creator: { readonly name: string; readonly version: string }
    readonly entries: readonly HarEntry[]
  }
}
