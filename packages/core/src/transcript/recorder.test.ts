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
})
