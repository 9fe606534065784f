// An HTTP answer on a connection that wanted to become a WebSocket and does not (RFC 6455 section 4.2.2, item 4).
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Why a handshake is refused. */
export interface Refusal {
  /** HTTP, 400-599. */
  readonly status: number
  /** The body: a sentence for the person who reads the client's log. Empty: the status' own name. */
  readonly reason: string
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** For `error` events: what goes wrong with a connection is of no interest beyond its end, which `close` tells. */
export function ignoreError(): void {}

/** Sends the answer and ends the connection. */
export function refuse(stream: Duplex, { status, reason, headers = {} }: Refusal): void {
  stream.on('error', ignoreError)
  const name = STATUS_CODES[status] ?? 'Refused'
  const body = `${reason === '' ? name : reason}\n`
  const lines = Object.entries({
    Connection: 'close',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(new TextEncoder().encode(body).byteLength),
    ...headers,
  }).map(([header, value]) => `${header}: ${value}\r\n`)
  stream.once('finish', () => stream.destroy())
  stream.end(`HTTP/1.1 ${status} ${name}\r\n${lines.join('')}\r\n${body}`)
}
