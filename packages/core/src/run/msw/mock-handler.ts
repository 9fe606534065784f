// A handler of MSW whose connections are a mock's: which URLs it takes, and when MSW tells it that a test or the
// interception is over. Who answers is not its business.
import { WebSocketHandler } from 'msw/ws'
import type { UrlMatcher } from '../../mock/url-pattern.ts'
import type { MswClient } from '../../transports/msw.ts'

type Connection = Parameters<WebSocketHandler['run']>[0]

/** One connection, with what the app asked for. */
export interface MswDialled {
  readonly client: MswClient
  /** Query included. */
  readonly url: string
  readonly protocols: readonly string[]
  /** The `:param`s of the mock's URL. */
  readonly params: Readonly<Record<string, string>>
}

export interface MockHandlerOptions {
  readonly url: UrlMatcher
  /** Whether it takes connections at all. */
  readonly isOver: () => boolean
  /** Whether a socket is one that a mock opened itself, to pass on what it hears. */
  readonly isOwn: (socket: WebSocket) => boolean
  /** Resolves when the handshake is answered. */
  readonly connect: (dialled: MswDialled) => Promise<void>
  /** MSW resets its handlers, or lets them go. Resolves when nothing is left. */
  readonly renew: () => Promise<void>
}

/** Stands beside MSW's links: those keep a list of all clients that ever were, and read only their own patterns. */
export class MockHandler extends WebSocketHandler {
  readonly #options: MockHandlerOptions

  constructor(options: MockHandlerOptions) {
    super(options.url.expression ?? /^wss?:/)
    this.#options = options
  }

  override predicate({ url }: Parameters<WebSocketHandler['predicate']>[0]): boolean {
    return !this.#options.isOver() && this.#options.url.match(String(url)) !== undefined
  }

  override async run(
    connection: Connection,
    context?: Parameters<WebSocketHandler['run']>[1],
  ): ReturnType<WebSocketHandler['run']> {
    const resolved = await super.run(connection, context)
    const client = localClient(connection)
    const url = connection.client.url.href
    const params = this.#options.url.match(url)
    if (resolved === null || params === undefined || this.#options.isOwn(client.socket)) return null
    await this.#options.connect({
      client,
      url,
      protocols: [connection.info.protocols ?? []].flat(),
      params,
    })
    return resolved
  }

  /** MSW takes its log away again where nobody listens to its own event. */
  override log(connection: Connection): () => void {
    super.log(connection)
    return () => {}
  }

  override reset(): void {
    void this.#options.renew()
  }

  override dispose(): Promise<void> {
    return this.#options.renew()
  }
}

/** MSW runs a handler in the process, or the page, in which the connection was made: the client has its socket. */
function localClient({ client }: Connection): MswClient {
  return client as typeof client & MswClient
}
