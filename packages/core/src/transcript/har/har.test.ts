// A HAR file that Playwright recorded of a real server, and what other writers do otherwise.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { timeline } from '../../views/timeline.ts'
import type { Entry, Transcript } from '../entry.ts'
import type { Har } from './model.ts'
import { readHar } from './read-har.ts'
import { writeHar } from './write-har.ts'

const text = readFileSync(new URL('../../../test/har/playwright.har', import.meta.url), 'utf8')
const recorded = (): Har => JSON.parse(text) as Har

/** The same with other frames or fields in its first connection. */
function changed(change: (entry: Record<string, unknown>) => void): unknown {
  const har = recorded()
  const entry = har.log.entries.find((each) => each._resourceType === 'websocket')!
  change(entry as unknown as Record<string, unknown>)
  return har
}

/** A file of one connection. */
function fileOf(
  messages: unknown,
  more: object = {},
  response: object = { status: 101, headers: [] },
): object {
  const request = { url: 'wss://chat.example.com/', headers: [] }
  const entry = {
    startedDateTime: '2026-01-02T03:04:05.000Z',
    request,
    response,
    _webSocketMessages: messages,
    ...more,
  }
  return { log: { entries: [entry] } }
}

const START = Date.parse('2026-01-02T03:04:05.000Z')
const timesOf = ({ entries }: Transcript): readonly number[] => entries.map(({ at }) => at)
const frame = (data: string, more: object = {}): object => ({
  type: 'send',
  time: START,
  opcode: 1,
  data,
  ...more,
})

describe('readHar', () => {
  it('reads what Playwright recorded: two connections, text and bytes, as it was said', () => {
    expect(timeline(readHar(text))).toMatchInlineSnapshot(`
      " 1  client-1  ○ open ws://127.0.0.1:40587/rooms/lobby?name=alice as chat.v2
       2  client-1  → {"type":"subscribe","id":"92fbd1dd-117e-4cd5-bb0e-9fa265a09609"}
       3  client-1  ← {"type":"subscribed","id":"92fbd1dd-117e-4cd5-bb0e-9fa265a09609","session":"4b6b1f24-d047-43d…
       4  client-2  ○ open ws://127.0.0.1:40587/rooms/lobby?name=bob as chat.v2
       5  client-2  → {"type":"subscribe","id":"c20b7fc6-9131-4280-a096-30392a16f486"}
       6  client-2  ← {"type":"subscribed","id":"c20b7fc6-9131-4280-a096-30392a16f486","session":"814b6830-4827-4b7…
       7  client-1  → {"type":"say","id":"e28253bb-a67a-4ca5-9799-bb7ab309f37c","text":"hi"}
       8  client-1  ← {"type":"said","id":"e28253bb-a67a-4ca5-9799-bb7ab309f37c","text":"hi","at":"2026-11-26T01:16…
       9  client-2  ← {"type":"said","id":"e28253bb-a67a-4ca5-9799-bb7ab309f37c","text":"hi","at":"2026-11-26T01:16…
      10  client-1  → <3 bytes 0x010203>
      11  client-1  ← <4 bytes 0x09010203>"
    `)
  })

  it('keeps what a handshake was, without its secrets', () => {
    const secret = changed(({ request }) => {
      ;(request as { headers: object[] }).headers.push(
        { name: 'Cookie', value: 'session=1' },
        { name: ':path', value: '/' },
      )
    })
    const [open] = readHar(secret).entries
    expect(open).toMatchObject({
      kind: 'open',
      protocol: 'chat.v2',
      offered: ['chat.v2'],
      headers: { cookie: '<redacted>' },
    })
    expect(JSON.stringify(open)).not.toContain(':path')
  })

  it.each([
    ['seconds, as Chromium', 1 / 1000],
    ['ms, as Playwright', 1],
    ['microseconds', 1000],
  ])('finds out that times are in %s', (_, factor) => {
    const messages = [0, 1500, 1750].map((ms) => frame('x', { time: (START + ms) * factor }))
    expect(timesOf(readHar(fileOf(messages)))).toEqual([0, 0, 1500, 1750])
  })

  it('takes small times to count from the beginning of the connection, in ms', () => {
    expect(timesOf(readHar(fileOf([frame('x', { time: 20 }), frame('y', { time: 35 })])))).toEqual([
      0, 20, 35,
    ])
  })

  it('keeps the order of a connection where times are missing or go back', () => {
    const messages = [
      frame('a', { time: START + 9 }),
      frame('b', { time: -1 }),
      frame('c', { time: START + 3 }),
    ]
    const { entries } = readHar(fileOf(messages))
    expect(entries.map((entry) => ('payload' in entry ? entry.payload : ''))).toEqual(['', 'a', 'b', 'c'])
    expect(timesOf({ entries })).toEqual([0, 9, 9, 9])
  })

  it('reads closes, pings, pongs, and what Chromium calls an error', () => {
    const messages = [
      frame('hb', { opcode: 9, type: 'receive' }),
      frame('hb', { opcode: 10 }),
      frame('gone', { type: 'error', opcode: -1 }),
      frame('bye', { opcode: 8, code: 4001 }),
    ]
    expect(readHar(fileOf(messages)).entries.slice(1)).toMatchObject([
      { kind: 'ping', direction: 'serverToClient', payload: new TextEncoder().encode('hb') },
      { kind: 'pong', direction: 'clientToServer' },
      { kind: 'error', message: 'gone' },
      { kind: 'close', direction: 'clientToServer', code: 4001, reason: 'bye' },
    ])
  })

  it('reads a refused handshake', () => {
    const refused = fileOf(undefined, {}, { status: 403, statusText: 'Forbidden' })
    expect(readHar(refused).entries).toMatchObject([{ kind: 'reject', status: 403, reason: 'Forbidden' }])
  })

  it('reads frames from the files that Playwright puts beside it', () => {
    const apart = fileOf(undefined, {}, { status: 101, content: { _file: 'abc.jsonl' } })
    const lines = [frame('one'), frame('two')].map((each) => JSON.stringify(each)).join('\n')
    const { entries } = readHar(apart, { attachment: (file) => (file === 'abc.jsonl' ? `${lines}\n` : '') })
    expect(entries.map((entry) => ('payload' in entry ? entry.payload : ''))).toEqual(['', 'one', 'two'])
    expect(() => readHar(apart)).toThrow(
      "the frames of log.entries[0] are in a file of their own, abc.jsonl. Record with content: 'embed'",
    )
  })

  it('hides what is asked for', () => {
    const har = fileOf([frame('{"token":"s3cret","a":1}')])
    expect(JSON.stringify(readHar(har, { redaction: { redact: ['token'] } }))).not.toContain('s3cret')
  })

  it.each([
    ['{', 'it is no JSON'],
    [[], 'the file: expected an object, found []'],
    [{}, 'log: expected an object, found nothing'],
    [{ log: {} }, 'log.entries: expected a list, found nothing'],
    [fileOf('x'), 'log.entries[0]._webSocketMessages: expected a list, found "x"'],
    [
      fileOf([frame('x', { type: 'up' })]),
      'log.entries[0]._webSocketMessages[0].type: expected send or receive, found "up"',
    ],
    [
      fileOf([frame('x', { time: 'now' })]),
      'log.entries[0]._webSocketMessages[0].time: expected a number, found "now"',
    ],
    [
      fileOf([frame('*', { opcode: 2 })]),
      'log.entries[0]._webSocketMessages[0].data: expected base64, as of every binary frame',
    ],
    [fileOf([frame('x', { opcode: 3 })]), 'opcode: expected 1, 2, 8, 9 or 10, found 3'],
    [
      fileOf([], { startedDateTime: 'soon' }),
      'log.entries[0].startedDateTime: expected a date, found "soon"',
    ],
    [fileOf([], { request: {} }), 'log.entries[0].request.url: expected a string, found nothing'],
  ])('refuses %j', (har, why) => {
    expect(() => readHar(har)).toThrow(why)
  })
})

describe('writeHar', () => {
  it.each(['s', 'ms'] as const)('writes what readHar reads, in %s', (timeUnit) => {
    const { entries } = readHar(text)
    const again = readHar(
      writeHar({ entries }, { timeUnit, startedAtMs: Date.parse('2026-11-26T01:16:54.769Z') }),
    )
    const withoutTime = (list: readonly Entry[]) =>
      list.map((entry) => ({ ...entry, at: Math.round(entry.at) }))
    expect(withoutTime(again.entries)).toEqual(withoutTime(entries))
  })

  it('writes closes, pings and refusals; what is no frame is left out', () => {
    const base = { at: 1, client: 'a' }
    const bytes = new Uint8Array([104, 98])
    const entries: Entry[] = [
      {
        kind: 'reject',
        seq: 1,
        at: 0,
        client: 'b',
        url: 'wss://x.example/',
        status: 401,
        reason: 'Unauthorized',
      },
      { kind: 'open', seq: 2, ...base, url: 'wss://x.example/?room=1', protocol: '' },
      { kind: 'join', seq: 3, ...base, group: 'lobby' },
      { kind: 'ping', seq: 4, ...base, direction: 'serverToClient', payload: bytes },
      {
        kind: 'close',
        seq: 5,
        ...base,
        direction: 'serverToClient',
        code: 4000,
        reason: 'over',
        clean: true,
      },
      { kind: 'open', seq: 6, ...base, url: 'wss://x.example/?room=2', protocol: '' },
      { kind: 'close', seq: 7, ...base, code: 1006, reason: '', clean: false },
    ]
    const har = JSON.parse(writeHar({ entries })) as Har
    expect(
      har.log.entries.map((entry) => [entry.request.url, entry.response.status, entry._webSocketMessages]),
    ).toEqual([
      ['wss://x.example/', 401, []],
      [
        'wss://x.example/?room=1',
        101,
        [
          { type: 'receive', time: 946_684_800.001, opcode: 9, data: 'hb' },
          { type: 'receive', time: 946_684_800.001, opcode: 8, data: 'over', code: 4000 },
        ],
      ],
      ['wss://x.example/?room=2', 101, []],
    ])
    expect(har.log.entries[1]!.request.queryString).toEqual([{ name: 'room', value: '1' }])
  })
})
