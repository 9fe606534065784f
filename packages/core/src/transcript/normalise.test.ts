import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Direction, Payload } from '../wire/frame.ts'
import { snapshotText } from '../views/snapshot.ts'
import type { Entry, MessageEntry, Transcript } from './entry.ts'
import { normalise, type NormaliseOptions } from './normalise.ts'

// ── conversations, as a server would record them ───────────────────────────────────────────────────────────────────

type Written<E> = E extends unknown ? Omit<E, 'seq' | 'at'> : never

/** Writes entries the short way. Each method returns the entry's `seq`. */
class Pen implements Transcript {
  readonly entries: Entry[] = []

  write(entry: Written<Entry>): number {
    // The fields of the entry, completed.
    return this.entries.push({
      ...entry,
      seq: this.entries.length + 1,
      at: this.entries.length * 1.5,
    } as Entry)
  }
  open(client: string): number {
    return this.write({ kind: 'open', client, url: 'ws://127.0.0.1:49152/rooms', protocol: '' })
  }
  join(client: string, group: string, cause?: number): number {
    return this.write({ kind: 'join', client, group, cause })
  }
  say(client: string, payload: Payload): number {
    return this.#message(client, 'clientToServer', payload)
  }
  hear(client: string, payload: Payload, cause?: number): number {
    return this.#message(client, 'serverToClient', payload, cause)
  }
  broadcast(recipients: readonly string[], payload: string, cause?: number): number {
    return this.write({ kind: 'broadcast', opcode: 'text', payload, recipients, cause })
  }
  fanOut(recipients: readonly string[], payload: string, cause?: number): void {
    const seq = this.broadcast(recipients, payload, cause)
    for (const client of recipients) this.hear(client, payload, seq)
  }
  ping(client: string): number {
    return this.write({ kind: 'ping', client, direction: 'clientToServer', payload: new Uint8Array() })
  }
  pong(client: string, cause: number): number {
    return this.write({ kind: 'pong', client, direction: 'serverToClient', payload: new Uint8Array(), cause })
  }
  close(client: string): number {
    return this.write({
      kind: 'close',
      client,
      direction: 'clientToServer',
      code: 1000,
      reason: '',
      clean: true,
    })
  }
  #message(client: string, direction: Direction, payload: Payload, cause?: number): number {
    const opcode = typeof payload === 'string' ? 'text' : 'binary'
    return this.write({ kind: 'message', client, direction, opcode, payload, cause })
  }
}

function written(write: (pen: Pen) => void): Transcript {
  const pen = new Pen()
  write(pen)
  return pen
}

const text = (transcript: Transcript, options?: NormaliseOptions): string =>
  snapshotText(normalise(transcript, options))

/** Three messages that differ in nothing but volatile values. */
const withIds = (first: number, second: number): Transcript =>
  written((pen) => {
    pen.say('bob', `{"id":"${uuid(second)}","at":${first}}`)
    pen.say('alice', `{"id":"${uuid(first)}","at":${second}}`)
    pen.hear('bob', `{"of":"${uuid(first)}","to":"${uuid(second)}"}`)
  })

const CLIENTS = ['client-10', 'client-2', 'alice', 'bob']
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** One thing that happens. Deliveries may stay in flight until `flush`, so that broadcasts cross on the way. */
interface Step {
  readonly does:
    | 'say'
    | 'reply'
    | 'whisper'
    | 'shout'
    | 'shoutTwice'
    | 'enter'
    | 'relay'
    | 'server'
    | 'error'
    | 'flush'
    | 'ping'
    | 'pinged'
    | 'close'
  readonly who: number
  readonly whom: number
  readonly audience: readonly number[]
  readonly id: number
  readonly isHeld: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(
    'say',
    'reply',
    'whisper',
    'shout',
    'shoutTwice',
    'enter',
    'relay',
    'server',
    'error',
    'flush',
    'ping',
    'pinged',
    'close',
  ),
  who: fc.nat({ max: CLIENTS.length - 1 }),
  whom: fc.nat({ max: CLIENTS.length - 1 }),
  audience: fc.subarray([0, 1, 2, 3]),
  id: fc.nat({ max: 5 }),
  isHeld: fc.boolean(),
})

function conversation(steps: readonly Step[]): Transcript {
  const pen = new Pen()
  const open = new Set<string>()
  const inFlight = new Map<string, { readonly payload: string; readonly cause: number }[]>()
  const nameOf = (index: number): string => {
    const name = CLIENTS[index]!
    if (!open.has(name)) pen.join(name, 'lobby', pen.open(name))
    open.add(name)
    return name
  }
  const flush = (name: string): void => {
    for (const { payload, cause } of inFlight.get(name) ?? []) pen.hear(name, payload, cause)
    inFlight.delete(name)
  }
  let n = 0
  const message = (id: number): string => `{"n":${++n},"id":"${uuid(id)}"}`
  const deliver = (names: readonly string[], payload: string, cause: number, isHeld: boolean): void => {
    for (const name of names) inFlight.set(name, [...(inFlight.get(name) ?? []), { payload, cause }])
    if (!isHeld) for (const name of names) flush(name)
  }
  const shout = ({ audience, id, isHeld }: Step, cause?: number): void => {
    const payload = message(id)
    const recipients = audience.map(nameOf)
    deliver(recipients, payload, pen.broadcast(recipients, payload, cause), isHeld)
  }
  for (const each of steps) {
    const who = nameOf(each.who)
    switch (each.does) {
      case 'say':
        pen.say(who, message(each.id))
        break
      case 'reply':
        pen.hear(who, message(each.id), pen.say(who, message(each.id)))
        break
      case 'whisper':
        pen.hear(nameOf(each.whom), message(each.id), pen.say(who, message(each.id)))
        break
      case 'shout':
        shout(each, pen.say(who, message(each.id)))
        break
      case 'shoutTwice': {
        const cause = pen.say(who, message(each.id))
        shout(each, cause)
        shout(each, cause)
        break
      }
      case 'enter': {
        const cause = pen.say(who, message(each.id))
        shout(each, cause)
        pen.join(who, 'lobby', cause)
        pen.hear(who, message(each.id), cause)
        break
      }
      case 'relay': {
        const cause = pen.say(who, message(each.id))
        for (const name of each.audience.map(nameOf)) deliver([name], message(each.id), cause, each.isHeld)
        pen.join(nameOf(each.whom), 'lobby', cause)
        shout(each, cause)
        pen.hear(who, message(each.id), cause)
        break
      }
      case 'server':
        shout(each)
        break
      case 'error':
        pen.write({ kind: 'error', message: `boom ${++n}`, cause: pen.say(who, message(each.id)) })
        break
      case 'flush':
        flush(who)
        break
      case 'ping':
        pen.pong(who, pen.ping(who))
        break
      case 'pinged':
        shout(each, pen.ping(who))
        break
      case 'close':
        flush(who)
        pen.close(who)
        open.delete(who)
    }
  }
  for (const name of inFlight.keys()) flush(name)
  return pen
}

const conversations = fc.array(step, { maxLength: 30 }).map(conversation)

// ── other interleavings of the same conversation ───────────────────────────────────────────────────────────────────

/** What has to come before each entry, by index: written down a second time, from the rules and not from the code. */
function predecessors({ entries }: Transcript): readonly (readonly number[])[] {
  const lastOf = new Map<string, number>()
  return entries.map((entry, index) => {
    const { cause } = entry
    const client = 'client' in entry ? entry.client : undefined
    const isDelivery = cause !== undefined && entries[cause - 1]!.kind === 'broadcast'
    const lines: string[] = []
    if (client !== undefined) lines.push(`client ${client}`)
    if (client === undefined || (cause !== undefined && !isDelivery)) lines.push(`caused by ${cause}`)
    const before = lines.map((line) => lastOf.get(line))
    for (const line of lines) lastOf.set(line, index)
    return [...before, cause === undefined ? undefined : cause - 1].filter((each) => each !== undefined)
  })
}

/** Draws entries in another order that the rules allow, and numbers them anew. */
function interleaved(transcript: Transcript, choices: readonly number[]): Transcript {
  const needs = predecessors(transcript).map((each) => new Set(each))
  const left = new Set(transcript.entries.keys())
  const seqs = new Map<number, number>()
  const entries: Entry[] = []
  while (left.size > 0) {
    const free = [...left].filter((index) => [...needs[index]!].every((each) => !left.has(each)))
    const index = free[(choices[entries.length % choices.length] ?? 0) % free.length]!
    left.delete(index)
    const entry = transcript.entries[index]!
    const cause = entry.cause === undefined ? undefined : seqs.get(entry.cause)
    seqs.set(
      entry.seq,
      entries.push({ ...entry, seq: entries.length + 1, at: entries.length, cause } as Entry),
    )
  }
  return { entries }
}

const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 40 })

// ── one frame changed ──────────────────────────────────────────────────────────────────────────────────────────────

const isFrame = (entry: Entry): entry is MessageEntry => entry.kind === 'message'

/** Numbers entries anew after one was taken out or put in; `seq` may have fractions until then. */
function renumbered(entries: readonly Entry[]): Transcript {
  const seqs = new Map(entries.map((entry, index) => [entry.seq, index + 1]))
  return {
    entries: entries.map((entry, index) => {
      const cause = entry.cause === undefined ? undefined : seqs.get(entry.cause)
      // What moved before its cause cannot have been recorded as following from it.
      return {
        ...entry,
        seq: index + 1,
        cause: cause !== undefined && cause > index ? undefined : cause,
      } as Entry
    }),
  }
}

const changes: Record<
  string,
  (frame: MessageEntry, all: readonly Entry[], pick: number) => readonly Entry[] | undefined
> = {
  dropped: (frame, all) => all.filter((entry) => entry !== frame),
  duplicated: (frame, all) =>
    all.flatMap((entry) => (entry === frame ? [entry, { ...entry, seq: entry.seq + 0.5 }] : [entry])),
  altered: (frame, all) =>
    all.map((entry) =>
      entry === frame ? { ...frame, payload: String(frame.payload).replace('"n":', '"n":9') } : entry,
    ),
  'sent to another client': (frame, all, pick) => {
    const others = CLIENTS.filter((name) => name !== frame.client)
    return all.map((entry) => (entry === frame ? { ...frame, client: others[pick % others.length]! } : entry))
  },
  'swapped with another on its connection': (frame, all, pick) => {
    const others = all.filter(
      (entry) => isFrame(entry) && entry.client === frame.client && entry.payload !== frame.payload,
    )
    const other = others[pick % Math.max(1, others.length)]
    if (other === undefined) return undefined
    return all.map((entry) => {
      if (entry === frame) return { ...other, seq: frame.seq }
      return entry === other ? { ...frame, seq: other.seq } : entry
    })
  },
}

// ── the tests ──────────────────────────────────────────────────────────────────────────────────────────────────────

describe('normalise', () => {
  it('gives the same for every interleaving of the same conversation', () => {
    let moved = 0
    fc.assert(
      fc.property(conversations, choices, (recorded, order) => {
        const other = interleaved(recorded, order)
        if (other.entries.some((entry, index) => entry.kind !== recorded.entries[index]!.kind)) moved++
        expect(normalise(other)).toEqual(normalise(recorded))
        expect(normalise(other, { heartbeats: true })).toEqual(normalise(recorded, { heartbeats: true }))
        expect(text(other, { volatile: ['n'] })).toBe(text(recorded, { volatile: ['n'] }))
      }),
      { numRuns: 500 },
    )
    // Else the property would compare transcripts with themselves.
    expect(moved).toBeGreaterThan(250)
  })

  it.each(Object.entries(changes))('gives something else when one frame is %s', (_, change) => {
    let changed = 0
    fc.assert(
      fc.property(conversations, fc.nat(), fc.nat(), choices, (recorded, index, pick, order) => {
        const frames = recorded.entries.filter(isFrame)
        const frame = frames[index % Math.max(1, frames.length)]
        const entries = frame && change(frame, recorded.entries, pick)
        if (entries === undefined) return
        changed++
        const other = interleaved(renumbered(entries), order)
        expect(normalise(other)).not.toEqual(normalise(recorded))
        expect(text(other)).not.toBe(text(recorded))
      }),
      { numRuns: 300 },
    )
    expect(changed).toBeGreaterThan(150)
  })

  it('gives the same with and without heartbeats', () => {
    const idle = fc.array(step.filter(({ does }) => does !== 'pinged')).map(conversation)
    fc.assert(
      fc.property(idle, (recorded) => {
        const quiet = renumbered(recorded.entries.filter(({ kind }) => kind !== 'ping' && kind !== 'pong'))
        expect(normalise(recorded)).toEqual(normalise(quiet))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps every entry, in an order that has all the reasons of the recorded one', () => {
    fc.assert(
      fc.property(conversations, (recorded) => {
        const tagged = recorded.entries.map((entry) => ({ ...entry, tag: entry.seq - 1 }))
        // A field that is not known is kept.
        const order = normalise({ entries: tagged }, { heartbeats: true }).map((entry) => {
          return (entry as unknown as { readonly tag: number }).tag
        })
        expect(order.toSorted((a, b) => a - b)).toEqual([...recorded.entries.keys()])
        const positions = new Map(order.map((index, position) => [index, position]))
        for (const [index, needed] of predecessors(recorded).entries())
          for (const each of needed) expect(positions.get(each)).toBeLessThan(positions.get(index)!)
      }),
      { numRuns: 500 },
    )
  })

  it('puts deliveries directly below their broadcast, if none was late', () => {
    const prompt = fc.array(step.map((each) => ({ ...each, isHeld: false }))).map(conversation)
    fc.assert(
      fc.property(prompt, (recorded) => {
        const entries = normalise(recorded)
        for (const [index, { cause }] of entries.entries()) {
          if (cause === undefined || entries[cause - 1]!.kind !== 'broadcast') continue
          // The first one's place is the one after the broadcast's; the others follow each other.
          if (index !== cause) expect(entries[index - 1]!.cause).toBe(cause)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('puts a broadcast below its cause and its deliveries below it, though the recipients joined late', () => {
    const recorded = written((pen) => {
      pen.open('client-10')
      const said = pen.say('client-10', 'hello')
      pen.hear('client-10', 'ack', said)
      pen.say('client-10', 'next')
      pen.open('client-2')
      pen.open('client-1')
      pen.say('client-1', 'mine')
      pen.fanOut(['client-2', 'client-1'], 'said', said)
      pen.close('client-10')
    })
    expect(text(recorded)).toMatchInlineSnapshot(`
      "client-1 ○ open ws://127.0.0.1:<port#1>/rooms
      client-1 → mine
      client-2 ○ open ws://127.0.0.1:<port#1>/rooms
      client-10 ○ open ws://127.0.0.1:<port#1>/rooms
      client-10 → hello
      client-10 ← ack
      ⇐ broadcast to everybody (client-1, client-2): said
        client-1 ← said
        client-2 ← said
      client-10 → next
      client-10 → close 1000 normal closure"
    `)
  })

  it('keeps the actions of one rule run in their order', () => {
    const [after, before] = [false, true].map((joinsFirst) => {
      const recorded = written((pen) => {
        pen.open('alice')
        pen.open('bob')
        const entered = pen.say('bob', 'enter')
        if (joinsFirst) pen.join('bob', 'lobby', entered)
        pen.fanOut(['alice'], 'bob entered', entered)
        if (!joinsFirst) pen.join('bob', 'lobby', entered)
        pen.hear('bob', 'welcome', entered)
        pen.say('alice', 'hi')
      })
      return text(recorded)
    })
    expect(after).toMatchInlineSnapshot(`
      "alice ○ open ws://127.0.0.1:<port#1>/rooms
      bob ○ open ws://127.0.0.1:<port#1>/rooms
      bob → enter
      ⇐ broadcast to everybody (alice): bob entered
        alice ← bob entered
      bob + joins lobby
      bob ← welcome
      alice → hi"
    `)
    expect(before).not.toBe(after)
  })

  it('keeps the order of what a rule run does to several clients, in one place if it can', () => {
    const recorded = written((pen) => {
      for (const name of ['alice', 'bob', 'carol']) pen.open(name)
      const moved = pen.say('carol', 'move')
      pen.join('bob', 'board', moved)
      pen.hear('carol', 'moved', moved)
      pen.fanOut(['alice'], 'carol moved', moved)
      pen.hear('bob', 'your turn', moved)
      pen.hear('alice', 'watch', moved)
      for (const name of ['alice', 'bob', 'carol']) pen.close(name)
    })
    expect(text(recorded)).toMatchInlineSnapshot(`
      "alice ○ open ws://127.0.0.1:<port#1>/rooms
      bob ○ open ws://127.0.0.1:<port#1>/rooms
      carol ○ open ws://127.0.0.1:<port#1>/rooms
      carol → move
      bob + joins board
      carol ← moved
      ⇐ broadcast to everybody (alice): carol moved
        alice ← carol moved
      bob ← your turn
      alice ← watch
      alice → close 1000 normal closure
      bob → close 1000 normal closure
      carol → close 1000 normal closure"
    `)
  })

  it('takes deliveries that a fault held back', () => {
    const recorded = written((pen) => {
      pen.open('alice')
      pen.open('bob')
      const said = pen.say('alice', 'hello')
      const broadcast = pen.broadcast(['alice', 'bob'], 'said', said)
      pen.join('alice', 'lobby', said)
      pen.say('alice', 'next')
      pen.hear('bob', 'said', broadcast)
      pen.hear('alice', 'said', broadcast)
      pen.hear('alice', 'ack', said)
    })
    expect(text(recorded)).toMatchInlineSnapshot(`
      "alice ○ open ws://127.0.0.1:<port#1>/rooms
      alice → hello
      bob ○ open ws://127.0.0.1:<port#1>/rooms
      ⇐ broadcast to everybody (alice, bob): said
        bob ← said
      alice + joins lobby
      alice → next
      alice ← said
      alice ← ack"
    `)
  })

  it('lets broadcasts cross on the way', () => {
    const recorded = written((pen) => {
      const first = pen.broadcast(['bob', 'alice'], 'one', pen.say('alice', 'say one'))
      const second = pen.broadcast(['bob', 'alice'], 'two', pen.say('bob', 'say two'))
      pen.hear('alice', 'one', first)
      pen.hear('bob', 'two', second)
      pen.hear('bob', 'one', first)
      pen.hear('alice', 'two', second)
    })
    expect(text(recorded)).toMatchInlineSnapshot(`
      "alice → say one
      bob → say two
      ⇐ broadcast to everybody (alice, bob): one
        alice ← one
      ⇐ broadcast to everybody (alice, bob): two
        alice ← two
        bob ← two
      bob ← one"
    `)
  })

  it('leaves out times, headers and heartbeats, however many', () => {
    const quiet = written((pen) => {
      pen.open('alice')
      const said = pen.say('alice', 'a')
      pen.broadcast([], 'b', said)
      pen.hear('alice', 'c', said)
    })
    const busy = written((pen) => {
      pen.open('alice')
      const said = pen.say('alice', 'a')
      pen.ping('alice')
      pen.broadcast([], 'b', said)
      pen.hear('alice', 'c', said)
      pen.ping('alice')
    })
    const [open, ...others] = busy.entries
    const noisy = {
      entries: [{ ...open, headers: { 'sec-websocket-key': 'x' }, at: 99 } as Entry, ...others],
    }
    expect(normalise(noisy)).toEqual(normalise(quiet))
    expect(normalise(noisy, { heartbeats: true })).toHaveLength(6)
  })

  it('names UUIDs, timestamps and ports, equal ones alike, whole strings only', () => {
    const recorded = written((pen) => {
      pen.open('alice')
      pen.say('alice', uuid(7))
      pen.hear(
        'alice',
        `{"id":"${uuid(8)}","list":[{"of":"${uuid(7)}","at":"2026-01-02T03:04:05.678Z"}],"${uuid(8)}":1}`,
      )
      pen.hear(
        'alice',
        `{"text":"see ${uuid(7)}","day":"2026-01-02","count":5,"escaped":"${uuid(8).replaceAll('0', '\\u0030')}"}`,
      )
      pen.hear(
        'alice',
        '{"next":"ws://127.0.0.1:49152/x?a=1","other":"http://[::1]:8080","none":"ws://h/:80","ratio":"1:80"}',
      )
      pen.say('alice', 'ws://localhost:8080/')
      pen.join('alice', uuid(8))
    })
    expect(text(recorded)).toMatchInlineSnapshot(`
      "alice ○ open ws://127.0.0.1:<port#1>/rooms
      alice → <uuid#1>
      alice ← {"id":"<uuid#2>","list":[{"of":"<uuid#1>","at":"<time#1>"}],"<uuid#2>":1}
      alice ← {
        "text": "see 00000000-0000-4000-8000-000000000007",
        "day": "2026-01-02",
        "count": 5,
        "escaped": "<uuid#2>"
      }
      alice ← {
        "next": "ws://127.0.0.1:<port#1>/x?a=1",
        "other": "http://[::1]:<port#2>",
        "none": "ws://h/:80",
        "ratio": "1:80"
      }
      alice → ws://localhost:<port#2>/
      alice + joins <uuid#2>"
    `)
  })

  it('names whole values of a URL: those of its query, and UUIDs in its path', () => {
    const open = (path: string) => (pen: Pen) =>
      pen.write({ kind: 'open', client: 'alice', url: `wss://chat.example.com${path}`, protocol: '' })
    const urls = [
      `/parties/${uuid(1)}/main?_pk=${uuid(2)}&room=lobby`,
      `/${uuid(2)}?since=2026-01-02T03:04:05Z&to=2026-01-02T03%3A04%3A05Z#${uuid(3)}`,
      `/room-${uuid(1)}?id=x${uuid(2)}&a=b=${uuid(1)}&%E0%A4%A=%E0%A4%A&${uuid(1)}=&day=2026-01-02`,
      `/2026-01-02T03:04:05Z?=&&list=${uuid(1)},${uuid(2)}`,
    ]
    const recorded = written((pen) => {
      for (const url of urls) open(url)(pen)
      pen.say('alice', `{"me":"${uuid(2)}","next":"http://h:1/${uuid(1)}?at=2026-01-02T03:04:05Z"}`)
      pen.say('alice', `/${uuid(1)}?id=${uuid(1)}`)
      pen.say('alice', `see http://h/${uuid(1)}`)
    })
    expect(text(recorded)).toMatchInlineSnapshot(`
      "alice ○ open wss://chat.example.com/parties/<uuid#1>/main?_pk=<uuid#2>&room=lobby
      alice ○ open wss://chat.example.com/<uuid#2>?since=<time#1>&to=<time#1>#00000000-0000-4000-8000-000000000003
      alice ○ open wss://chat.example.com/room-00000000-0000-4000-8000-000000000001?id=x00000000-0000-4000-8000-000000000002&a=b=00000000-0000-4000-8000-000000000001&%E0%A4%A=%E0%A4%A&00000000-0000-4000-8000-000000000001=&day=2026-01-02
      alice ○ open wss://chat.example.com/2026-01-02T03:04:05Z?=&&list=00000000-0000-4000-8000-000000000001,00000000-0000-4000-8000-000000000002
      alice → {"me":"<uuid#2>","next":"http://h:<port#1>/<uuid#1>?at=<time#1>"}
      alice → /00000000-0000-4000-8000-000000000001?id=00000000-0000-4000-8000-000000000001
      alice → see http://h/00000000-0000-4000-8000-000000000001"
    `)
  })

  it('names what the rules lead to, by the last field of the path', () => {
    const recorded = written((pen) => {
      pen.hear('alice', '{"id":17,"seq":1,"items":[{"at":1,"n":1},{"at":2,"n":1}],"meta":{"a":[1, 2]}}')
      pen.hear('alice', '{"id":17,"seq":2,"items":[{"at":"2","n":1}],"meta":{"a":[1]},"deep":{"id":17}}')
    })
    expect(text(recorded, { volatile: ['id', 'items.*.at', 'meta'] })).toMatchInlineSnapshot(`
      "alice ← {"id":"<id#1>","seq":1,"items":[{"at":"<at#1>","n":1},{"at":"<at#2>","n":1}],"meta":"<meta#1>"}
      alice ← {"id":"<id#1>","seq":2,"items":[{"at":"<at#3>","n":1}],"meta":"<meta#2>","deep":{"id":17}}"
    `)
  })

  it('gives the same whatever the volatile values are', () => {
    expect(normalise(withIds(1, 2), { volatile: ['at'] })).toEqual(
      normalise(withIds(9, 3), { volatile: ['at'] }),
    )
    expect(normalise(withIds(1, 2), { volatile: ['at'] })).not.toEqual(
      normalise(withIds(1, 1), { volatile: ['at'] }),
    )
  })

  it('keeps the digits and the spacing of a message to the letter', () => {
    const message = `{ "id": "${uuid(1)}", "n": 9007199254740993, "x": 1.0 }`
    expect(normalise(written((pen) => pen.hear('alice', message)))).toMatchObject([
      { payload: '{ "id": "<uuid#1>", "n": 9007199254740993, "x": 1.0 }' },
    ])
  })

  it('orders the recipients of a broadcast, who join in any order', () => {
    const [first, second] = [
      ['bob', 'alice'],
      ['alice', 'bob'],
    ].map((names) => normalise(written((pen) => pen.fanOut(names, 'x'))))
    expect(first).toEqual(second)
  })

  it('takes a part of a transcript, whose causes may be missing', () => {
    const { entries } = written((pen) => {
      const said = pen.say('alice', 'a')
      pen.fanOut(['alice'], 'b', said)
    })
    expect(text({ entries: entries.slice(1) })).toBe('⇐ broadcast to everybody (alice): b\n  alice ← b')
  })

  it('refuses a path that leads nowhere', () => {
    expect(() => normalise({ entries: [] }, { volatile: ['id', 'a..b'] })).toThrowErrorMatchingInlineSnapshot(
      `[MistakeError: volatile[1], "a..b": it is no path to a field. Write the names of fields with dots between, and * for any field or index: 'items.*.createdAt'.]`,
    )
    expect(() => normalise({ entries: [] }, { volatile: ['*'] })).toThrow('it is no path to a field')
  })

  it('takes long lists of clients and of entries', () => {
    const recorded = written((pen) => {
      const names = Array.from({ length: 1000 }, (_, index) => `client-${index}`)
      for (const name of names) pen.open(name)
      for (let n = 0; n < 50; n++) pen.fanOut(names, `{"n":${n}}`, pen.say(`client-${n}`, 'x'))
    })
    expect(normalise(recorded)).toHaveLength(recorded.entries.length)
  })
})
