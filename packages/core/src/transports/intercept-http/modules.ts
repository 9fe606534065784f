// The parts of Node's modules that the interception of upgrades uses, and where they come from. Core's main entry runs in
// browsers too, so it names no module of Node's in an import and sees none of Node's types.

/** What an app gives to `http.request`; the keys that say where a request goes and what it brings along. */
export interface RequestOptions {
  readonly protocol?: string | null | undefined
  readonly hostname?: string | null | undefined
  readonly host?: string | null | undefined
  readonly port?: number | string | null | undefined
  readonly defaultPort?: number | string | undefined
  readonly path?: string | null | undefined
  readonly auth?: string | null | undefined
  readonly headers?: RequestHeaders | undefined
  readonly setHost?: boolean | undefined
  readonly socketPath?: string | undefined
  readonly timeout?: number | undefined
  readonly agent?: Agent | boolean | null | undefined
  readonly createConnection?: unknown
  readonly [OWN_CLIENT]?: boolean | undefined
}

/**
 * The option by which a request says that a client of Parley makes it: what no mock answers is meant for a real server.
 * From the global registry: a project may hold two copies of this package.
 */
export const OWN_CLIENT: unique symbol = Symbol.for('@parley-ws/core/own-client')

/** By name, or as one list: names and values in turn, or pairs of them. */
export type RequestHeaders =
  | Readonly<Record<string, unknown>>
  | readonly string[]
  | readonly (readonly [string, unknown])[]

/** `http.Agent`, or anything that stands in for one. */
export interface Agent {
  readonly protocol?: string | undefined
  readonly defaultPort?: number | undefined
  readonly keepAlive?: boolean | undefined
  readonly maxSockets?: number | undefined
  addRequest(request: ClientRequest, options: unknown): void
}

/** `http.ClientRequest`. */
export interface ClientRequest {
  readonly protocol: string
  agent: Agent | undefined
  getHeader(name: string): unknown
  getHeaders(): Readonly<Record<string, unknown>>
  onSocket(socket: object): void
}

export type RequestFunction = (...args: unknown[]) => ClientRequest

/** `node:http`. */
export interface Http {
  request: RequestFunction
  get: RequestFunction
  ClientRequest: new (...args: unknown[]) => ClientRequest
  readonly Agent: { readonly prototype: Agent }
  readonly globalAgent: Agent
}

/** `node:https`. */
type Https = Omit<Http, 'Agent' | 'ClientRequest'>

export interface NodeModules {
  readonly http: Http
  readonly https: Https
  /** As Node itself reads a URL that a request is made with. */
  readonly urlToHttpOptions: (url: URL) => RequestOptions
  /** Brings what a module exports to those who have imported it by name. */
  readonly syncBuiltinESMExports: () => void
  /** A function that calls back in the async context of this call. */
  readonly snapshot: () => (callback: () => void) => void
}

/** Node's modules, or undefined where there are none. */
export function nodeModules(): NodeModules | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const load = process?.getBuiltinModule
  if (load === undefined) return undefined
  const { urlToHttpOptions } = load('node:url') as Pick<NodeModules, 'urlToHttpOptions'>
  const { syncBuiltinESMExports } = load('node:module') as Pick<NodeModules, 'syncBuiltinESMExports'>
  const { AsyncLocalStorage } = load('node:async_hooks') as {
    AsyncLocalStorage: Pick<NodeModules, 'snapshot'>
  }
  return {
    http: load('node:http') as Http,
    https: load('node:https') as Https,
    urlToHttpOptions,
    syncBuiltinESMExports,
    snapshot: () => AsyncLocalStorage.snapshot(),
  }
}
