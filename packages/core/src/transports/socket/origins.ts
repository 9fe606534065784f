// Whose pages may open a socket. A browser sends the origin of its page with each handshake and lets no script change it;
// other clients send none, or what they like: this keeps out pages, not people.
import { mistake } from '../../errors.ts'
import type { Refusal } from './http-answer.ts'

export interface OriginOptions {
  /**
   * The origins whose pages may connect, such as `https://chat.example` or `http://localhost:5173`; `null` stands for files
   * and sandboxed frames. A page of another origin is refused with the HTTP status 403. Clients that send no origin, which
   * are no browsers, may always connect. Default: pages of any origin.
   */
  readonly origins?: readonly string[] | undefined
}

/** Why a handshake with this header `Origin` is refused; undefined where it is not. */
export type OriginCheck = (origin: string | undefined) => Refusal | undefined

/** @throws MistakeError for what no browser sends as an origin */
export function originCheck(attempted: string, { origins }: OriginOptions): OriginCheck {
  if (origins === undefined) return () => undefined
  if (!Array.isArray(origins)) {
    throw mistake(
      attempted,
      `origins is ${JSON.stringify(origins)}, no list`,
      "Give a list: ['http://localhost:5173']",
    )
  }
  const allowed = new Set(origins.map((origin) => asBrowsersWriteIt(attempted, origin)))
  return (origin) =>
    origin === undefined || allowed.has(origin)
      ? undefined
      : { status: 403, reason: `Pages of ${origin} may not connect: the option origins does not name them.` }
}

function asBrowsersWriteIt(attempted: string, given: string): string {
  if (given === 'null') return given
  const url = /^[a-z][a-z\d+.-]*:\/\/[^\s*/?#@]+$/i.test(given) ? URL.parse(given) : null
  if (url === null) {
    throw mistake(
      attempted,
      `${JSON.stringify(given)} is no origin`,
      'Write scheme, host and port, with nothing behind them: https://chat.example, http://localhost:5173, or null',
    )
  }
  // An extension's origin has a scheme that URL knows no origin of.
  return url.origin === 'null' ? given.toLowerCase() : url.origin
}
