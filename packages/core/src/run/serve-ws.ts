// `serveWsMock`: a mock on a port of its own, for clients in other processes, from this call to the end of its scope.
// Owns the HTTP server and its end; taking the upgrades is transports/socket's.
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { checkKind, checkOptionNames, mistake } from '../errors.ts'
import type { AnyContract } from '../contract/contract.ts'
import type { ContractRuleSource } from '../mock/contract-rule.ts'
import {
  definitionOf,
  isMockCollection,
  type MockSource,
  type SourceArguments,
  sourceOf,
} from '../mock/source.ts'
import { isPolled } from '../mock/handshake.ts'
import type { MockUrl } from '../mock/url-pattern.ts'
import { attachmentOf, type HttpAttachment } from '../transports/socket/http-attachment.ts'
import type { HttpServer } from '../transports/socket/http-server.ts'
import { handshakeTimeoutOf, LIMIT_NAMES, limitsOf, type SocketLimits } from '../transports/socket/limits.ts'
import { SocketNetwork } from '../transports/socket/network.ts'
import { originCheck, type OriginOptions } from '../transports/socket/origins.ts'
import { refusalBy } from '../transports/socket/polling-answer.ts'
import { flatHeaders, requestUrl } from '../transports/socket/upgrade.ts'
import { throwAll } from './mock-ws.ts'
import { ContractMock, type ContractWsMock } from './contract-ws-mock.ts'
import { addressOf, checkPort, httpServer, listen, originOf } from './port-server.ts'
import { checkServable, endAll, type MountedMock, mountMock, pathOfContract } from './mounted-mock.ts'
import type { WsMock } from './ws-mock.ts'

export interface ServeWsOptions extends SocketLimits, OriginOptions {
  /** Default: one that is free; `url` and `port` of what is returned tell which. */
  readonly port?: number | undefined
  /** The interface to listen on. Default `127.0.0.1`: nobody outside this machine can connect. */
  readonly host?: string | undefined
  /**
   * `/chat`, `/rooms/:room`, `/feeds/*`, a RegExp or URLPattern for the whole URL. Default: the path of the mock's contract;
   * without one, every path no other mock has.
   */
  readonly path?: MockUrl | undefined
  /**
   * Answers ordinary HTTP requests, before the mock says how to connect; `next` has it say so. Upgrades do not come here.
   */
  readonly onRequest?:
    | ((request: IncomingMessage, response: ServerResponse, next: () => void) => void)
    | undefined
  /** Key and certificate, in PEM; with them the server speaks `wss:`. */
  readonly tls?: SecureContextOptions | undefined
  /** Whether messages are compressed for clients that offer it (RFC 7692). Default false. */
  readonly perMessageDeflate?: boolean | undefined
  /**
   * How long the head of a request may take to arrive from when its client connected, in ms; with TLS, its handshake too. Then
   * the client is told the HTTP status 408 and its connection ends, at most a second late. Default 10,000.
   */
  readonly handshakeTimeoutMs?: number | undefined
}

/** One of the mocks on a port. */
export interface MountedWsMock extends WsMock {
  /** Where its clients connect. Without the path, if that has a `:param` or `*`. */
  readonly url: string
  /** Takes away the rules that `use` added. */
  forgetAddedRules(): void
}

/** A mock on a port. Ends with its scope: `await using chat = await serveWsMock(…)`. */
export interface ServedWsMock extends WsMock, AsyncDisposable {
  /** Where clients connect: `ws://127.0.0.1:41234/chat`. Without the path, if that has a `:param` or `*`. */
  readonly url: string
  readonly port: number
  /**
   * Serves another mock on this port; it ends with the port.
   *
   * @throws MistakeError when the path has a mock already
   */
  mount(path: MockUrl, mock: MockSource): WsMock & { readonly url: string }
  /**
   * The mock on a path, as it was written: of several from a file, or one that was mounted.
   *
   * @throws MistakeError for a path without a mock
   */
  at(path: MockUrl): WsMock & { readonly url: string }
  /** Every mock on this port with its path as it was written, in the order they were put there. Undefined: every path that no other has. */
  mocks(): readonly { readonly path: string | undefined; readonly mock: MountedWsMock }[]
  /**
   * Puts other mocks in the place of those that it was made with and that were mounted: on a path that stays, those who are
   * connected stay, with groups, states and streams that run, and the next message meets the new rules. On a path that
   * is gone, connections are closed with 1001. What is hidden in transcripts remains as it was.
   *
   * @throws MistakeError, and changes nothing, for what is no mock, or where a path had a contract and now has none
   */
  reload(source: MockSource): Promise<void>
  /**
   * Closes what is open with 1001, frees the port, and resolves when no socket is left. Called by `await using`; again,
   * it does nothing.
   *
   * @throws what a handler threw meanwhile, or a message that no rule matched where that is an error
   */
  [Symbol.asyncDispose](): Promise<void>
}

/** The same of a mock with a contract. */
export interface ServedContractWsMock<K extends AnyContract>
  extends ContractWsMock<K>, Omit<ServedWsMock, keyof WsMock> {}

const NAMES: readonly string[] = [
  'port',
  'host',
  'path',
  'onRequest',
  'tls',
  'perMessageDeflate',
  'handshakeTimeoutMs',
  'origins',
  ...LIMIT_NAMES,
]

/**
 * Serves the mock of a contract on a real port: it does what the contract promises, checks every message of either side,
 * and its handle speaks the contract's words.
 *
 * @param rules come before what the contract implies: `({ on }) => [on('say')…]`
 */
export function serveWsMock<K extends AnyContract>(
  contract: K,
  rules?: ContractRuleSource<K>,
  options?: ServeWsOptions,
): Promise<ServedContractWsMock<K>>
/**
 * Serves a mock on a real port: clients in any process, of any kind, speak to it over TCP.
 *
 * @param source rules, a function that makes them, `mock(rules, options)`, or several by path, as from `fromFile`: then
 * each is served on its own path, unless `path` chooses one
 * @returns the mock, listening; of several the first, see `at(path)`
 * @throws MistakeError for an option that is none, a port that is taken, or rules that are not finished
 */
export function serveWsMock(source?: MockSource, options?: ServeWsOptions): Promise<ServedWsMock>
export async function serveWsMock(
  ...given: SourceArguments<ServeWsOptions>
): Promise<ServedWsMock | ServedContractWsMock<AnyContract>> {
  const { source, options = {}, contract } = sourceOf(given)
  const attempted = 'serveWsMock()'
  checkOptionNames(attempted, options, NAMES)
  const { host = '127.0.0.1', port = 0, path, onRequest, tls, perMessageDeflate = false } = options
  checkPort(attempted, port)
  checkKind(attempted, 'onRequest', onRequest, 'function', 'Give a function: (request, response, next) => …')
  checkKind(attempted, 'perMessageDeflate', perMessageDeflate, 'boolean', 'Give true or false')
  const limits = limitsOf(attempted, options)
  const network = new SocketNetwork(limits, perMessageDeflate, originCheck(attempted, options))
  const patienceMs = handshakeTimeoutOf(attempted, options.handshakeTimeoutMs)
  const server = httpServer(attempted, tls, patienceMs, (request, response) => {
    if (refusesPolling(attachment, request, response)) return
    const next = (): void => {
      const { status, reason, headers } = noUpgrade(request.method, attachment, request.url)
      const head = { 'Content-Type': 'text/plain; charset=utf-8', ...headers }
      response.writeHead(status, head).end(`${reason}\n`)
    }
    if (onRequest === undefined) next()
    else onRequest(request, response, next)
  })
  const attachment = attachmentOf(server)
  const mounted: MountedMock[] = []
  /** What those met that a reload took away. */
  const gone: Promise<readonly unknown[]>[] = []
  const mount = (call: string, at: MockUrl | undefined, what: MockSource): MountedMock => {
    const made = mountMock(call, attachment, network, limits, at, definitionOf(call, what, at))
    mounted.push(made)
    return made
  }
  const [first, ...others] = placesOf(source, path)
  const main = mount(attempted, first.path, first.source)
  for (const each of others) mount(attempted, each.path, each.source)
  const sockets = trackSockets(server)
  const preparing = Promise.all(mounted.map(({ live }) => live.contract?.prepare()))
  await listen(attempted, server, host, port)
  await preparing

  const origin = originOf(server, host, tls !== undefined)
  let ending: Promise<void> | undefined
  const end = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    const errors = await Promise.all([endAll(mounted), ...gone])
    await network.destroy()
    await Promise.all([closed, ...Array.from(sockets, endOf)])
    throwAll(errors.flat())
  }
  const reload = async (next: MockSource): Promise<void> => {
    const call = 'reload()'
    const wanted = placesOf(next, path).map((place) => ({
      at: place.path,
      definition: definitionOf(call, place.source, place.path),
    }))
    await Promise.all(wanted.map(({ definition }) => definition.contract?.prepare()))
    if (ending !== undefined) throw mistake(call, 'the server has ended', 'Reload it before')
    const placed = wanted.map((place) => {
      const text = place.at === undefined ? undefined : String(place.at)
      return { ...place, before: mounted.find((each) => each.path === text) }
    })
    // Whatever can be refused comes first: then nothing has changed.
    for (const { before, definition } of placed) {
      checkServable(call, definition)
      before?.live.checkRedefinition(definition)
    }
    for (const { at, definition, before } of placed) {
      if (before === undefined) mount(call, at, definition)
      else before.live.redefine(definition)
    }
    const kept = new Set(placed.flatMap(({ before }) => before ?? []))
    for (const each of mountedBefore(mounted, placed.length - kept.size)) {
      if (kept.has(each)) continue
      mounted.splice(mounted.indexOf(each), 1)
      gone.push(endAll([each], 'the mock is gone'))
    }
  }
  const handle = contract === undefined ? main.live : new ContractMock(contract, () => main.live)
  return Object.assign(handle, {
    reload,
    mocks: () =>
      mounted.map(({ path: at, live, literalPath }) => ({
        path: at,
        mock: Object.assign(live, { url: `${origin}${literalPath}` }),
      })),
    url: `${origin}${main.literalPath}`,
    port: addressOf(server).port,
    at: (at: MockUrl) => {
      const found = mounted.find((each) => each.path === String(at))
      if (found !== undefined) return Object.assign(found.live, { url: `${origin}${found.literalPath}` })
      const paths = mounted.flatMap((each) => each.path ?? [])
      throw mistake(`at(${String(at)})`, 'no mock was put there', `Use one of ${paths.join(', ')}`)
    },
    mount: (at: MockUrl, what: MockSource) => {
      const call = `mount(${String(at)})`
      if (ending !== undefined)
        throw mistake(call, 'the server has ended', 'Mount it in the scope of the server')
      const { live, literalPath } = mount(call, at, what)
      return Object.assign(live, { url: `${origin}${literalPath}` })
    },
    [Symbol.asyncDispose]: (): Promise<void> => (ending ??= end()),
  })
}

interface Place {
  readonly path: MockUrl | undefined
  readonly source: MockSource
}

/** Which mocks a source holds, and where each is served. */
function placesOf(source: MockSource, path: MockUrl | undefined): readonly [Place, ...Place[]] {
  const several =
    path === undefined && isMockCollection(source) ? (source.together?.() ?? source.endpoints) : []
  const [first, ...others] = several.map((each): Place => ({ path: each.path, source: each.mock }))
  return [first ?? { path: path ?? pathOfContract(source), source }, ...others]
}

/** Those that were there before the last so many. */
function mountedBefore(mounted: readonly MountedMock[], added: number): readonly MountedMock[] {
  return mounted.slice(0, mounted.length - added)
}

/** A client of Engine.IO that polls is the mock's to refuse, so that its transcript tells. Returns whether it was one. */
function refusesPolling(
  { board }: HttpAttachment,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const url = isPolled(request.url ?? '') ? requestUrl(request) : undefined
  const found = url === undefined ? undefined : board.find(url)
  if (url === undefined || found === undefined) return false
  const dialled = { url, protocols: [], headers: flatHeaders(request.headers), polls: true }
  found.mounted.connect(dialled, found.params, refusalBy(response))
  return true
}

/** What an ordinary request is told. */
function noUpgrade(
  method: string | undefined,
  { board }: HttpAttachment,
  target = '/',
): { readonly status: number; readonly reason: string; readonly headers?: Record<string, string> } {
  const url = URL.parse(target, 'ws://localhost')?.href
  if (url === undefined || board.find(url) === undefined) {
    const paths = board.paths.join(', ')
    return { status: 404, reason: `No mock answers ${target.split('?')[0]}. Mocked are: ${paths}.` }
  }
  if (method !== 'GET') {
    const reason = `A WebSocket is opened with GET, not with ${method}.`
    return { status: 405, reason, headers: { Allow: 'GET' } }
  }
  const reason = 'This is the address of a WebSocket: connect with a WebSocket client.'
  return { status: 426, reason, headers: { Upgrade: 'websocket', Connection: 'close, Upgrade' } }
}

// Connections that never became a WebSocket, or have not sent a whole request, are the port's to end.
function trackSockets(server: HttpServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  // One for all, as there may be thousands.
  function forget(this: Socket): void {
    sockets.delete(this)
  }
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', forget)
  })
  return sockets
}

function endOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.destroy()
  })
}
