import { array, assert, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Stage } from '../../test/stage.ts'
import { on, onConnect } from './rule.ts'

const loosely = (value: unknown): never => value as never

describe('stream', () => {
  it('is each connection’s own: who comes late begins at the beginning', () => {
    const stage = new Stage([onConnect().stream(['a', 'b', 'c'], { everyMs: 10 })])
    const early = stage.connect()
    stage.clock.advanceTo(25)
    const late = stage.connect()
    stage.clock.advanceTo(45)
    expect(early.got).toEqual(['a', 'b', 'c', 'a'])
    expect(late.got).toEqual(['a', 'b'])
  })

  it('draws from a seed, and the same seed draws the same', () => {
    const drawn = (seed: number): unknown[] => {
      const stage = new Stage([onConnect().stream(['a', 'b', 'c'], { everyMs: 1, order: 'random', seed })])
      const client = stage.connect()
      stage.clock.advanceTo(40)
      return client.got
    }
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
    expect(new Set(drawn(1))).toEqual(new Set(['a', 'b', 'c']))
  })

  it('says nothing where a computed item is undefined, and goes on', () => {
    const stage = new Stage([onConnect().stream((n) => (n % 2 === 0 ? n : undefined), { everyMs: 10 })])
    const client = stage.connect()
    stage.clock.advanceTo(50)
    expect(client.got).toEqual(['0', '2', '4'])
  })

  it('refuses an order or an option that is none', () => {
    expect(() => onConnect().stream(['a'], { everyMs: 1, order: loosely('sorted') })).toThrow(
      `stream(): the order is "sorted". Use 'inTurn' or 'random'.`,
    )
    expect(() => onConnect().broadcastStream(['a'], loosely({ everyMs: 1, every: 2 }))).toThrow(
      'broadcastStream(): there is no option "every"',
    )
  })
})

describe('broadcastStream', () => {
  it('gives everybody the same messages at the same instants, who comes late from where it is', () => {
    const stage = new Stage([onConnect().broadcastStream(['a', 'b', 'c'], { everyMs: 10 })])
    const early = stage.connect()
    stage.clock.advanceTo(15)
    const late = stage.connect()
    stage.clock.advanceTo(40)
    expect(early.got).toEqual(['a', 'b', 'c', 'a'])
    expect(late.got).toEqual(['b', 'c', 'a'])
  })

  it('goes on while nobody is there, and records nothing meanwhile', () => {
    const stage = new Stage([onConnect().broadcastStream((n) => n, { everyMs: 10 })])
    stage.connect().closes()
    const before = stage.host.recorder.length
    stage.clock.advanceTo(35)
    expect(stage.host.recorder.length).toBe(before)
    const client = stage.connect()
    stage.clock.advanceTo(40)
    expect(client.got).toEqual(['3'])
  })

  it('reaches the members of a group, at that instant', () => {
    const stage = new Stage([
      on('in').join('prices').broadcastStream([1, 2, 3], { everyMs: 10 }, { group: 'prices' }),
      on('out').leave('prices'),
    ])
    const [member, leaving, other] = [stage.connect(), stage.connect(), stage.connect()]
    member.send('in')
    leaving.send('in')
    stage.clock.advanceTo(10)
    leaving.send('out')
    stage.clock.advanceTo(20)
    expect([member.got, leaving.got, other.got]).toEqual([['1', '2'], ['1'], []])
  })

  it('computes an item once for all, or for each recipient', () => {
    let computed = 0
    const stage = new Stage([
      onConnect().broadcastStream(
        (n) => {
          computed++
          return n === 0
            ? 'all'
            : ({ query }) => (query['name'] === 'bob' ? undefined : `${query['name']} ${n}`)
        },
        { everyMs: 10 },
      ),
    ])
    const alice = stage.connect({ url: 'ws://chat.test/?name=alice' })
    const bob = stage.connect({ url: 'ws://chat.test/?name=bob' })
    stage.clock.advanceTo(20)
    expect([alice.got, bob.got]).toEqual([['all', 'alice 1'], ['all']])
    expect(computed).toBe(2)
  })

  it('ends after so many, and is not begun again by who comes late', () => {
    const stage = new Stage([onConnect().broadcastStream(['a', 'b'], { everyMs: 10, times: 2 })])
    const early = stage.connect()
    stage.clock.advanceTo(30)
    const late = stage.connect()
    stage.clock.advanceTo(90)
    expect([early.got, late.got]).toEqual([['a', 'b'], []])
    expect(stage.clock.pending).toBe(0)
  })

  it('is stopped by a message, and can then be started afresh', () => {
    const stage = new Stage([
      on('start').broadcastStream(['a', 'b'], { everyMs: 10, name: 'news' }),
      on('stop').stopStream('news'),
    ])
    const [client, other] = [stage.connect(), stage.connect()]
    client.send('start')
    stage.clock.advanceTo(10)
    other.send('stop')
    stage.clock.advanceTo(50)
    other.send('start')
    stage.clock.advanceTo(60)
    expect(client.got).toEqual(['a', 'a'])
  })

  it('fails the test when its function throws, and ends', () => {
    const stage = new Stage([
      onConnect().broadcastStream(
        () => {
          throw new Error('no more prices')
        },
        { everyMs: 10 },
      ),
    ])
    stage.connect()
    stage.clock.advanceTo(50)
    expect(stage.reports.map(({ error }) => String(error))).toEqual(['Error: no more prices'])
  })

  it('holds: whenever a client comes, what it gets is what the first one gets from then on', () => {
    assert(
      property(
        integer({ min: 1, max: 50 }),
        array(integer({ min: 0, max: 400 }), { maxLength: 6 }),
        (everyMs, arrivals) => {
          const stage = new Stage([onConnect().broadcastStream((n) => `tick ${n}`, { everyMs })])
          const first = stage.connect()
          const late = arrivals
            .toSorted((a, b) => a - b)
            .map((at) => {
              stage.clock.advanceTo(at)
              const missed = first.got.length
              return { client: stage.connect(), missed }
            })
          stage.clock.advanceTo(500)
          for (const { client, missed } of late) expect(client.got).toEqual(first.got.slice(missed))
        },
      ),
    )
  })
})

describe('latency', () => {
  it('holds: replies come in the order of the messages, whatever the delays', () => {
    assert(
      property(
        array(record({ pauseMs: integer({ min: 0, max: 30 }), latencyMs: integer({ min: 0, max: 90 }) }), {
          minLength: 1,
          maxLength: 12,
        }),
        (messages) => {
          const stage = new Stage([
            on({ latencyMs: () => true })
              .delay(({ message }) => Number(message.latencyMs))
              .reply(({ message }) => ({ re: message['n'] })),
          ])
          const client = stage.connect()
          let at = 0
          for (const [n, { pauseMs, latencyMs }] of messages.entries()) {
            client.send({ n, latencyMs })
            stage.clock.advanceTo((at += pauseMs))
          }
          stage.clock.advanceTo(5_000)
          expect(client.got).toEqual(messages.map((_, n) => ({ re: n })))
        },
      ),
    )
  })
})
