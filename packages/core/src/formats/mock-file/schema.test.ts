import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../problem.ts'
import { mockFileSchema } from './schema.ts'
import { mockFileShape } from './shape.ts'

const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
const valid = ajv.compile(mockFileSchema())

const rule = (each: object): object => ({ parley: 1, endpoints: [{ path: '/', rules: [each] }] })
const action = (each: unknown): object => rule({ on: 'x', do: [each] })
const pattern = (each: unknown): object => rule({ on: each, do: [{ drop: true }] })
const where = (each: unknown): object => rule({ on: 'x', where: each, do: [{ drop: true }] })
const endpoint = (each: object): object => ({ parley: 1, endpoints: [{ path: '/', rules: [], ...each }] })

const good: readonly (readonly [string, unknown])[] = [
  ['the least there can be', { parley: 1, endpoints: [{ path: '/', rules: [] }] }],
  [
    'everything around endpoints',
    {
      $schema: 'x',
      parley: 1,
      name: 'a',
      description: 'b',
      seed: 7,
      locale: 'de',
      data: { a: 1, b: { $template: '{{x}}', id: 'q' }, c: { $file: 'a.json' } },
      endpoints: [{ path: '*', rules: [] }],
    },
  ],
  [
    'everything around rules',
    endpoint({
      description: 'a',
      read: 'text',
      binary: 'text',
      unmatched: 'error',
      user: { header: 'x' },
      heartbeats: [
        { pingEvery: { everyMs: 5, timeoutMs: 10 }, code: 'cut' },
        { closeSilent: { afterMs: 5, unless: '!' }, code: 4000, reason: 'x' },
      ],
      faults: [
        { delay: { min: 1, max: 2 }, match: { a: 1 } },
        { reorder: true, probability: 0.5 },
      ],
    }),
  ],
  [
    'all events',
    {
      parley: 1,
      endpoints: [
        {
          path: '/',
          rules: [
            { onConnect: { query: { a: '1' } }, do: [{ accept: true }] },
            { onClose: true, do: [{ broadcast: 'x' }] },
            { onPing: 'a', do: [{ pong: 'b' }] },
          ],
        },
      ],
    },
  ],
  ...[
    { send: 'x' },
    { reply: { a: [1, null, { $from: 'message.a' }] } },
    { reply: { $file: 'a', template: true, escape: 'html' } },
    { reply: { $binary: { $template: 'x' } } },
    { broadcast: 'x', groups: ['a'], except: 'sender' },
    { join: 'a' },
    { leave: 'a' },
    { delay: 5 },
    { delay: { min: 1, max: 2 } },
    { stream: { items: [{ send: 'a' }], everyMs: 5, order: 'random', seed: 3 } },
    { broadcastStream: { items: [{ send: 'a', where: {} }], everyMs: 5, order: 'firstMatch' }, group: 'g' },
    { stopStream: true },
    { stopStream: 'a' },
    { choose: { from: [{ do: [{ reply: 'a' }] }], order: 'inTurn', per: 'endpoint', atEnd: 'stay' } },
    { close: true },
    { close: 4000 },
    { close: { code: 4000, reason: 'x' } },
    { cut: true },
    { halfOpen: true },
    { drop: true },
    { reject: 401 },
    { reject: { status: 403, reason: 'no' } },
    { accept: { protocol: 'v1' } },
  ].map((each): [string, unknown] => [JSON.stringify(each), action(each)]),
  ...[
    'a',
    1,
    true,
    null,
    ['a', { b: 1 }],
    { a: { $text: { minLength: 1 } } },
    { $anyOf: ['a', 1] },
    { $regex: 'a', flags: 'is' },
    { $jsonPath: '$.a', is: { $integer: true } },
    { $jsonSchema: { type: 'string' } },
    { $arrayOf: { $anything: true }, min: 1 },
    { $bytes: 'AQI=' },
  ].map((each): [string, unknown] => [JSON.stringify(each), pattern(each)]),
  ...[
    {},
    { all: [{ message: 'a' }], not: { any: [] } },
    { compare: { of: 'query', at: 'a', is: 'equals', to: 'b' } },
    { data: { of: 'a.b', is: 1 } },
    { value: { of: '{{a}}', is: 'b' } },
  ].map((each): [string, unknown] => [JSON.stringify(each), where(each)]),
]

const bad: readonly (readonly [string, unknown])[] = [
  ['no object', []],
  ['no version', { endpoints: [{ path: '/', rules: [] }] }],
  ['another version', { parley: 2, endpoints: [{ path: '/', rules: [] }] }],
  ['no endpoint', { parley: 1, endpoints: [] }],
  ['an unknown key', { parley: 1, endpoints: [{ path: '/', rules: [] }], seeds: 1 }],
  ['a path that is none', { parley: 1, endpoints: [{ path: 'chat', rules: [] }] }],
  ['two users', endpoint({ user: { header: 'a', cookie: 'b' } })],
  ['a fault of no kind', endpoint({ faults: [{ times: 1 }] })],
  ['a probability above 1', endpoint({ faults: [{ drop: true, probability: 2 }] })],
  ['a rule without an event', rule({ do: [{ drop: true }] })],
  ['a rule with two', rule({ on: 'a', onConnect: true, do: [{ drop: true }] })],
  ['a rule without an action', rule({ on: 'a', do: [] })],
  ...[
    'x',
    {},
    { repy: 'x' },
    { reply: 'a', send: 'b' },
    { delay: -1 },
    { delay: { min: 1 } },
    { close: 'now' },
    { cut: false },
    { reject: 200 },
    { stream: { items: [], everyMs: 5 } },
    { stream: { items: [{ send: 'a' }], everyMs: 0 } },
    { choose: { from: [{ do: [] }] } },
    { reply: { $file: 'a', templte: true } },
    { reply: { $bytes: '!' } },
    { broadcast: 'x', except: 'everybody' },
    { reply: { a: { $unknown: 1 } } },
  ].map((each): [string, unknown] => [JSON.stringify(each), action(each)]),
  ...[
    { $regx: 'a' },
    { $regex: 'a', flags: 'x' },
    { $text: 'yes' },
    { $anyOf: [] },
    { a: { $integer: { mn: 1 } } },
    { $jsonSchema: 'string' },
    [{ $nope: 1 }],
  ].map((each): [string, unknown] => [JSON.stringify(each), pattern(each)]),
  ...[
    { querry: {} },
    { compare: { of: 'moon', is: 'equals' } },
    { compare: { of: 'query' } },
    { all: {} },
    { data: { of: 'a' } },
  ].map((each): [string, unknown] => [JSON.stringify(each), where(each)]),
]

function problemsOf(file: unknown): readonly Problem[] {
  const problems: Problem[] = []
  mockFileShape.check(file, [], (problem) => problems.push(problem))
  return problems
}

describe('the JSON Schema of mock files', () => {
  it('is the one that is published: after a change, run npm run schema', () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../../mock-file.schema.json', import.meta.url), 'utf8'),
    )
    expect(published).toEqual(JSON.parse(JSON.stringify(mockFileSchema())))
  })

  it.each(good)('accepts %s, as the checks of fromFile do', (_, file) => {
    expect([valid(file), valid.errors, problemsOf(file)]).toEqual([true, null, []])
  })

  it.each(bad)('refuses %s, as the checks of fromFile do', (_, file) => {
    expect(valid(file)).toBe(false)
    expect(problemsOf(file)).not.toEqual([])
  })
})
