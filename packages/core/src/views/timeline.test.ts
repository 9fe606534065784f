import { describe, expect, it } from 'vitest'
import type { Entry } from '../transcript/entry.ts'
import { timeline } from './timeline.ts'

const said = '{"type":"said","text":"hi"}'
const conversation: readonly Entry[] = [
  {
    kind: 'open',
    seq: 1,
    at: 0,
    client: 'alice',
    url: 'wss://chat.example.com/rooms/lobby',
    protocol: 'chat.v2',
  },
  { kind: 'open', seq: 2, at: 0, client: 'bob', url: 'wss://chat.example.com/rooms/lobby', protocol: '' },
  { kind: 'join', seq: 3, at: 1, cause: 1, client: 'alice', group: 'lobby' },
  {
    kind: 'message',
    seq: 4,
    at: 2.345,
    client: 'alice',
    direction: 'clientToServer',
    opcode: 'text',
    payload: '!',
  },
  {
    kind: 'broadcast',
    seq: 5,
    at: 3,
    cause: 4,
    opcode: 'text',
    payload: said,
    groups: ['lobby'],
    recipients: ['alice', 'bob'],
  },
  {
    kind: 'message',
    seq: 6,
    at: 3,
    cause: 5,
    client: 'alice',
    direction: 'serverToClient',
    opcode: 'text',
    payload: said,
  },
  {
    kind: 'fault',
    seq: 7,
    at: 3,
    cause: 5,
    client: 'bob',
    fault: 'delay',
    delayMs: 30,
    opcode: 'text',
    payload: said,
  },
  {
    kind: 'message',
    seq: 8,
    at: 33,
    cause: 5,
    client: 'bob',
    direction: 'serverToClient',
    opcode: 'text',
    payload: said,
  },
  {
    kind: 'message',
    seq: 9,
    at: 40,
    client: 'bob',
    direction: 'clientToServer',
    opcode: 'binary',
    payload: bytes(12),
  },
  { kind: 'unmatched', seq: 10, at: 40, client: 'bob', cause: 9 },
  { kind: 'ping', seq: 11, at: 50, client: 'bob', direction: 'serverToClient', payload: bytes(0) },
  { kind: 'pong', seq: 12, at: 51, client: 'bob', direction: 'clientToServer', payload: bytes(1) },
  { kind: 'error', seq: 13, at: 52, message: 'boom\n  at x' },
  {
    kind: 'close',
    seq: 14,
    at: 60,
    client: 'bob',
    direction: 'clientToServer',
    code: 1000,
    reason: 'bye',
    clean: true,
  },
  { kind: 'close', seq: 15, at: 60, client: 'alice', code: 1006, reason: '', clean: false },
  { kind: 'leave', seq: 16, at: 60, client: 'alice', group: 'lobby' },
  {
    kind: 'reject',
    seq: 17,
    at: 61,
    client: 'eve',
    url: 'wss://chat.example.com/',
    status: 401,
    reason: 'Unauthorized',
  },
]

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => index + 10)
}

function message(client: string, payload: string, seq = 1): Entry {
  return { kind: 'message', seq, at: 0, client, direction: 'clientToServer', opcode: 'text', payload }
}

const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`

describe('timeline', () => {
  it('has one line for each event, in columns', () => {
    expect(timeline({ entries: conversation })).toMatchInlineSnapshot(`
      " 1  alice  ○ open wss://chat.example.com/rooms/lobby as chat.v2
       2  bob    ○ open wss://chat.example.com/rooms/lobby
       3  alice  + joins lobby
       4  alice  → !
       5         ⇐ broadcast to lobby (alice, bob): {"type":"said","text":"hi"}
       6  alice    ← {"type":"said","text":"hi"}
       7  bob    ! fault: delay 30 ms: {"type":"said","text":"hi"}
       8  bob    ← {"type":"said","text":"hi"} (of #5)
       9  bob    → <12 bytes 0x0a0b0c0d0e0f1011…>
      10  bob    ! unmatched: no rule for #9
      11  bob    ← ping
      12  bob    → pong: <1 byte 0x0a>
      13         ! error: boom\\n  at x
      14  bob    → close 1000 normal closure "bye"
      15  alice  × cut 1006 abnormal closure
      16  alice  - leaves lobby
      17  eve    × rejected 401 Unauthorized, wss://chat.example.com/"
    `)
  })

  it('shows the tail, what is marked before it, and how much is left out', () => {
    expect(timeline({ entries: conversation }, { last: 3, mark: [4, 16], time: true }))
      .toMatchInlineSnapshot(`
      "… 3 earlier entries
      ▶  4  2.3 ms  alice  → !
      … 10 more entries
        15   60 ms  alice  × cut 1006 abnormal closure
      ▶ 16   60 ms  alice  - leaves lobby
        17   61 ms  eve    × rejected 401 Unauthorized, wss://chat.example.com/"
    `)
  })

  it('indents no delivery where something between it and its broadcast is left out', () => {
    expect(
      timeline({ entries: conversation }, { last: 0, mark: [5, 6, 8] })
        .split('\n')
        .slice(1, 5),
    ).toEqual([
      '▶ 5         ⇐ broadcast to lobby (alice, bob): {"type":"said","text":"hi"}',
      '▶ 6  alice    ← {"type":"said","text":"hi"}',
      '… 1 more entry',
      '▶ 8  bob    ← {"type":"said","text":"hi"} (of #5)',
    ])
  })

  it('says so when nothing happened', () => {
    expect(timeline({ entries: [] })).toBe('(nothing happened)')
  })

  it('shortens a payload to the width, between characters', () => {
    const lines = timeline(
      { entries: [message('a', 'é'.repeat(99)), message('a', '🎉'.repeat(99), 2)] },
      { width: 40 },
    )
    expect(lines).toBe(`1  a  → ${'é'.repeat(31)}…\n2  a  → ${'🎉'.repeat(15)}…`)
  })

  it('keeps a payload that just fits', () => {
    expect(timeline({ entries: [message('a', 'x'.repeat(32))] }, { width: 40 })).toBe(
      `1  a  → ${'x'.repeat(32)}`,
    )
  })

  it('aligns names of wide characters and of emoji', () => {
    expect(
      timeline({ entries: [message('日本', '1'), message('👩‍👩‍👧', '2', 2), message('anna', '3', 3)] }),
    ).toBe('1  日本  → 1\n2  👩‍👩‍👧    → 2\n3  anna  → 3')
  })

  it('prints nothing that moves a cursor or turns text around', () => {
    expect(timeline({ entries: [message('a\nb', '\u001b[2J\r\n\u202Eabc\uD800')] })).toBe(
      String.raw`1  a\nb  → \u001b[2J\r\n\u202eabc\ud800`,
    )
  })

  it('says how many more a broadcast reaches', () => {
    const recipients = Array.from({ length: 50 }, (_, index) => `client-${index + 1}`)
    const entry: Entry = {
      kind: 'broadcast',
      seq: 1,
      at: 0,
      opcode: 'text',
      payload: 'x',
      except: 'eve',
      recipients,
    }
    expect(timeline({ entries: [entry] })).toMatchInlineSnapshot(
      `"1  ⇐ broadcast to everybody except eve (client-1, client-2, client-3, client-4, client-5, client-6, client-7, client-8, 42 more): x"`,
    )
  })

  it('says that nobody hears a broadcast', () => {
    const entry: Entry = {
      kind: 'broadcast',
      seq: 1,
      at: 0,
      opcode: 'text',
      payload: 'x',
      groups: ['a', 'b'],
      recipients: [],
    }
    expect(timeline({ entries: [entry] })).toBe('1  ⇐ broadcast to a and b (nobody): x')
  })

  it('keeps a line for a kind of entry it does not know', () => {
    expect(timeline({ entries: [{ kind: 'rejoin', seq: 1, at: 0, client: 'a' } as never] })).toBe(
      '1  a  ? rejoin',
    )
  })

  it('puts colour around words and not into the columns', () => {
    const entries = conversation.slice(8, 10)
    const colours = { quiet: tag('q'), toServer: tag('s'), trouble: tag('t'), mark: tag('m') }
    expect(timeline({ entries }, { colours, mark: [10] })).toMatchInlineSnapshot(`
      "  <q> 9</q>  bob  <s>→ <12 bytes 0x0a0b0c0d0e0f1011…></s>
      <m>▶ </m><q>10</q>  bob  <t>! unmatched: no rule for #9</t>"
    `)
  })
})
