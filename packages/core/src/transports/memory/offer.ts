// What a client offers in its handshake, from the constructor's second argument. Node's own WebSocket takes an object
// there as well, with subprotocols and headers; a mock in Node has to, or apps that use it break while one is active.
import { toDOMString, toStringOrSequence } from './conversions.ts'

export interface Offer {
  readonly protocols: readonly string[]
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

const noHeaders: Readonly<Record<string, string>> = {}

/** @param takesOptions whether the realm is Node's, where `{ protocols, headers }` is more than a strange string */
export function toOffer(argument: unknown, takesOptions: boolean): Offer {
  if (!takesOptions || !isOptions(argument)) return { protocols: toProtocols(argument), headers: noHeaders }
  const { protocols = [], headers } = argument
  return {
    protocols: toProtocols(protocols),
    headers: headers === undefined ? noHeaders : toHeaders(headers),
  }
}

/** The constructor's step 8: a string is a list of one. */
function toProtocols(value: unknown): readonly string[] {
  const given = toStringOrSequence(value)
  return typeof given === 'string' ? [given] : given
}

function isOptions(value: unknown): value is { readonly protocols?: unknown; readonly headers?: object } {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value)
}

/** Fetch's HeadersInit: pairs (a Headers object has them too) or a record. */
function toHeaders(init: object): Readonly<Record<string, string>> {
  const pairs =
    Symbol.iterator in init ? (init as Iterable<readonly [unknown, unknown]>) : Object.entries(init)
  const headers: Record<string, string> = {}
  for (const [name, value] of pairs) {
    const key = toDOMString(name).toLowerCase()
    const before = headers[key]
    headers[key] = before === undefined ? toDOMString(value) : `${before}, ${toDOMString(value)}`
  }
  return headers
}
