// Who a connection belongs to, as its handshake tells. One user may have many connections.
import { mistake } from '../errors.ts'
import type { Handshake } from './handshake.ts'

/**
 * Where a handshake says which user connects: a header, a cookie, a parameter of the query or of the mock's path, or a
 * function that finds out. Without that field, or for `undefined` and an empty text, the connection is nobody's.
 */
export type UserSource =
  | { readonly header: string }
  | { readonly cookie: string }
  | { readonly query: string }
  | { readonly param: string }
  | ((handshake: Handshake) => string | undefined)

const PLACES = ['header', 'cookie', 'query', 'param'] as const

/** @throws MistakeError for what is no source */
export function checkUserSource(attempted: string, source: unknown): asserts source is UserSource {
  if (typeof source === 'function') return
  const fields = typeof source === 'object' && source !== null ? Object.entries(source) : []
  const [place, name] = fields[0] ?? []
  const isKnown = PLACES.some((each) => each === place) && typeof name === 'string' && name !== ''
  if (isKnown && fields.length === 1) return
  throw mistake(
    attempted,
    `user is ${JSON.stringify(source) ?? String(source)}`,
    "Say where the handshake names the user: { header: 'X-User' }, { cookie: … }, { query: … }, { param: … } or a function",
  )
}

/** The user of a handshake. @throws what the author's function throws, and MistakeError for what is no name */
export function userOf(source: UserSource, handshake: Handshake): string | undefined {
  const user = read(source, handshake)
  if (user === undefined || user === '') return undefined
  if (typeof user === 'string') return user
  throw mistake(
    'finding the user of a connection',
    `the function returned ${JSON.stringify(user) ?? String(user)}`,
    'Return a string, or undefined where it is nobody',
  )
}

function read(source: UserSource, handshake: Handshake): string | undefined {
  if (typeof source === 'function') return source(handshake)
  if ('header' in source) return handshake.headers[source.header.toLowerCase()]
  if ('cookie' in source) return handshake.cookies[source.cookie]
  if ('query' in source) return handshake.query[source.query]
  return handshake.params[source.param]
}
