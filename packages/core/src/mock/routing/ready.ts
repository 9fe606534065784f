// Routers of the envelopes that are met most.
import type { Rule } from '../rule.ts'
import { eventEnvelope, opEnvelope, typeEnvelope, urlEnvelope } from './envelope.ts'
import { router, type RouterOptions, type Routes } from './router.ts'

/** Routes `{ type, … }` by type: `typeRouter({ subscribe: ({ data, join }) => … })`; the data is the message. */
export function typeRouter(routes: Routes, options?: RouterOptions): readonly Rule[] {
  return router(typeEnvelope, routes, options)
}

/** Routes `{ event, data }` by event: `eventRouter({ say: ({ data, broadcast }) => broadcast('said', data) })`. */
export function eventRouter(routes: Routes, options?: RouterOptions): readonly Rule[] {
  return router(eventEnvelope, routes, options)
}

/** Routes `{ url, body }` by url: `urlRouter({ '/test/index': ({ client }) => client.send('index') })`. */
export function urlRouter(routes: Routes, options?: RouterOptions): readonly Rule[] {
  return router(urlEnvelope, routes, options)
}

/** Routes `{ op, id, payload }` by op: `opRouter({ ping: () => 'pong' })`; a reply carries the op and the id. */
export function opRouter(routes: Routes, options?: RouterOptions): readonly Rule[] {
  return router(opEnvelope, routes, options)
}
