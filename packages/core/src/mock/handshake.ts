// The handshake as a rule sees it: where the client wants to go and what it brought along (RFC 6455 section 4.1).

/** What a client sent to open its connection. Originals: redaction touches only what is recorded. */
export interface Handshake {
  /** Absolute URL, query included. */
  readonly url: string
  /** The `:param`s of the mock's URL. */
  readonly params: Readonly<Record<string, string>>
  /** The query's parameters; of a repeated one, the first. */
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: Readonly<Record<string, string>>
  /** Subprotocols offered, in order of preference. */
  readonly protocols: readonly string[]
}

/** What a transport knows of a handshake. */
export interface Dialled {
  /** Absolute `ws:` or `wss:` URL without fragment. */
  readonly url: string
  /** Subprotocols offered, in order of preference. */
  readonly protocols: readonly string[]
  /** Header names in lower case; a browser-like client has none but `origin` and `cookie`. */
  readonly headers: Readonly<Record<string, string>>
  /** It is no handshake: a client of Engine.IO asks for HTTP polling instead, which it does unless it is told otherwise. */
  readonly polls?: boolean | undefined
  /** A client of Parley's own dials, on the network. */
  readonly isOwn?: boolean | undefined
}

/** Whether a URL is one that a client of Engine.IO polls. */
export function isPolled(url: string): boolean {
  // Asked of every request of a process: most are told apart without looking closer.
  return url.includes('transport=polling') && /[?&]EIO=\d/.test(url)
}

/** A handshake whose query and cookies are parsed when somebody looks, which is seldom. */
export class ParsedHandshake implements Handshake {
  readonly url: string
  readonly params: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly protocols: readonly string[]
  #query: Readonly<Record<string, string>> | undefined
  #cookies: Readonly<Record<string, string>> | undefined

  constructor(dialled: Dialled, params: Readonly<Record<string, string>>) {
    this.url = dialled.url
    this.params = params
    this.headers = dialled.headers
    this.protocols = dialled.protocols
  }

  get query(): Readonly<Record<string, string>> {
    this.#query ??= firstOfEach(new URL(this.url).searchParams)
    return this.#query
  }

  get cookies(): Readonly<Record<string, string>> {
    this.#cookies ??= firstOfEach(cookiePairs(this.headers['cookie'] ?? ''))
    return this.#cookies
  }
}

function firstOfEach(pairs: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of pairs) record[name] ??= value
  return record
}

/** RFC 6265 section 5.4, read backwards; quotes stay, as they are part of the value. */
function* cookiePairs(header: string): Generator<readonly [string, string]> {
  for (const part of header.split(';')) {
    const equals = part.indexOf('=')
    if (equals > 0) yield [part.slice(0, equals).trim(), part.slice(equals + 1).trim()]
  }
}
