import { describe, expect, it } from 'vitest'
import type { Entry } from '../transcript/entry.ts'
import { mermaid } from './mermaid.ts'

const said = '{"type":"said","text":"hi; #1"}'
const conversation: readonly Entry[] = [
  { kind: 'open', seq: 1, at: 0, client: 'alice', url: 'wss://chat.example.com/rooms?a=1&b=2', protocol: '' },
  { kind: 'join', seq: 2, at: 0, client: 'alice', group: 'lobby' },
  {
    kind: 'message',
    seq: 3,
    at: 1,
    client: 'alice',
    direction: 'clientToServer',
    opcode: 'text',
    payload: '!',
  },
  { kind: 'unmatched', seq: 4, at: 1, client: 'alice', cause: 3 },
  {
    kind: 'broadcast',
    seq: 5,
    at: 2,
    opcode: 'text',
    payload: said,
    groups: ['lobby'],
    recipients: ['alice'],
  },
  {
    kind: 'message',
    seq: 6,
    at: 2,
    cause: 5,
    client: 'alice',
    direction: 'serverToClient',
    opcode: 'text',
    payload: said,
  },
  { kind: 'ping', seq: 7, at: 2, client: 'alice', direction: 'serverToClient', payload: new Uint8Array() },
  {
    kind: 'reject',
    seq: 8,
    at: 3,
    client: 'bob',
    url: 'wss://chat.example.com/',
    status: 401,
    reason: 'Unauthorized',
  },
  { kind: 'error', seq: 9, at: 3, message: 'boom\n at x' },
  {
    kind: 'close',
    seq: 10,
    at: 4,
    client: 'alice',
    direction: 'clientToServer',
    code: 1000,
    reason: 'bye',
    clean: true,
  },
  { kind: 'close', seq: 11, at: 5, client: 'carol', code: 1006, reason: '', clean: false },
]
const says = (client: string, payload: string): Entry => ({
  kind: 'message',
  seq: 1,
  at: 0,
  client,
  direction: 'clientToServer',
  opcode: 'text',
  payload,
})

describe('mermaid', () => {
  it('draws clients to the left of the server, frames as arrows and everything else as notes', () => {
    expect(mermaid({ entries: conversation })).toMatchInlineSnapshot(`
      "sequenceDiagram
        participant c1 as alice
        participant c2 as bob
        participant c3 as carol
        participant server
        c1-->>server: open wss://chat.example.com/rooms?a=1#38;b=2
        Note over c1: joins lobby
        c1->>server: !
        Note over c1: unmatched: no rule for !
        Note over server: broadcast to lobby (alice): {"type":"said","text":"hi#59; #35;1"}
        server->>c1: {"type":"said","text":"hi#59; #35;1"}
        server-->>c1: ping
        server--xc2: rejected 401 Unauthorized, wss://chat.example.com/
        Note over server: error: boom#92;n at x
        c1-xserver: close 1000 normal closure "bye"
        server--xc3: cut 1006 abnormal closure"
    `)
  })

  it('shortens payloads', () => {
    expect(mermaid({ entries: [says('a', 'x'.repeat(99))] }, { width: 10 })).toContain(
      `c1->>server: ${'x'.repeat(9)}…`,
    )
  })

  it('draws the tail, and says how much is left out', () => {
    expect(mermaid({ entries: conversation }, { last: 1 })).toMatchInlineSnapshot(`
      "sequenceDiagram
        participant c1 as carol
        participant server
        Note over server: … 10 earlier entries
        server--xc1: cut 1006 abnormal closure"
    `)
  })

  it.each([
    ['a;b#c', 'a#59;b#35;c'],
    ['%%{init: {}}%%', '#37;#37;{init: {}}#37;#37;'],
    ['<b>&amp;</b>', '#60;b#62;#38;amp#59;#60;/b#62;'],
    ['$$x$$', '#36;#36;x#36;#36;'],
    ['a\nend\u001b', 'a#92;nend#92;u001b'],
    ['wrap: x', '#119;rap: x'],
    [':nowrap: x', '#58;nowrap: x'],
    ['end', 'end'],
  ])('writes %j so that Mermaid shows it and does not obey it', (text, escaped) => {
    const lines = mermaid({ entries: [says(text, text)] }).split('\n')
    expect(lines.slice(1)).toEqual([
      `  participant c1 as ${escaped}`,
      '  participant server',
      `  c1->>server: ${escaped}`,
    ])
  })

  it('gives words to what has none', () => {
    expect(mermaid({ entries: [says('', '')] })).toBe(
      'sequenceDiagram\n  participant c1 as (unnamed)\n  participant server\n  c1->>server: (empty)',
    )
  })

  it('draws a transcript without entries', () => {
    expect(mermaid({ entries: [] })).toBe('sequenceDiagram\n  participant server')
  })
})
