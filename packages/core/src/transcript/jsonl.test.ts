import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MistakeError } from '../errors.ts'
import type { Entry } from './entry.ts'
import { readTranscript, TRANSCRIPT_HEADER, writeEntry, writeTranscript } from './jsonl.ts'

const open: Entry = {
  kind: 'open',
  seq: 1,
  at: 0,
  client: 'alice',
  url: 'wss://h/',
  protocol: '',
  offered: ['chat'],
  headers: { host: 'h' },
}
const blob = (payload: Uint8Array<ArrayBuffer>): Entry => ({
  kind: 'message',
  seq: 2,
  at: 1.5,
  client: 'alice',
  direction: 'clientToServer',
  opcode: 'binary',
  payload,
})
const file = (...lines: readonly string[]): string => [TRANSCRIPT_HEADER, ...lines].join('\n')
const join = (seq: number): string =>
  JSON.stringify({ kind: 'join', seq, at: 0, client: 'alice', group: 'g' })

const parsed = (json: string): unknown => JSON.parse(json)

const payload = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => ({ opcode: 'text' as const, payload: text })),
  // Over the size that is encoded in one piece.
  fc
    .oneof(fc.uint8Array({ maxLength: 20 }), fc.constant(new Uint8Array(100_000).fill(7)))
    .map((bytes) => ({ opcode: 'binary' as const, payload: new Uint8Array(bytes) })),
)
const direction = fc.constantFrom('clientToServer' as const, 'serverToClient' as const)
const client = fc.string()
const anyEvent = fc.oneof(
  fc.constant(open),
  fc.record({ kind: fc.constantFrom('join', 'leave'), client, group: fc.string() }),
  fc
    .tuple(payload, direction, client)
    .map(([frame, way, name]) => ({ kind: 'message', client: name, direction: way, ...frame })),
  fc
    .tuple(payload, fc.array(client))
    .map(([frame, recipients]) => ({ kind: 'broadcast', recipients, ...frame })),
  payload.map((frame) => ({ kind: 'fault', client: 'a', fault: 'drop', ...frame })),
  fc.uint8Array().map((bytes) => ({
    kind: 'ping',
    client: 'a',
    direction: 'serverToClient',
    payload: new Uint8Array(bytes),
  })),
  fc.record({ kind: fc.constant('close'), client, code: fc.nat(), reason: fc.string(), clean: fc.boolean() }),
  fc.record({ kind: fc.constant('error'), message: fc.string() }),
  fc.record({ kind: fc.constant('reject'), client, url: fc.string(), status: fc.nat(), reason: fc.string() }),
  // As JSON has it: -0 and __proto__ are not its own.
  fc.record({ kind: fc.constant('from the future'), payload: fc.string(), what: fc.json().map(parsed) }),
)
const transcript = fc
  .array(fc.tuple(anyEvent, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true })))
  .map((events) => ({
    entries: events.map(([event, at], index) => ({ ...event, seq: index + 1, at }) as unknown as Entry),
  }))

describe('writeTranscript', () => {
  it('writes a versioned first line, then an entry a line, bytes as base64', () => {
    expect(writeTranscript({ entries: [open, blob(new Uint8Array([0, 255]))] })).toBe(
      [
        '{"parley":"transcript","version":1}',
        '{"kind":"open","seq":1,"at":0,"client":"alice","url":"wss://h/","protocol":"","offered":["chat"],"headers":{"host":"h"}}',
        '{"kind":"message","seq":2,"at":1.5,"client":"alice","direction":"clientToServer","opcode":"binary","payload":"AP8="}',
        '',
      ].join('\n'),
    )
  })
})

describe('writeEntry', () => {
  it('gives a line that can be appended to a file', () => {
    const text = `${TRANSCRIPT_HEADER}\n${writeEntry(open)}\n`
    expect(text).toBe(writeTranscript({ entries: [open] }))
  })
})

describe('readTranscript', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(transcript, (written) => {
        expect(readTranscript(writeTranscript(written))).toEqual(written)
      }),
    )
  })

  it('keeps unknown fields and entries of unknown kinds, to the letter', () => {
    const text = `${file(
      '{"note":1,"kind":"join","seq":1,"at":0,"client":"a","group":"g","__proto__":{"x":1}}',
      '{"kind":"from the future","payload":"no base64","opcode":"binary","seq":2,"at":0,"cause":1}',
    )}\n`
    expect(writeTranscript(readTranscript(text))).toBe(text)
  })

  it('takes what editors do to a file: a byte order mark, CRLF, empty lines, no line end', () => {
    expect(
      readTranscript(`\uFEFF${file(join(1), '', join(3)).replaceAll('\n', '\r\n')}`).entries,
    ).toHaveLength(2)
  })

  it('takes an empty transcript', () => {
    expect(readTranscript(TRANSCRIPT_HEADER)).toEqual({ entries: [] })
  })

  it.each([
    ['', 'line 1: expected {"parley":"transcript","version":1}, found nothing'],
    ['{"log":{}}', 'line 1: expected {"parley":"transcript","version":1}, found {"log":{}}'],
    ['{"parley":"transcript"}', 'line 1: expected version to be a whole number from 1, found none'],
    [file('{', join(1)), 'line 2: expected a JSON object, found {'],
    [file(join(1), '[]'), 'line 3: expected a JSON object, found []'],
    [file('{"seq":1}'), 'line 2: expected kind to be a string, found none'],
    [file(join(0)), 'line 2: expected seq to be a whole number from 1, found 0'],
    [file(join(2), join(2)), 'line 3: expected a seq above 2, found 2'],
    [file('{"kind":"join","seq":1,"at":"0"}'), 'line 2: expected at to be a number of ms, found "0"'],
    [
      file('{"kind":"join","seq":1,"at":0,"client":"a"}'),
      'line 2: expected group to be a string, found none',
    ],
    [
      file('{"kind":"unmatched","seq":1,"at":0,"client":"a","cause":1}'),
      'line 2: expected cause to be an earlier entry than 1, found 1',
    ],
    [
      file(writeEntry(blob(new Uint8Array())).replace('"binary"', '"ping"')),
      'line 2: expected opcode to be text or binary, found "ping"',
    ],
    [
      file(writeEntry(blob(new Uint8Array([1]))).replace('AQ==', '?')),
      'line 2: expected payload to be base64, found ?',
    ],
    [
      file(join(1), `{"payload":"${'x'.repeat(80)}`),
      `line 3: expected a whole entry, found {"payload":"${'x'.repeat(48)}…`,
    ],
  ])('says where a damaged file is damaged: %j', (text, expected) => {
    expect(() => readTranscript(text)).toThrow(MistakeError)
    expect(() => readTranscript(text)).toThrow(`reading a transcript: ${expected}. `)
  })

  it('refuses a newer version with a sentence', () => {
    expect(() => readTranscript('{"parley":"transcript","version":2}\n?')).toThrowErrorMatchingInlineSnapshot(
      `[MistakeError: reading a transcript: a newer version of Parley wrote it, in format 2; this one reads up to format 1. Update Parley, or record it again.]`,
    )
  })

  it('reads a recording that was cut off anywhere, but for its last line', () => {
    const whole = file(
      join(1),
      join(2),
      writeEntry(blob(new Uint8Array([1, 2, 3]))).replace('"seq":2', '"seq":3'),
    )
    for (let end = TRANSCRIPT_HEADER.length; end < whole.length; end++) {
      const cut = whole.slice(0, end)
      const { entries } = readTranscript(cut, { partial: true })
      const complete = [join(1), join(2)].filter((line) => cut.includes(line)).length
      expect(entries).toHaveLength(complete)
    }
  })

  it('drops no other line of a recording that was cut off', () => {
    expect(() => readTranscript(file('{"kind":', join(1), '{"k'), { partial: true })).toThrow('line 2')
    expect(() => readTranscript(file(join(1), '{"kind":"join"}'), { partial: true })).toThrow('line 3')
    expect(() => readTranscript('{"parley":"tran', { partial: true })).toThrow('line 1')
  })
})
