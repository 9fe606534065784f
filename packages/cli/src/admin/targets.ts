// Whom a request means, over all mocks of a server, as core's filters.
import type { ClientFilter, MockClient, Sendable } from '@parley-ws/core'
import type { ServedWsMock } from '@parley-ws/core/node'
import { Unacceptable } from './exchange.ts'

export type Mounted = ReturnType<ServedWsMock['mocks']>[number]

const TEXTS = ['client', 'user', 'group', 'path', 'except'] as const
/** In either alphabet, with what fills it up or without. */
const BASE64 = /^[\w+/-]*={0,2}$/

const LISTS = ['clients', 'users', 'groups'] as const

/** The mocks that are meant: the one on this path, or all. @throws Unacceptable for a path without one */
export function mocksOf(server: Pick<ServedWsMock, 'mocks'>, path: unknown): readonly Mounted[] {
  const all = server.mocks()
  if (path === undefined || path === null) return all
  const found = all.filter((each) => (each.path ?? '*') === path)
  if (found.length > 0) return found
  const paths = all.map((each) => each.path ?? '*').join(', ')
  throw new Unacceptable(404, `There is no mock on ${String(path)}. There are: ${paths}.`)
}

/** @throws Unacceptable for a target that says nothing, or in words that are none: nobody is meant by accident */
export function targetOf(value: unknown): ClientFilter | 'all' {
  if (typeof value !== 'object' || value === null) {
    throw new Unacceptable(400, 'Say whom you mean: "to": { "user": "ada" }, or "to": { "all": true }.')
  }
  const given = value as Readonly<Record<string, unknown>>
  for (const name of Object.keys(given)) {
    if (![...TEXTS, ...LISTS, 'all'].includes(name)) {
      throw new Unacceptable(
        400,
        `There is no "${name}" in "to". Use ${[...TEXTS, ...LISTS, 'all'].join(', ')}.`,
      )
    }
  }
  for (const name of TEXTS) {
    if (given[name] !== undefined && typeof given[name] !== 'string')
      throw new Unacceptable(400, `"${name}" has to be a text.`)
  }
  for (const name of LISTS) {
    const list = given[name]
    if (list !== undefined && !(Array.isArray(list) && list.every((each) => typeof each === 'string'))) {
      throw new Unacceptable(400, `"${name}" has to be a list of texts.`)
    }
  }
  const { all, ...filter } = given
  const names = Object.keys(filter)
  if (all === true && names.every((name) => name === 'except')) {
    return names.length === 0 ? 'all' : (filter as ClientFilter)
  }
  if (all !== undefined) throw new Unacceptable(400, '"all" is true, and stands beside "except" alone.')
  if (names.length === 0)
    throw new Unacceptable(400, 'Nobody is named in "to". Everybody is { "all": true }.')
  return filter as ClientFilter
}

function reached({ mock }: Mounted, target: ClientFilter | 'all'): readonly MockClient[] {
  return target === 'all' ? mock.clients : mock.where(target).clients
}

/** Sends to whom is meant; returns how many that were. */
export function sendTo(mocks: readonly Mounted[], target: ClientFilter | 'all', message: Sendable): number {
  let count = 0
  for (const mounted of mocks) {
    const { length } = reached(mounted, target)
    if (length === 0) continue
    count += length
    if (target === 'all') mounted.mock.broadcast(message)
    else mounted.mock.where(target).send(message)
  }
  return count
}

export function closeThose(
  mocks: readonly Mounted[],
  target: ClientFilter | 'all',
  code: number,
  reason: string,
): number {
  let count = 0
  for (const mounted of mocks) {
    for (const client of reached(mounted, target)) {
      client.close(code, reason)
      count++
    }
  }
  return count
}

/** A message as it is to be sent: `{ "$bytes": base64 }` is binary. @throws Unacceptable for none */
export function messageOf(value: unknown): Sendable {
  if (value === undefined) throw new Unacceptable(400, 'The message is missing.')
  if (typeof value === 'object' && value !== null && '$bytes' in value && typeof value.$bytes === 'string') {
    if (!BASE64.test(value.$bytes)) throw new Unacceptable(400, '"$bytes" has to be base64, as in "AAEC".')
    return new Uint8Array(Buffer.from(value.$bytes, 'base64'))
  }
  return value as Sendable
}
