import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from './entry.ts'
import { type Delivery, Recorder } from './recorder.ts'

const open = (client: string): Entry => ({
  kind: 'open',
  seq: 0,
  at: 0,
  client,
  url: 'ws://x.test/',
  protocol: '',
})
const delivery: Delivery = {
  kind: 'message',
  at: 7,
  cause: 1,
  direction: 'serverToClient',
  opcode: 'text',
  payload: 'hi',
  group: 'lobby',
}
const told = ({ entries }: Recorder): readonly string[] =>
  entries.map((entry) => `${entry.seq} ${entry.kind} ${'client' in entry ? entry.client : ''}`)

describe('Recorder', () => {
  it.each([
    ['nobody has looked', false],
    ['somebody has looked before', true],
  ])('keeps the order and the numbers of entries and of deliveries to many, where %s', (_where, isRead) => {
    const recorder = new Recorder(() => 0)
    const held = isRead ? recorder.entries : undefined
    recorder.record(open('alice'))
    recorder.recordDeliveries(delivery, ['alice', 'bob'])
    expect(recorder.record(open('carol'))).toBe(4)
    recorder.recordDeliveries({ ...delivery, payload: 'ho' }, ['carol'])
    expect(recorder.length).toBe(5)
    expect(told(recorder)).toEqual([
      '1 open alice',
      '2 message alice',
      '3 message bob',
      '4 open carol',
      '5 message carol',
    ])
    expect(recorder.entries[2]).toEqual({ ...delivery, seq: 3, client: 'bob' })
    if (held !== undefined) expect(held).toBe(recorder.entries)
  })

  it('lets a list that somebody holds grow', () => {
    const recorder = new Recorder(() => 0)
    recorder.recordDeliveries(delivery, ['alice'])
    const { entries } = recorder
    recorder.recordDeliveries(delivery, ['bob', 'carol'])
    recorder.record(open('dave'))
    expect(entries).toHaveLength(4)
  })

  it('tells who subscribes of each entry, and of deliveries to many once', () => {
    const recorder = new Recorder(() => 0)
    const lengths: number[] = []
    const unsubscribe = recorder.subscribe(() => lengths.push(recorder.length))
    recorder.record(open('alice'))
    recorder.recordDeliveries(delivery, ['alice', 'bob'])
    unsubscribe()
    recorder.record(open('carol'))
    expect(lengths).toEqual([1, 3])
  })

  const KILOBYTE = 1024
  const say = (client: string, payload: string): Entry => ({
    kind: 'message',
    seq: 0,
    at: 0,
    client,
    direction: 'clientToServer',
    opcode: 'text',
    payload,
  })

  it('keeps the newest within its bound, and the numbers as they were', () => {
    const recorder = new Recorder(() => 0, undefined, 10 * KILOBYTE)
    for (let count = 1; count <= 100; count++) recorder.record(say('alice', 'x'.repeat(KILOBYTE)))
    const { entries, forgotten } = recorder
    expect(recorder.length).toBe(100)
    expect(forgotten).toBe(100 - entries.length)
    expect(entries.length).toBeGreaterThanOrEqual(6)
    expect(entries.length).toBeLessThan(10)
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => forgotten + index + 1))
  })

  it('keeps the newest entry, whatever it weighs', () => {
    const recorder = new Recorder(() => 0, undefined, KILOBYTE)
    recorder.record(open('alice'))
    recorder.record(say('alice', 'x'.repeat(2 * KILOBYTE)))
    expect(told(recorder)).toEqual(['2 message alice'])
    recorder.record(open('bob'))
    expect(told(recorder)).toEqual(['3 open bob'])
  })

  it('tells who subscribes before it forgets, so that nothing is missed', () => {
    interface Said {
      readonly length: number
      /** How many a broadcast is for; undefined: a client speaks. */
      readonly to: number | undefined
    }
    const said: fc.Arbitrary<Said> = fc.record({
      length: fc.nat(2 * KILOBYTE),
      to: fc.option(fc.nat(40), { nil: undefined }),
    })
    const run = (records: readonly Said[], recorder: Recorder): void => {
      for (const each of records) {
        const payload = 'x'.repeat(each.length)
        if (each.to === undefined) recorder.record(say('alice', payload))
        else {
          const clients = Array.from({ length: each.to }, (_, index) => `c${index}`)
          const cause = recorder.record({
            kind: 'broadcast',
            seq: 0,
            at: 0,
            opcode: 'text',
            payload,
            recipients: clients,
          })
          recorder.recordDeliveries({ ...delivery, cause, payload }, clients)
        }
      }
    }
    fc.assert(
      fc.property(
        fc.array(said, { maxLength: 60 }),
        fc.nat(8 * KILOBYTE),
        fc.boolean(),
        (records, most, isRead) => {
          const all = new Recorder(() => 0)
          run(records, all)
          const bounded = new Recorder(() => 0, undefined, most)
          const seen: Entry[] = []
          const read = (): void => {
            const { entries, forgotten } = bounded
            seen.push(...entries.slice(Math.max(0, seen.length - forgotten)))
          }
          bounded.subscribe((isForgetting) => {
            if (isForgetting || isRead) read()
          })
          run(records, bounded)
          read()
          expect(seen).toEqual(all.entries)
          expect(bounded.entries).toEqual(all.entries.slice(bounded.forgotten))
        },
      ),
    )
  })

  it('drops what nobody has looked at without writing it out', () => {
    const recorder = new Recorder(() => 0, undefined, 100 * KILOBYTE)
    const clients = Array.from({ length: 400 }, (_, index) => `c${index}`)
    for (let count = 0; count < 100; count++) recorder.recordDeliveries(delivery, clients)
    expect(recorder.length).toBe(40_000)
    expect(recorder.entries.length % 400).toBe(0)
    expect(recorder.entries.length).toBeLessThan(1_000)
    expect(recorder.entries.at(-1)).toEqual({ ...delivery, seq: 40_000, client: 'c399' })
  })

  it('leaves a list that somebody holds as it was when it forgets', () => {
    const recorder = new Recorder(() => 0, undefined, 2 * KILOBYTE)
    recorder.record(say('alice', 'first'))
    const held = recorder.entries
    for (let count = 0; count < 3; count++) recorder.record(say('alice', 'x'.repeat(KILOBYTE)))
    expect(held[0]).toMatchObject({ seq: 1, payload: 'first' })
    expect(recorder.entries[0]?.seq).toBeGreaterThan(1)
  })
})
