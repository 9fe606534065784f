import { describe, expect, it } from 'vitest'
import type { NormalisedEntry } from '../transcript/normalise.ts'
import type { Payload } from '../wire/frame.ts'
import { snapshotText } from './snapshot.ts'

const hears = (payload: Payload, cause?: number): NormalisedEntry => ({
  kind: 'message',
  client: 'alice',
  direction: 'serverToClient',
  opcode: typeof payload === 'string' ? 'text' : 'binary',
  payload,
  ...(cause === undefined ? {} : { cause }),
})
const bytes = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, index) => index)
const recipients = Array.from({ length: 12 }, (_, index) => `client-${index + 1}`)

describe('snapshotText', () => {
  it('tells a conversation, a line for each event, without numbers or times', () => {
    const said = '{"type":"said","text":"hi"}'
    expect(
      snapshotText([
        { kind: 'open', client: 'alice', url: 'wss://chat.example.com/rooms/lobby', protocol: 'chat.v2' },
        { kind: 'join', client: 'alice', group: 'lobby', cause: 1 },
        { kind: 'message', client: 'alice', direction: 'clientToServer', opcode: 'text', payload: '!' },
        { kind: 'unmatched', client: 'alice', cause: 3 },
        { kind: 'broadcast', opcode: 'text', payload: said, groups: ['lobby'], recipients },
        hears(said, 5),
        { kind: 'fault', client: 'bob', fault: 'drop', opcode: 'text', payload: said, cause: 5 },
        hears(said, 5),
        { kind: 'ping', client: 'alice', direction: 'serverToClient', payload: bytes(0) },
        { kind: 'error', message: 'boom\n  at x' },
        {
          kind: 'close',
          client: 'alice',
          direction: 'serverToClient',
          code: 4001,
          reason: 'go',
          clean: true,
        },
      ]),
    ).toMatchInlineSnapshot(`
      "alice ○ open wss://chat.example.com/rooms/lobby as chat.v2
      alice + joins lobby
      alice → !
      alice ! unmatched: no rule for !
      ⇐ broadcast to lobby (client-1, client-2, client-3, client-4, client-5, client-6, client-7, client-8, client-9, client-10, client-11, client-12): {"type":"said","text":"hi"}
        alice ← {"type":"said","text":"hi"}
      bob ! fault: drop: {"type":"said","text":"hi"}
      alice ← {"type":"said","text":"hi"}
      alice ← ping
      ! error: boom\\n  at x
      alice ← close 4001 "go""
    `)
  })

  it('keeps JSON that fits as it was sent, and indents what is longer', () => {
    const long = `{"list":[1,{"a":[],"b":{}},"x, y: {z}"],"n":9007199254740993,"text":"${'x'.repeat(60)}"}`
    expect(snapshotText([hears('{ "a": 1.0 }'), hears('{\n  "a": 1\n}'), hears(long), hears('[]')]))
      .toMatchInlineSnapshot(`
      "alice ← { "a": 1.0 }
      alice ← {"a":1}
      alice ← {
        "list": [
          1,
          {
            "a": [],
            "b": {}
          },
          "x, y: {z}"
        ],
        "n": 9007199254740993,
        "text": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      }
      alice ← []"
    `)
  })

  it('indents the deliveries of a broadcast with all their lines', () => {
    const long = `{"text":"${'x'.repeat(90)}"}`
    expect(
      snapshotText([
        { kind: 'broadcast', opcode: 'text', payload: long, recipients: ['alice'] },
        hears(long, 1),
      ]),
    ).toMatchInlineSnapshot(`
      "⇐ broadcast to everybody (alice): {
        "text": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      }
        alice ← {
          "text": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        }"
    `)
  })

  it('shows every byte', () => {
    expect(snapshotText([hears(bytes(3)), hears(bytes(0)), hears(bytes(40))])).toMatchInlineSnapshot(`
      "alice ← <3 bytes 0x000102>
      alice ← <0 bytes>
      alice ← <40 bytes
        0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
        0x2021222324252627
      >"
    `)
  })

  it('never shows two different texts alike', () => {
    const texts = [
      '!',
      '"!"',
      ' !',
      '! ',
      '',
      '\\n',
      '\n',
      '<3 bytes 0x000102>',
      '{broken',
      '[',
      'text "!"',
      '\u202E',
      '\\u202e',
    ]
    const shown = [...texts, bytes(3)].map((payload) => snapshotText([hears(payload)]))
    expect(new Set(shown).size).toBe(shown.length)
    expect(shown).toMatchInlineSnapshot(`
      [
        "alice ← !",
        "alice ← "!"",
        "alice ← text " !"",
        "alice ← text "! "",
        "alice ← text """,
        "alice ← text "\\\\n"",
        "alice ← text "\\n"",
        "alice ← text "<3 bytes 0x000102>"",
        "alice ← text "{broken"",
        "alice ← text "["",
        "alice ← text "text \\"!\\""",
        "alice ← text "\\u202e"",
        "alice ← text "\\\\u202e"",
        "alice ← <3 bytes 0x000102>",
      ]
    `)
  })
})
