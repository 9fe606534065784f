// The opening handshake as it comes from the wire (RFC 6455 section 4.2.1): where the client wants to go, and whether
// what it sent is a handshake at all. Decides nothing that a rule could decide.
import type { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Dialled } from '../port.ts'
import type { Refusal } from './http-answer.ts'

/** A request to upgrade, as Node's http server hands it over. */
export interface Upgrade {
  readonly request: IncomingMessage
  readonly stream: Duplex
  /** What came behind the request already. */
  readonly head: Buffer
}

const KEY = /^[+/\dA-Za-z]{22}==$/
/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/

/** Whether a request asks for the WebSocket protocol. */
export function asksForWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket'
}

/** The absolute URL that a request asks for, without a fragment, or undefined where it is none. */
export function requestUrl({ headers, url = '/', socket }: IncomingMessage): string | undefined {
  const scheme = 'encrypted' in socket ? 'wss' : 'ws'
  const host = headers.host ?? `${socket.localAddress ?? 'localhost'}:${socket.localPort ?? 0}`
  // Only an origin-form target (RFC 9112 section 3.2.1) names a path of this server.
  const address = URL.parse(url.startsWith('/') ? `${scheme}://${host}${url}` : '')
  if (address === null) return undefined
  address.hash = ''
  return address.href
}

/** What the client sent to open its connection; or why it is no handshake. */
export function readHandshake(request: IncomingMessage, url: string): Dialled | Refusal {
  const { headers, method, httpVersionMajor, httpVersionMinor } = request
  if (method !== 'GET') {
    const reason = `A WebSocket is opened with GET, not with ${method}.`
    return { status: 405, reason, headers: { Allow: 'GET' } }
  }
  if (httpVersionMajor === 1 && httpVersionMinor === 0) {
    return { status: 400, reason: 'A WebSocket is opened with HTTP/1.1 or later, not with HTTP/1.0.' }
  }
  const version = headers['sec-websocket-version']
  if (version !== '13') {
    return {
      status: 426,
      reason: `Sec-WebSocket-Version is ${version ?? 'missing'}; this server speaks version 13 (RFC 6455).`,
      headers: { 'Sec-WebSocket-Version': '13' },
    }
  }
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) {
    return { status: 400, reason: 'Sec-WebSocket-Key has to be 16 bytes in base64.' }
  }
  const protocols = readProtocols(headers['sec-websocket-protocol'])
  if (protocols === undefined) {
    return {
      status: 400,
      reason: 'Sec-WebSocket-Protocol has to be a list of different names, separated by commas.',
    }
  }
  return { url, protocols, headers: flatHeaders(headers) }
}

function readProtocols(header: string | undefined): readonly string[] | undefined {
  if (header === undefined) return []
  const protocols = header.split(',').map((protocol) => protocol.trim())
  const isValid = protocols.every((protocol) => TOKEN.test(protocol))
  return isValid && new Set(protocols).size === protocols.length ? protocols : undefined
}

/** Headers as texts. Node joins repeated ones itself; only set-cookie, which no client sends, stays a list. */
export function flatHeaders(headers: IncomingMessage['headers']): Readonly<Record<string, string>> {
  const record: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') record[name] = value
  return record
}
