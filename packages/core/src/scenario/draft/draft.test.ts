// Sources drafted from a HAR file of Playwright's, and small transcripts: what they say, and that they work when they are run.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AnyContract } from '../../contract/contract.ts'
import * as core from '../../index.ts'
import { replay } from '../../mock/replay/replay.ts'
import { mock } from '../../mock/definition.ts'
import { simulate } from '../../run/simulate.ts'
import type { Entry, Transcript } from '../../transcript/entry.ts'
import { readHar } from '../../transcript/har/read-har.ts'
import type { Scenario } from '../scenario.ts'
import { draftContract } from './draft-contract.ts'
import { draftScenario } from './draft-scenario.ts'
import { inferSchema } from './infer-schema.ts'

const recorded = readHar(readFileSync(new URL('../../../test/har/playwright.har', import.meta.url), 'utf8'))

/** What a drafted source exports. */
function evaluated(source: string): unknown {
  const body = source.replaceAll(/^import .*\n/gm, '').replace(/export const \S+ =/, 'return')
  return new Function(...Object.keys(core), body)(...Object.values(core))
}

const open: Entry = { kind: 'open', seq: 1, at: 0, client: 'a', url: 'wss://x.example/ws', protocol: '' }
const said = (direction: 'clientToServer' | 'serverToClient', ...messages: unknown[]): readonly Entry[] =>
  messages.map((each) => ({
    kind: 'message',
    seq: 2,
    at: 0,
    client: 'a',
    direction,
    opcode: 'text',
    payload: typeof each === 'string' ? each : JSON.stringify(each),
  }))
const transcriptOf = (...entries: readonly Entry[]): Transcript => ({ entries: [open, ...entries] })

describe('draftContract', () => {
  it('writes down what was said, by direction, with the schemas that can be inferred', () => {
    expect(draftContract(recorded, { name: 'chat' })).toMatchInlineSnapshot(`
      "import { contract } from '@parley-ws/core'

      // Drafted from 9 recorded messages: read it, correct it, add groups and what they promise.
      // 2 messages without 'type' in a JSON object are left out.
      export const chatContract = contract('chat', {
        url: '/rooms/lobby',
        clientToServer: {
          subscribe: { type: 'object', properties: { id: { type: 'string', format: 'uuid' } }, required: ['id'] },
          say: {
            type: 'object',
            properties: { id: { type: 'string', format: 'uuid' }, text: { type: 'string' } },
            required: ['id', 'text'],
          },
        },
        serverToClient: {
          subscribed: {
            type: 'object',
            properties: { id: { type: 'string', format: 'uuid' }, session: { type: 'string', format: 'uuid' } },
            required: ['id', 'session'],
          },
          said: {
            type: 'object',
            properties: {
              id: { type: 'string', format: 'uuid' },
              text: { type: 'string' },
              at: { type: 'string', format: 'date-time' },
            },
            required: ['id', 'text', 'at'],
          },
        },
      })
      "
    `)
  })

  it('is a contract that what was said keeps, and that refuses something else', async () => {
    const chat = evaluated(draftContract(recorded, { name: 'chat' })) as AnyContract
    const talk = (text: unknown) =>
      core.scenario('talk', {
        clients: ['a'],
        steps: ({ a }) => [
          a.send({ type: 'say', id: '92fbd1dd-117e-4cd5-bb0e-9fa265a09609', text } as never),
        ],
      })
    const definition = mock(chat, (({ on }: { on: (name: string) => { drop(): never } }) => [
      on('say').drop(),
    ]) as never)
    await expect(simulate(talk('hi'), { mock: definition })).resolves.toMatchObject({ outcome: 'pass' })
    await expect(simulate(talk(7), { mock: definition })).rejects.toThrow('text')
  })

  it.each([
    [[{ event: 'a', n: 1 }, { event: 'b' }], "  discriminator: 'event',"],
    [
      [
        { event: 'a', data: { n: 1 } },
        { event: 'b', data: {} },
      ],
      "  discriminator: { field: 'event', payload: 'data' },",
    ],
    [[{ verb: 'a', n: 1 }, { verb: 'b' }], "  discriminator: 'verb',"],
  ])('finds out where %j have their name', (messages, line) => {
    const source = draftContract(transcriptOf(...said('clientToServer', ...messages)))
    expect(source).toContain(`\n${line}\n`)
    expect(source).toContain("export const recordedContract = contract('recorded', {")
    expect(source).toContain('  serverToClient: {},')
  })

  it('counts what it leaves out', () => {
    const source = draftContract(
      transcriptOf(...said('clientToServer', { type: 'a' }, { type: 'b' }, 'ping', { n: 1 })),
    )
    expect(source).toContain("// 2 messages without 'type' in a JSON object are left out.")
  })

  it.each([
    [said('clientToServer', 'x'), 'no message of the transcript is a JSON object'],
    [said('clientToServer', { a: 1 }, { b: 1 }), 'there is no field that tells the messages apart'],
  ])('refuses what cannot be told apart', (entries, why) => {
    expect(() => draftContract(transcriptOf(...entries))).toThrow(why)
  })
})

describe('inferSchema', () => {
  it.each<[readonly unknown[], object]>([
    [[1, 2], { type: 'integer' }],
    [[1, 2.5], { type: 'number' }],
    [['a', null], { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [[[1, 'a'], []], { type: 'array', items: { anyOf: [{ type: 'integer' }, { type: 'string' }] } }],
    [[[]], { type: 'array' }],
    [['2026-01-01T00:00:00Z'], { type: 'string', format: 'date-time' }],
    [['2026-01-01T00:00'], { type: 'string' }],
    [
      [{ a: 1 }, { a: 2, b: true }],
      { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'boolean' } }, required: ['a'] },
    ],
  ])('of %j', (values, schema) => {
    expect(inferSchema(values)).toEqual(schema)
  })
})

describe('draftScenario', () => {
  it('says what was said; times match, and what the server made up is captured', () => {
    expect(draftScenario(recorded, { title: 'two tabs', name: 'twoTabs' })).toMatchInlineSnapshot(`
      "import { capture, isoTime, scenario, uuid } from '@parley-ws/core'

      export const twoTabs = scenario('two tabs', {
        clients: ['client-1', 'client-2'],
        steps: ({ 'client-1': client1, 'client-2': client2 }) => [
          client1.connect({ protocols: ['chat.v2'], query: { name: 'alice' } }),
          client1.send({ type: 'subscribe', id: '92fbd1dd-117e-4cd5-bb0e-9fa265a09609' }),
          client1.expect({
            type: 'subscribed',
            id: '92fbd1dd-117e-4cd5-bb0e-9fa265a09609',
            session: capture('session', uuid()),
          }),
          client2.connect({ protocols: ['chat.v2'], query: { name: 'bob' } }),
          client2.send({ type: 'subscribe', id: 'c20b7fc6-9131-4280-a096-30392a16f486' }),
          client2.expect({
            type: 'subscribed',
            id: 'c20b7fc6-9131-4280-a096-30392a16f486',
            session: capture('session-2', uuid()),
          }),
          client1.send({ type: 'say', id: 'e28253bb-a67a-4ca5-9799-bb7ab309f37c', text: 'hi' }),
          client1.expect({ type: 'said', id: 'e28253bb-a67a-4ca5-9799-bb7ab309f37c', text: 'hi', at: isoTime() }),
          client2.expect({ type: 'said', id: 'e28253bb-a67a-4ca5-9799-bb7ab309f37c', text: 'hi', at: isoTime() }),
          client1.send(new Uint8Array([1, 2, 3])),
          client1.expect(new Uint8Array([9, 1, 2, 3])),
        ],
      })
      "
    `)
  })

  it('is a scenario that passes against the recording', async () => {
    const scenario = evaluated(draftScenario(recorded)) as Scenario<unknown>
    await expect(
      simulate(scenario, { mock: replay(recorded, { match: 'strict', together: true }) }),
    ).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('sends and expects again by its name what the server made up', () => {
    const id = '92fbd1dd-117e-4cd5-bb0e-9fa265a09609'
    const source = draftScenario(
      transcriptOf(
        ...said('serverToClient', { session: { id } }),
        ...said('clientToServer', { resume: id }),
        ...said('serverToClient', { resumed: [id] }, 'plain'),
        {
          kind: 'close',
          seq: 9,
          at: 0,
          client: 'a',
          direction: 'clientToServer',
          code: 1005,
          reason: '',
          clean: true,
        },
        { ...open, seq: 10 },
        {
          kind: 'close',
          seq: 11,
          at: 0,
          client: 'a',
          direction: 'serverToClient',
          code: 4001,
          reason: '',
          clean: true,
        },
      ),
    )
    expect(source).toContain(
      [
        '    a.connect(),',
        "    a.expect({ session: { id: capture('id', uuid()) } }),",
        "    a.send({ resume: ref('id') }),",
        "    a.expect({ resumed: [ref('id')] }),",
        "    a.expect('plain'),",
        '    a.close(1000),',
        '    a.connect(),',
        '    a.expectClose(4001),',
      ].join('\n'),
    )
  })

  it('refuses a transcript without a connection', () => {
    expect(() => draftScenario({ entries: [] })).toThrow('no connection opens in the transcript')
  })
})
