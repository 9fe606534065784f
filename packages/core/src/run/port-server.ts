// The HTTP server behind a port of ours, a mock's or a recording's: made, with TLS or without, listening, and how its URLs
// begin. Knows of neither.
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { mistake } from '../errors.ts'
import type { HttpServer } from '../transports/socket/http-server.ts'

/** Node would take a text for the path of a Unix socket. @throws MistakeError for what is no port */
export function checkPort(attempted: string, port: unknown): void {
  if (Number.isInteger(port) && Number(port) >= 0 && Number(port) <= 65_535) return
  const shown = JSON.stringify(port) ?? String(port)
  throw mistake(
    attempted,
    `the port is ${shown}`,
    'Give a port from 0 to 65535, or none for one that is free',
  )
}

/** How long a whole request may take, in ms: Node's own default. */
const REQUEST_MS = 300_000
/** How often at least a server looks for requests that take too long, in ms. */
const CHECK_MS = 1_000

/**
 * Makes the server, not listening yet.
 *
 * @throws MistakeError for a key and a certificate that are none
 */
export function httpServer(
  attempted: string,
  tls: SecureContextOptions | undefined,
  patienceMs: number,
  answer: RequestListener,
): HttpServer {
  const patience = {
    headersTimeout: patienceMs,
    requestTimeout: Math.max(REQUEST_MS, patienceMs),
    connectionsCheckingInterval: Math.min(CHECK_MS, Math.ceil(patienceMs / 4)),
  }
  if (tls === undefined) return createServer(patience, answer)
  if ([tls.cert, tls.pfx].every((each) => each === undefined)) {
    throw mistake(`${attempted} with tls`, 'there is no certificate', 'Give key and cert in PEM, or a pfx')
  }
  try {
    return createTlsServer({ ...tls, ...patience, handshakeTimeout: patienceMs }, answer)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw mistake(`${attempted} with tls`, why, 'Give key and cert in PEM, that belong together', { cause })
  }
}

/** @throws MistakeError for a port that is taken, or an interface that is none */
export async function listen(
  attempted: string,
  server: HttpServer,
  host: string,
  port: number,
): Promise<void> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    const why =
      code === 'EADDRINUSE' ? 'the port is in use' : cause instanceof Error ? cause.message : String(cause)
    const remedy =
      code === 'EADDRINUSE'
        ? 'Leave the port out to get a free one, or end what listens there'
        : 'Give an interface of this machine, and a port that this user may open'
    throw mistake(`${attempted} on ${host}:${port}`, why, remedy, { cause })
  }
}

/** Where a server listens. */
export function addressOf(server: HttpServer): AddressInfo {
  const address = server.address()
  if (address !== null && typeof address === 'object') return address
  throw new TypeError('the server listens on no port')
}

/** What the URLs of a server begin with: `ws://127.0.0.1:41234`. */
export function originOf(server: HttpServer, host: string, isSecure: boolean): string {
  // The wildcard addresses are none that one can connect to.
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `${isSecure ? 'wss' : 'ws'}://${name.includes(':') ? `[${name}]` : name}:${addressOf(server).port}`
}
