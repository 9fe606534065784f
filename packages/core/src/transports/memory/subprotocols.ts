// Subprotocols as a client offers them and as a server chooses one (RFC 6455 sections 4.1 and 11.3.4).
import type { Refuse } from './url-record.ts'

// RFC 9110 section 5.6.2, `token`; RFC 6455 refers to the same characters by way of RFC 2616.
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** The constructor's step 9: each a token, none twice, also not in another case. */
export function checkSubprotocols(protocols: readonly string[], refuse: Refuse): void {
  const seen = new Set<string>()
  for (const protocol of protocols) {
    if (!token.test(protocol)) throw refuse(`The subprotocol '${protocol}' is invalid.`, 'SyntaxError')
    const lowerCase = protocol.toLowerCase()
    if (seen.has(lowerCase)) throw refuse(`The subprotocol '${protocol}' is duplicated.`, 'SyntaxError')
    seen.add(lowerCase)
  }
}

/**
 * Whether a client goes on with what the server chose (`''`: nothing). A server that chooses none of those offered is
 * fine for RFC 6455, but not for WHATWG's "establish a WebSocket connection", step 11.2.
 */
export function isAcceptable(chosen: string, offered: readonly string[]): boolean {
  return offered.length === 0 ? chosen === '' : offered.includes(chosen)
}
