import { describe, expect, it } from 'vitest'
import { of } from '../../test/simulated.ts'
import { Stage, type StageClient } from '../../test/stage.ts'
import { text } from '../match/matchers/text.ts'
import { simulate } from '../run/simulate.ts'
import { times, wait } from '../scenario/combine.ts'
import { bangHeartbeat, closeSilent, eventHeartbeat, heartbeat, pingEvery } from './heartbeat.ts'
import { on, onConnect, type Rule } from './rule.ts'

/** A client of these rules, and the passing of time. */
function watched(...rules: readonly (Rule | readonly Rule[])[]) {
  const stage = new Stage(rules.flat())
  const client = stage.connect()
  return { stage, client, pass: (ms: number) => stage.clock.advanceTo(stage.clock.now() + ms) }
}

const pong = (client: StageClient): void => client.pong()

describe('pingEvery', () => {
  it('pings at the interval, as long as the connection is open', () => {
    const { client, pass, stage } = watched(pingEvery({ everyMs: 1_000 }))
    pass(999)
    expect(client.got).toEqual([])
    pass(2_001)
    expect(client.got).toEqual(['ping', 'ping', 'ping'])
    client.closes()
    pass(10_000)
    expect(client.got).toEqual(['ping', 'ping', 'ping', 'close 1000'])
    expect(stage.clock.pending).toBe(0)
  })

  it('ends a connection whose client leaves a ping unanswered, measured from the first of them', () => {
    const { client, pass, stage } = watched(pingEvery({ everyMs: 1_000, timeoutMs: 1_500 }))
    pass(2_499)
    expect(client.got).toEqual(['ping', 'ping'])
    pass(1)
    expect(client.got).toEqual(['ping', 'ping', 'close 1001 ping timeout'])
    expect(stage.clock.pending).toBe(0)
  })

  it('takes whatever the client sends as an answer', () => {
    const { client, pass } = watched(pingEvery({ everyMs: 1_000, timeoutMs: 100 }), on('hi').drop())
    pass(1_050)
    pong(client)
    pass(1_000)
    client.send('hi')
    pass(1_000)
    client.ping()
    pass(1_000)
    expect(client.got).toEqual(['ping', 'ping', 'ping', 'pong', 'ping'])
    pass(50)
    expect(client.got.at(-1)).toBe('close 1001 ping timeout')
  })

  it('sends a message of the application, and takes only its answer as a sign of life', () => {
    const { client, pass } = watched(
      pingEvery({ everyMs: 1_000, timeoutMs: 500, ping: { op: 'ping' }, pong: { op: 'pong' } }),
      on({ op: text() }).drop(),
    )
    pass(1_000)
    client.send({ op: 'pong' })
    pass(1_000)
    expect(client.got).toEqual([{ op: 'ping' }, { op: 'ping' }])
    client.send({ op: 'other' })
    pong(client)
    pass(500)
    expect(client.got.at(-1)).toBe('close 1001 ping timeout')
  })

  it('ends with a code and reason of choice, or without a close frame', () => {
    const closing = watched(pingEvery({ everyMs: 10, timeoutMs: 10, code: 4008, reason: 'no pong' }))
    closing.pass(20)
    expect(closing.client.got).toEqual(['ping', 'close 4008 no pong'])
    const cutting = watched(pingEvery({ everyMs: 10, timeoutMs: 5, code: 'cut' }))
    cutting.pass(20)
    expect(cutting.client.got).toEqual(['ping', 'cut'])
  })

  it('applies beside any rule of the handshake, from when that completes it, and where its own pattern matches', () => {
    const stage = new Stage([
      pingEvery({ everyMs: 10, when: { protocols: ['pinged'] } }),
      onConnect({ query: { slow: text() } })
        .delay(100)
        .accept(),
      onConnect().send('welcome'),
    ])
    const pinged = stage.connect({ protocols: ['pinged'] })
    const other = stage.connect()
    const slow = stage.connect({ url: 'ws://chat.test/?slow=1', protocols: ['pinged'] })
    stage.clock.advanceTo(10)
    expect([pinged.got, other.got, slow.got]).toEqual([['welcome', 'ping'], ['welcome'], []])
    stage.clock.advanceTo(110)
    expect(slow.got).toEqual(['ping'])
  })

  it('falls silent when the connection is half-open', () => {
    const { client, pass, stage } = watched(pingEvery({ everyMs: 10, timeoutMs: 5 }), on('x').halfOpen())
    client.send('x')
    pass(100)
    expect(client.got).toEqual([])
    expect(stage.host.clients).toHaveLength(1)
  })

  it('keeps the clients of a simulation, which answer by themselves', async () => {
    const rules = [pingEvery({ everyMs: 1_000, timeoutMs: 500 })]
    const day = of(['alice'], ({ alice }) => [alice.expectNothing({ forMs: 3_600_000 }), alice.close()])
    const { transcript } = await simulate(day, { mock: rules })
    expect(transcript.entries.filter(({ kind }) => kind === 'pong')).toHaveLength(3_600)
    expect(transcript.entries.at(-1)).toMatchObject({ kind: 'close', direction: 'clientToServer' })
  })

  it('records its pings', () => {
    const { pass, stage } = watched(pingEvery({ everyMs: 10 }))
    pass(10)
    expect(stage.host.recorder.entries.at(-1)).toMatchObject({
      kind: 'ping',
      at: 10,
      client: 'client-1',
      direction: 'serverToClient',
    })
  })

  it('refuses options that are none', () => {
    expect(() => pingEvery({ everyMs: 0 })).toThrow('everyMs is 0. Give a number of ms, at least 1')
    expect(() => pingEvery({ everyMs: 10, timeoutMs: -1 })).toThrow('timeoutMs is -1')
    expect(() => pingEvery({ everyMs: 10, timeout: 5 } as never)).toThrow('there is no option "timeout"')
    expect(() => pingEvery({ everyMs: 10, code: 1005 })).toThrow('pingEvery() with the code 1005')
    expect(() => pingEvery({ everyMs: 10, code: 'cut', reason: 'x' })).toThrow('no close frame for a reason')
  })
})

describe('closeSilent', () => {
  it('ends a connection from which nothing came for so long, from its opening and from its last sign', () => {
    const { client, pass, stage } = watched(closeSilent({ afterMs: 1_000, code: 4000 }), on('hi').drop())
    pass(999)
    client.send('hi')
    pass(500)
    pong(client)
    pass(999)
    expect(client.got).toEqual([])
    pass(1)
    expect(client.got).toEqual(['close 4000 silent for too long'])
    expect(stage.clock.now()).toBe(2_499)
    expect(stage.clock.pending).toBe(0)
  })

  it('counts what waits behind a rule that is at work as heard', () => {
    const { client, pass } = watched(closeSilent({ afterMs: 100 }), on('slow').delay(1_000), on('hi').drop())
    client.send('slow')
    pass(99)
    client.send('hi')
    pass(99)
    expect(client.got).toEqual([])
  })

  it('counts only what it is told to', () => {
    const { client, pass } = watched(closeSilent({ afterMs: 100, unless: 'alive' }), on('hi').drop())
    pass(50)
    client.send('hi')
    pass(50)
    expect(client.got).toEqual(['close 1001 silent for too long'])
  })

  it('runs in virtual time', async () => {
    const rules = [closeSilent({ afterMs: 3_600_000 }), pingEvery({ everyMs: 60_000, ping: 'tick' })]
    const hour = of(['alice'], ({ alice }) => [times(59, 60, alice.expect('tick')), alice.expectClose(1001)])
    await expect(simulate(hour, { mock: rules })).resolves.toMatchObject({ outcome: 'pass' })
  })
})

describe('heartbeat', () => {
  it('answers a heartbeat with the same, or with another answer', () => {
    const { client } = watched(
      heartbeat('?', { answer: 'here' }),
      heartbeat({ op: 'beat' }),
      bangHeartbeat(),
      eventHeartbeat(),
    )
    for (const beat of ['!', '?', { op: 'beat', n: 1 }, { event: 'ping', data: {} }]) client.send(beat)
    expect(client.got).toEqual(['!', 'here', { op: 'beat' }, { event: 'pong' }])
  })

  it('ends connections that send none for so long, whatever else they send', async () => {
    const rules = [
      ...eventHeartbeat({ silentAfterMs: 60_000, code: 4001, reason: 'no ping' }),
      on('hi').drop(),
    ]
    const beating = of(['alice', 'bob'], ({ alice, bob }) => [
      wait(30_000),
      alice.send({ event: 'ping', data: {} }),
      alice.expect({ event: 'pong' }),
      bob.send('hi'),
      wait(30_000),
      bob.expectClose(4001),
      alice.expectNothing({ forMs: 29_999 }),
      alice.expectClose(4001),
    ])
    await expect(simulate(beating, { mock: rules })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('refuses a pattern without an answer, and a code without a time', () => {
    expect(() => heartbeat(/^!/)).toThrow('Give the answer')
    expect(() => heartbeat(text())).toThrow('Give the answer')
    expect(() => bangHeartbeat({ code: 4000 })).toThrow('Add silentAfterMs')
  })
})
