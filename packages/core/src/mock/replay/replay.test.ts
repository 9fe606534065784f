// Recordings played back: of a real server, by Playwright, and small ones for each rule. Mocks are used as tests use them.
import { readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { mockWs, type MockWsOptions, type ScopedWsMock } from '../../run/mock-ws.ts'
import { simulate } from '../../run/simulate.ts'
import { wait } from '../../scenario/combine.ts'
import { scenario } from '../../scenario/scenario.ts'
import type { Entry } from '../../transcript/entry.ts'
import { replay, type ReplayOptions } from './replay.ts'

const har: object = JSON.parse(
  readFileSync(new URL('../../../test/har/playwright.har', import.meta.url), 'utf8'),
) as object

type Line = readonly [
  client: string,
  what: '>' | '<' | 'open' | 'close' | 'closed' | 'cut' | 'join' | 'reject',
  text?: string,
  at?: number,
]

/** A transcript in short: `['a', '>', 'hi']` is said by a client, `<` to it. */
function tape(...lines: readonly Line[]): { readonly entries: readonly Entry[] } {
  const entries = lines.map(([client, what, text = '', at = 0], index): Entry => {
    const base = { seq: index + 1, at, client }
    switch (what) {
      case 'open':
        return { ...base, kind: 'open', url: `wss://recorded.example/${text}`, protocol: '' }
      case 'reject':
        return { ...base, kind: 'reject', url: 'wss://recorded.example/', status: 403, reason: text }
      case 'join':
        return { ...base, kind: 'join', group: text }
      case 'close':
        return { ...base, kind: 'close', direction: 'serverToClient', code: 4001, reason: text, clean: true }
      case 'closed':
        return { ...base, kind: 'close', direction: 'clientToServer', code: 1000, reason: text, clean: true }
      case 'cut':
        return { ...base, kind: 'close', code: 1006, reason: '', clean: false }
      default:
        return {
          ...base,
          kind: 'message',
          opcode: 'text',
          payload: text,
          direction: what === '>' ? 'clientToServer' : 'serverToClient',
        }
    }
  })
  return { entries }
}

interface App {
  readonly got: unknown[]
  readonly socket: WebSocket
  say(...messages: (string | Uint8Array<ArrayBuffer>)[]): Promise<void>
}

const server = 'wss://chat.example.com'

async function played(
  recording: object,
  options?: ReplayOptions,
  mockOptions?: MockWsOptions,
): Promise<ScopedWsMock> {
  const mock = await mockWs(`${server}/*`, replay(recording, options), {
    unmatched: 'ignore',
    ...mockOptions,
  })
  onTestFinished(() => mock[Symbol.asyncDispose]().catch(() => undefined))
  return mock
}

async function opened(mock: ScopedWsMock, path = '/', protocols: string[] = []): Promise<App> {
  const socket = new WebSocket(server + path, protocols)
  socket.binaryType = 'arraybuffer'
  const got: unknown[] = []
  socket.addEventListener('message', ({ data }) =>
    got.push(data instanceof ArrayBuffer ? new Uint8Array(data) : data),
  )
  socket.addEventListener('close', ({ code, reason }) => got.push(`closed ${code} ${reason}`.trim()))
  await new Promise((resolve) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', resolve)
  })
  await mock.drain()
  return {
    got,
    socket,
    async say(...messages) {
      for (const message of messages) socket.send(message)
      await mock.drain()
    },
  }
}

const unmatchedIn = (mock: ScopedWsMock): number =>
  mock.transcript.entries.filter(({ kind }) => kind === 'unmatched').length

describe('replay', () => {
  it('plays what Playwright recorded of a real server: both connections, other UUIDs, bytes, the subprotocol', async () => {
    const mock = await played(har, { match: 'strict', together: true })
    const alice = await opened(mock, '/rooms/lobby?name=alice', ['chat.v2'])
    const bob = await opened(mock, '/rooms/lobby?name=bob', ['v1', 'chat.v2'])
    expect([alice.socket.protocol, bob.socket.protocol]).toEqual(['chat.v2', 'chat.v2'])
    const id = '11111111-2222-4333-8444-555555555555'
    await alice.say(JSON.stringify({ type: 'subscribe', id }))
    await bob.say(JSON.stringify({ type: 'subscribe', id: id.replace(/1/g, '9') }))
    expect(JSON.parse(String(alice.got[0]))).toEqual({
      type: 'subscribed',
      id,
      session: '4b6b1f24-d047-43df-a2ca-30da2b3f2872',
    })
    await alice.say(
      JSON.stringify({ type: 'say', id: id.replace(/1/g, '7'), text: 'hi' }),
      new Uint8Array([1, 2, 3]),
    )
    expect(JSON.parse(String(alice.got[1]))).toEqual({
      type: 'said',
      id: id.replace(/1/g, '7'),
      text: 'hi',
      at: '2026-11-26T01:16:55.022Z',
    })
    expect(alice.got[2]).toEqual(new Uint8Array([9, 1, 2, 3]))
    // What alice made up is what bob hears.
    expect(JSON.parse(String(bob.got[1]))).toMatchObject({
      type: 'said',
      id: id.replace(/1/g, '7'),
      text: 'hi',
    })
  })

  it('says what the server said after what the client said before it, and nothing earlier', async () => {
    const mock = await played(
      tape(
        ['a', 'open'],
        ['a', '<', 'welcome'],
        ['a', '>', '1'],
        ['a', '<', 'one'],
        ['a', '<', 'more'],
        ['a', '>', '2'],
        ['a', '<', 'two'],
      ),
    )
    const app = await opened(mock)
    expect(app.got).toEqual(['welcome'])
    await app.say('1')
    expect(app.got).toEqual(['welcome', 'one', 'more'])
    await app.say('2')
    expect(app.got).toEqual(['welcome', 'one', 'more', 'two'])
  })

  it('joins, closes and cuts as the server did', async () => {
    const joins = await played(
      tape(
        ['a', 'open'],
        ['a', '>', 'in'],
        ['a', 'join', 'lobby'],
        ['a', '<', 'ok'],
        ['a', '>', 'out'],
        ['a', 'close', 'bye'],
      ),
    )
    const app = await opened(joins)
    await app.say('in')
    expect(joins.clients.map(({ groups }) => groups)).toEqual([['lobby']])
    await app.say('out')
    expect(app.got).toEqual(['ok', 'closed 4001 bye'])
    await joins[Symbol.asyncDispose]()
    const cuts = await played(tape(['a', 'open'], ['a', 'cut']))
    expect((await opened(cuts)).got).toEqual(['closed 1006'])
  })

  it('refuses whom the server refused', async () => {
    const mock = await played(tape(['a', 'reject', 'Forbidden'], ['b', 'open'], ['b', '<', 'welcome']))
    expect((await opened(mock)).got).toEqual(['closed 1006'])
    expect(mock.transcript.entries).toMatchObject([{ kind: 'reject', status: 403, reason: 'Forbidden' }])
    expect((await opened(mock)).got).toEqual(['welcome'])
  })

  it('tells connections apart by path, then by query, then by the order they were recorded in', async () => {
    const recording = tape(
      ['a', 'open', 'chat?room=1'],
      ['a', '<', 'first of 1'],
      ['b', 'open', 'chat?room=2'],
      ['b', '<', 'first of 2'],
      ['c', 'open', 'feed'],
      ['c', '<', 'feed'],
      ['d', 'open', 'chat?room=1'],
      ['d', '<', 'second of 1'],
    )
    const mock = await played(recording)
    const paths = ['/chat?room=2', '/feed', '/chat?room=1', '/chat?room=1']
    const apps: App[] = []
    for (const path of paths) apps.push(await opened(mock, path))
    expect(apps.map(({ got }) => got[0])).toEqual(['first of 2', 'feed', 'first of 1', 'second of 1'])
  })

  it('tells connections apart that were recorded on a port, or below a UUID', async () => {
    const [before, after] = [1, 9].map((digit) =>
      '11111111-2222-4333-8444-555555555555'.replace(/1/g, `${digit}`),
    )
    const { entries } = tape(
      ['a', 'open', `${before}/chat`],
      ['a', '<', 'chat'],
      ['b', 'open', `${before}/feed?of=${before}&room=1`],
      ['b', '<', 'feed of 1'],
      ['c', 'open', `${before}/feed?of=${before}&room=2`],
      ['c', '<', 'feed of 2'],
    )
    const onPort = entries.map((entry) =>
      entry.kind === 'open'
        ? { ...entry, url: entry.url.replace('wss://recorded.example', 'ws://127.0.0.1:4000') }
        : entry,
    )
    for (const recording of [{ entries }, { entries: onPort }]) {
      await using mock = await mockWs(`${server}/*`, replay(recording))
      const paths = [`feed?of=${after}&room=2`, 'chat', `feed?of=${after}&room=1`]
      const apps: App[] = []
      for (const path of paths) apps.push(await opened(mock, `/${after}/${path}`))
      expect(apps.map(({ got }) => got[0])).toEqual(['feed of 2', 'chat', 'feed of 1'])
    }
  })

  it('tells connections apart by a query whose secrets were left out', async () => {
    const recording = tape(
      ['a', 'open', '?room=1&token=<redacted>'],
      ['a', '<', '1'],
      ['b', 'open', '?room=2&token=<redacted>'],
      ['b', '<', '2'],
    )
    const mock = await played(recording)
    expect((await opened(mock, '/?room=2&token=abc')).got).toEqual(['2'])
  })

  it('fails the test for a connection more than there are', async () => {
    const mock = await played(tape(['a', 'open']))
    await opened(mock)
    expect((await opened(mock)).got).toEqual(['closed 1011 internal error'])
    await expect(mock[Symbol.asyncDispose]()).rejects.toThrow(
      'the recording has one connection, and none is left for it',
    )
  })

  it('begins anew with each use', async () => {
    const definition = replay(tape(['a', 'open'], ['a', '<', 'welcome']))
    for (const _ of [1, 2]) {
      await using mock = await mockWs(`${server}/*`, definition)
      expect((await opened(mock)).got).toEqual(['welcome'])
    }
  })

  describe('strict', () => {
    const recording = tape(
      ['a', 'open'],
      ['a', '>', '1'],
      ['a', '<', 'one'],
      ['a', '>', '2'],
      ['a', '<', 'two'],
    )

    it('takes what was recorded', async () => {
      const mock = await played(recording, { match: 'strict' })
      const app = await opened(mock)
      await app.say('1', '2')
      expect(app.got).toEqual(['one', 'two'])
      await mock[Symbol.asyncDispose]()
    })

    it.each([
      [['2'], 'it says 2, where the recording goes on with 1'],
      [['1', '1'], 'it says 1, where the recording goes on with 2'],
      [['1', '2', '3'], 'it says 3, where the recording has nothing more'],
    ])('fails the test when %j is said', async (messages, why) => {
      const mock = await played(recording, { match: 'strict' })
      await (await opened(mock)).say(...messages)
      await expect(mock[Symbol.asyncDispose]()).rejects.toThrow(why)
    })
  })

  describe('ordered', () => {
    const recording = tape(
      ['a', 'open'],
      ['a', '>', '1'],
      ['a', '<', 'one'],
      ['a', '>', '2'],
      ['a', '<', 'two'],
    )

    it('goes on from what is said, and says what belongs to what was left out', async () => {
      const mock = await played(recording)
      const app = await opened(mock)
      await app.say('2')
      expect(app.got).toEqual(['one', 'two'])
    })

    it('leaves what is not in the recording, or behind, unmatched', async () => {
      const mock = await played(recording)
      const app = await opened(mock)
      await app.say('ping', '2', '1')
      expect(app.got).toEqual(['one', 'two'])
      expect(unmatchedIn(mock)).toBe(2)
    })
  })

  describe('any', () => {
    const recording = tape(
      ['a', 'open'],
      ['a', '<', 'welcome'],
      ['a', '>', 'next'],
      ['a', '<', '1'],
      ['a', '>', 'next'],
      ['a', '<', '2'],
      ['a', '>', 'stop'],
      ['a', '<', 'stopped'],
      ['b', 'open'],
      ['b', '>', 'only b'],
      ['b', '<', 'b'],
    )

    it('answers in any order, of equal messages in turn, the last again', async () => {
      const mock = await played(recording, { match: 'any' })
      const app = await opened(mock)
      await app.say('stop', 'next', 'next', 'next', 'only b', 'what?')
      expect(app.got).toEqual(['welcome', 'stopped', '1', '2', '2', 'b'])
      expect(unmatchedIn(mock)).toBe(1)
    })

    it('greets as many clients as come', async () => {
      const mock = await played(tape(['a', 'open'], ['a', '<', 'welcome']), { match: 'any' })
      for (const _ of [1, 2, 3]) expect((await opened(mock)).got).toEqual(['welcome'])
    })
  })

  describe('together', () => {
    const recording = tape(
      ['a', 'open'],
      ['b', 'open'],
      ['a', '>', 'hi'],
      ['a', '<', 'a: hi'],
      ['b', '<', 'a: hi'],
    )

    it('waits for what others had said before', async () => {
      const mock = await played(recording, { together: true })
      const a = await opened(mock)
      const b = await opened(mock)
      expect(b.got).toEqual([])
      await a.say('hi')
      expect([a.got, b.got]).toEqual([['a: hi'], ['a: hi']])
    })

    it('does not otherwise', async () => {
      const mock = await played(recording)
      await opened(mock)
      expect((await opened(mock)).got).toEqual(['a: hi'])
    })

    it('waits for nobody who is gone', async () => {
      const mock = await played(recording, { together: true })
      const a = await opened(mock)
      const b = await opened(mock)
      a.socket.close()
      await mock.drain()
      expect(b.got).toEqual(['a: hi'])
    })
  })

  describe('values that differ from run to run', () => {
    const [recorded, other, another] = [
      'a0000000-0000-4000-8000-000000000000',
      'b0000000-0000-4000-8000-000000000000',
      'c0000000-0000-4000-8000-000000000000',
    ]
    const json = (value: unknown): string => JSON.stringify(value)

    it('are captured, and said again in their place', async () => {
      const recording = tape(
        ['a', 'open'],
        ['a', '>', json({ id: recorded, at: '2020-01-01T00:00:00Z', n: 1 })],
        ['a', '<', json({ ack: recorded, seen: { [recorded]: true }, of: 'n' })],
        ['a', '>', json({ again: recorded })],
        ['a', '<', recorded],
      )
      const app = await opened(await played(recording, { match: 'strict' }))
      await app.say(`{ "n": 1, "id": "${other}", "at": "2026-05-05T05:05:05Z" }`, json({ again: other }))
      expect(app.got).toEqual([json({ ack: other, seen: { [other]: true }, of: 'n' }), other])
    })

    it('have to be the same where they were', async () => {
      const recording = tape(
        ['a', 'open'],
        ['a', '>', json({ id: recorded })],
        ['a', '>', json({ id: recorded })],
        ['a', '<', 'same'],
      )
      const mock = await played(recording)
      const app = await opened(mock)
      await app.say(json({ id: other }), json({ id: another }))
      expect(app.got).toEqual([])
      await app.say(json({ id: other }))
      expect(app.got).toEqual(['same'])
    })

    it('that the server made up have to come back as they were said', async () => {
      const recording = tape(
        ['a', 'open'],
        ['a', '<', json({ session: recorded })],
        ['a', '>', json({ session: recorded })],
        ['a', '<', 'ok'],
      )
      const app = await opened(await played(recording))
      await app.say(json({ session: other }), json({ session: recorded }))
      expect(app.got).toEqual([json({ session: recorded }), 'ok'])
    })

    it('are where the author says so, whatever they are', async () => {
      const recording = tape(
        ['a', 'open'],
        ['a', '>', json({ ref: 7, text: 'hi' })],
        ['a', '<', json({ reply: { ref: 7 }, n: 7 })],
      )
      const mock = await played(recording, { volatile: ['ref', 'reply.ref'] })
      const app = await opened(mock)
      await app.say(json({ ref: 'x1', text: 'ho' }), json({ ref: 'x1', text: 'hi' }))
      expect(app.got).toEqual([json({ reply: { ref: 'x1' }, n: 7 })])
      expect(unmatchedIn(mock)).toBe(1)
    })
  })

  it.each([
    [false, 'any' as const],
    [false, 'ordered' as const],
    [true, 'ordered' as const],
  ])('takes the time that it took, if asked (together: %s, %s)', async (together, match) => {
    const recording = tape(
      ['a', 'open', '', 10],
      ['a', '<', 'welcome', 110],
      ['a', '>', '1', 500],
      ['a', '<', 'one', 540],
      ['a', '<', 'two', 600],
    )
    const timed = scenario('timed', {
      clients: ['a'],
      steps: ({ a }) => [a.expect('welcome'), wait(1_000), a.send('1'), a.expect('one'), a.expect('two')],
    })
    const { transcript, outcome } = await simulate(timed, {
      mock: replay(recording, { delays: 'recorded', match, together }),
    })
    expect(outcome).toBe('pass')
    const said = transcript.entries.filter(({ kind }) => kind === 'message')
    expect(said.map(({ at }) => at)).toEqual([100, 1_100, 1_140, 1_200])
  })

  it.each([
    [{}, {}, 'the recording is neither a transcript nor the JSON of a HAR file'],
    [{ entries: [] }, {}, 'no connection is in the recording'],
    [tape(['a', 'open']), { match: 'loose' }, 'match is "loose". Use one of strict, ordered, any'],
    [tape(['a', 'open']), { delay: 1 }, 'there is no option "delay"'],
    [tape(['a', 'open']), { match: 'any', together: true }, "match: 'any' says none"],
    [tape(['a', 'open']), { volatile: ['*'] }, 'it is no path to a field'],
  ])('refuses %j with %j', (recording, options, why) => {
    expect(() => replay(recording, options as ReplayOptions)).toThrow(why)
  })
})
