// Reads the arguments of `http.request`: whether they ask for a WebSocket, and where and with what. Owns no decision on
// who answers, and changes nothing.
import { isPolled } from '../../mock/handshake.ts'
import type { Dialled } from '../port.ts'
import { OWN_CLIENT, type RequestHeaders, type RequestOptions } from './modules.ts'
import { requestAddress } from './request-address.ts'

/**
 * Whether a request asks for an upgrade. Every request of the process comes by here, so it looks at two properties and
 * no further; a header that is set later, by `setHeader`, is not seen.
 */
export function asksForUpgrade(first: unknown, second: unknown): boolean {
  // The options come behind a URL, or stand alone; neither a URL nor a callback has headers.
  const headers: unknown =
    (second as RequestOptions | undefined)?.headers ?? (first as RequestOptions | undefined)?.headers
  if (headers === undefined || headers === null) return false
  const { Upgrade, upgrade } = headers as Readonly<Record<string, unknown>>
  return Upgrade !== undefined || upgrade !== undefined || Array.isArray(headers)
}

/** Whether a request polls as a client of Engine.IO does; with a look at one text. */
export function asksForPolling(first: unknown): boolean {
  const target =
    typeof first === 'string'
      ? first
      : ((first as RequestOptions | undefined)?.path ?? (first as URL | undefined)?.search)
  return typeof target === 'string' && isPolled(target)
}

/**
 * The options of a request as Node puts them together.
 *
 * @throws TypeError for a URL that is none, as Node does
 */
export function mergedOptions(
  first: unknown,
  second: unknown,
  urlToHttpOptions: (url: URL) => RequestOptions,
): RequestOptions {
  const isText = typeof first === 'string'
  if (!isText && !isUrl(first)) return first as RequestOptions
  const own = typeof second === 'object' && second !== null ? (second as RequestOptions) : {}
  return { ...urlToHttpOptions(isText ? new URL(first) : first), ...own }
}

/** What a request dials, or polls; undefined where it is no WebSocket's, or goes to a Unix socket. */
export function dialledBy(options: RequestOptions, isSecure: boolean): Dialled | undefined {
  if (options.socketPath !== undefined && options.socketPath !== '') return undefined
  const isUpgrade = askedFor(options.headers).toLowerCase() === 'websocket'
  if (!isUpgrade && !isPolled(options.path ?? '')) return undefined
  const defaultPort = options.defaultPort ?? (isSecure ? 443 : 80)
  const hostname = options.hostname || options.host || 'localhost'
  const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname
  const port = options.port || defaultPort
  const authority = String(port) === String(defaultPort) ? host : `${host}:${port}`
  const url = requestAddress(isSecure, host, port, options.path || '/')
  return url === undefined ? undefined : new DialledRequest(url, !isUpgrade, options, authority)
}

/** Most requests are for no mock, which their URL tells: the headers are read when somebody looks. */
class DialledRequest implements Dialled {
  readonly url: string
  readonly polls: boolean
  readonly #options: RequestOptions
  readonly #authority: string
  #headers: Readonly<Record<string, string>> | undefined

  constructor(url: string, polls: boolean, options: RequestOptions, authority: string) {
    this.url = url
    this.polls = polls
    this.#options = options
    this.#authority = authority
  }

  get isOwn(): boolean {
    return this.#options[OWN_CLIENT] === true
  }

  get headers(): Readonly<Record<string, string>> {
    return (this.#headers ??= headersSent(this.#options, this.#authority))
  }

  get protocols(): readonly string[] {
    return offeredIn(this.headers['sec-websocket-protocol'])
  }
}

function askedFor(headers: RequestHeaders | undefined): string {
  if (headers === undefined) return ''
  const { upgrade, Upgrade } = isList(headers) ? readHeaders(headers) : headers
  return String(upgrade ?? Upgrade)
}

function headersSent({ headers, setHost, auth }: RequestOptions, authority: string): Record<string, string> {
  const sent = readHeaders(headers)
  // As Node sets them where the app did not.
  if (sent['host'] === undefined && setHost !== false) sent['host'] = authority
  if (auth && sent['authorization'] === undefined) sent['authorization'] = basic(auth)
  return sent
}

function isUrl(value: unknown): value is URL {
  const { href, protocol, auth, path } = value as Partial<URL> & RequestOptions
  return Boolean(href) && Boolean(protocol) && auth === undefined && path === undefined
}

function readHeaders(given: RequestHeaders | undefined): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of pairsOf(given ?? {})) {
    const key = name.toLowerCase()
    const separator = key === 'cookie' ? '; ' : ', '
    const text = Array.isArray(value) ? value.join(separator) : String(value)
    const before = headers[key]
    headers[key] = before === undefined ? text : `${before}${separator}${text}`
  }
  return headers
}

function pairsOf(headers: RequestHeaders): readonly (readonly [string, unknown])[] {
  if (!isList(headers)) return Object.entries(headers)
  const [first] = headers
  if (typeof first !== 'string') return headers as readonly (readonly [string, unknown])[]
  const names = headers as readonly string[]
  return Array.from({ length: names.length / 2 }, (_, index) => [
    names[2 * index] ?? '',
    names[2 * index + 1],
  ])
}

function isList(
  headers: RequestHeaders,
): headers is Exclude<RequestHeaders, Readonly<Record<string, unknown>>> {
  return Array.isArray(headers)
}

function offeredIn(header: string | undefined): readonly string[] {
  return header === undefined ? [] : header.split(',').map((protocol) => protocol.trim())
}

function basic(credentials: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(credentials)))}`
}
