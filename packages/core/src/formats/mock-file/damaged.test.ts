import { assert, integer, jsonValue, property } from 'fast-check'
import { describe, it } from 'vitest'
import { MistakeError } from '../../errors.ts'
import { fromObject } from '../from-object.ts'
import { importMoco } from '../moco/import-moco.ts'
import { importMockoon } from '../mockoon/import-mockoon.ts'

const mockFile = {
  parley: 1,
  seed: 1,
  data: { a: { $template: '{{text}}', id: 'b' }, c: [1] },
  endpoints: [
    {
      path: '/a/:b',
      read: 'json',
      user: { header: 'x' },
      heartbeats: [{ closeSilent: { afterMs: 5 }, code: 4000 }],
      faults: [{ delay: { min: 1, max: 2 }, match: { a: 1 } }],
      rules: [
        { onConnect: { query: { a: 'b' } }, do: [{ accept: { protocol: 'a' } }, { send: { a: '{{x}}' } }] },
        {
          on: { a: { $anyOf: ['a', { $regex: 'b', flags: 'i' }] } },
          where: { not: { compare: { of: 'query', at: '$.a', is: 'regex', to: 'b' } } },
          do: [
            { choose: { from: [{ where: { message: 'a' }, do: [{ reply: 'a' }] }], order: 'firstMatch' } },
            { broadcastStream: { everyMs: 5, items: [{ send: { $from: 'message.a' } }] }, group: 'g' },
            { close: { code: 4000, reason: 'x' } },
          ],
        },
      ],
    },
  ],
}
const moco = [
  {
    websocket: {
      uri: '/ws',
      connected: { text: 'a' },
      pingpongs: [{ ping: 'a', pong: { template: '${req.content}' } }],
      sessions: [
        {
          request: { and: [{ match: 'a' }, { json: { a: 1 } }] },
          response: { text: { template: { with: 'a', vars: { a: 'b' } } }, group: 'g' },
        },
        {
          request: 'a',
          response: {
            broadcast: { content: 'b', group: 'g' },
            seq: ['a'],
            latency: { duration: 1, unit: 'second' },
          },
        },
      ],
    },
  },
]
const mockoon = {
  uuid: 'a',
  endpointPrefix: 'p',
  folders: [{ uuid: 'f', name: 'n', children: [{ type: 'route', uuid: 'r' }] }],
  rootChildren: [{ type: 'folder', uuid: 'f' }],
  data: [{ id: 'd', name: 'n', value: '1' }],
  routes: [
    {
      uuid: 'r',
      type: 'ws',
      endpoint: 'a/:b?',
      streamingMode: 'UNICAST',
      streamingInterval: 5,
      responseMode: null,
      responses: [
        {
          body: '{{body}}',
          latency: 1,
          bodyType: 'INLINE',
          rules: [{ target: 'body', modifier: '$.a', value: '1', operator: 'regex', invert: true }],
          rulesOperator: 'AND',
          callbacks: [],
        },
        { body: 'b', default: true, bodyType: 'DATABUCKET', databucketID: 'd' },
      ],
    },
  ],
}

/** All places in data. */
function placesIn(data: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof data !== 'object' || data === null) return [path]
  return [path, ...Object.entries(data).flatMap(([name, each]) => placesIn(each, [...path, name]))]
}

/** The data with something else at a place. */
function damaged(data: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value
  const copy: unknown = structuredClone(data)
  let owner = copy as Record<string, unknown>
  let last = first
  for (const part of rest) {
    owner = owner[last] as Record<string, unknown>
    last = part
  }
  owner[last] = value
  return copy
}

describe('a damaged file', () => {
  const formats: readonly (readonly [string, unknown, (data: unknown) => unknown])[] = [
    ['a mock file', mockFile, (data) => fromObject(data as never)],
    ['a configuration of Moco', moco, (data) => importMoco(data)],
    ['an environment of Mockoon', mockoon, (data) => importMockoon(data)],
  ]
  const textless = { toString: null }
  const texts = ['', '{{#if}', '(?=a)', '$.[', 'constructor']
  const strays: readonly unknown[] = [undefined, null, -1, [], {}, textless, [textless], ...texts]

  it.each(formats)(
    'is taken as %s, or refused with a sentence: whatever is missing or stray',
    (_, good, load) => {
      load(good)
      for (const place of placesIn(good)) {
        for (const stray of strays) tryToLoad(() => load(damaged(good, place, stray)), [place, stray])
      }
    },
  )

  it.each(formats)('is taken as %s, or refused with a sentence: whatever else is in it', (_, good, load) => {
    const places = placesIn(good)
    assert(
      property(integer({ min: 0, max: places.length - 1 }), jsonValue({ maxDepth: 2 }), (place, json) =>
        tryToLoad(() => load(damaged(good, places[place] ?? [], json)), [place, json]),
      ),
      { numRuns: 400 },
    )
  })
})

function tryToLoad(load: () => unknown, what: unknown): void {
  try {
    load()
  } catch (cause) {
    if (!(cause instanceof MistakeError)) throw new Error(`with ${JSON.stringify(what)}`, { cause })
  }
}
