// Who may use the admin API: who knows its token, and no page of a foreign origin. What holds no data needs no token.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

export interface Refusal {
  readonly status: 401 | 403
  readonly error: string
}

/** A token that nobody guesses. */
export function newToken(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * @param host the interface that is listened on: a name that is none of this machine's is somebody's who has it point here
 */
export function guard(
  token: string,
  host: string,
): (request: IncomingMessage, needsToken: boolean) => Refusal | undefined {
  const wanted = digest(token)
  return ({ headers, socket }, needsToken) => {
    const own = headers.host ?? ''
    const name = URL.parse(`http://${own}`)?.hostname ?? ''
    const isOurs = name === 'localhost' || name === host || isIP(name.replaceAll(/[[\]]/g, '')) > 0
    if (!isOurs) return { status: 403, error: `This server is not called ${own}.` }
    const scheme = 'encrypted' in socket ? 'https' : 'http'
    if (headers.origin !== undefined && headers.origin !== `${scheme}://${own}`) {
      return { status: 403, error: `Pages of ${headers.origin} may not use this.` }
    }
    if (!needsToken) return undefined
    // Digests are of one length, so that comparing them takes one time.
    if (timingSafeEqual(digest(givenToken(headers.authorization)), wanted)) return undefined
    return {
      status: 401,
      error: 'Send the token: Authorization: Bearer <token>, or as the password of Basic.',
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function givenToken(authorization = ''): string {
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic') return ''
  const pair = Buffer.from(value, 'base64').toString()
  return pair.slice(pair.indexOf(':') + 1)
}
