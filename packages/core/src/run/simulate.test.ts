import { describe, expect, it, vi } from 'vitest'
import { MistakeError } from '../errors.ts'
import { capture, ref } from '../match/matchers/capture.ts'
import { integer } from '../match/matchers/number.ts'
import { text } from '../match/matchers/text.ts'
import { mock } from '../mock/definition.ts'
import { faults } from '../mock/fault.ts'
import { on, onClose, onConnect, type Rule } from '../mock/rule.ts'
import { checkpoint, each, oneOf, optional, times, together, wait } from '../scenario/combine.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { scenario } from '../scenario/scenario.ts'
import { simulate, type SimulateOptions, type SimulationReport } from './simulate.ts'

const chat: readonly Rule[] = [
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
  on({ type: 'echo' }).reply(({ message }) => message),
]

const fanOut = scenario('a message reaches every member of its room, once', {
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    alice.joinGroup('lobby'),
    bob.joinGroup('lobby'),
    alice.send({ type: 'say', text: 'hi' }),
    each(alice, bob).expect({ type: 'said', text: 'hi' }),
    eve.expectNothing(),
    server.broadcast({ type: 'said', text: 'maintenance' }, { group: 'lobby' }),
    together([alice.expect({ text: 'maintenance' })], [bob.expect({ text: 'maintenance' })]),
    bob.close(1000),
  ],
})

/** The failure of a simulation that must fail. */
async function failureOf(...args: Parameters<typeof simulate>): Promise<ScenarioFailure<SimulationReport>> {
  const ended = await simulate(...args).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (ended instanceof ScenarioFailure) return ended as ScenarioFailure<SimulationReport>
  throw new Error('the scenario did not fail', { cause: ended })
}

/** A scenario of these clients, for tests that are about its steps. */
const of = <const C extends string>(
  clients: readonly C[],
  steps: Parameters<typeof scenario<C>>[1]['steps'],
) => scenario('a test', { clients, steps })

describe('simulate', () => {
  it('plays a scenario against the mock and reports the transcript', async () => {
    const report = await simulate(fanOut, { mock: chat })
    expect(report).toMatchObject({
      outcome: 'pass',
      orders: { tried: 1, all: true },
      order: '0',
      warnings: [],
    })
    expect(report.transcript.entries.filter(({ kind }) => kind === 'broadcast')).toHaveLength(2)
  })

  it('connects clients without a connect step first, in the order of the list', async () => {
    const steps = of(['alice', 'bob', 'eve'], ({ bob }) => [bob.connect(), bob.send('!')])
    const { transcript } = await simulate(steps, { mock: [on('!').drop()] })
    const opened = transcript.entries.filter(({ kind }) => kind === 'open')
    expect(opened).toMatchObject([{ client: 'alice' }, { client: 'eve' }, { client: 'bob' }])
  })

  it('shows the handshake to the mock', async () => {
    const greet = onConnect().send(({ client }) => ({
      protocols: client.protocols,
      agent: client.headers['x-agent'],
      query: client.query,
    }))
    const dialling = of(['alice'], ({ alice }) => [
      alice.connect({ protocols: ['v2', 'v1'], headers: { 'X-Agent': 'me' }, query: { room: 'a b' } }),
      alice.expect({ protocols: ['v2', 'v1'], agent: 'me', query: { room: 'a b' } }),
    ])
    await expect(simulate(dialling, { mock: [greet] })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('waits for a handshake that the mock delays', async () => {
    const rules = [onConnect().delay(5_000).accept().send('welcome')]
    const { transcript } = await simulate(
      of(['alice'], ({ alice }) => [alice.expect('welcome')]),
      { mock: rules },
    )
    expect(transcript.entries[0]).toMatchObject({ kind: 'open', at: 5_000 })
  })

  it('buffers frames from the moment a connection opens, so that an expect never misses an early one', async () => {
    const rules = [onConnect().send('welcome'), on('a').reply('b')]
    const steps = of(['alice'], ({ alice }) => [alice.send('a'), alice.expect('welcome'), alice.expect('b')])
    await expect(simulate(steps, { mock: rules })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('keeps text and binary apart', async () => {
    const rules = [on(Uint8Array.of(1)).reply(Uint8Array.of(2)), on('1').reply('2')]
    const steps = of(['alice'], ({ alice }) => [
      alice.send(Uint8Array.of(1)),
      alice.expect(Uint8Array.of(2)),
      alice.send('1'),
      alice.expect('2'),
    ])
    await expect(simulate(steps, { mock: rules })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('shares captures across steps and clients, also in what is sent', async () => {
    const rules = [
      on({ type: 'new' }).broadcast(() => ({ id: 'x7' })),
      on({ type: 'use', id: text() }).reply(({ message }) => ({ used: message.id })),
    ]
    const steps = of(['alice', 'bob'], ({ alice, bob }) => [
      alice.send({ type: 'new' }),
      alice.expect({ id: capture('id') }),
      bob.expect({ id: ref('id') }),
      bob.send({ type: 'use', id: ref('id') }),
      bob.expect({ used: 'x7' }),
    ])
    await expect(simulate(steps, { mock: rules })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('fails when frames are left that nobody expected, unless the scenario is open', async () => {
    const definition = {
      clients: ['alice'],
      steps: ({ alice }) => [alice.send({ type: 'echo' })],
    } as const satisfies Parameters<typeof scenario<'alice'>>[1]
    const { report } = await failureOf(scenario('closed', definition), { mock: chat })
    expect(report.failure).toMatchObject({
      kind: 'unexpected',
      step: undefined,
      buffered: [{ client: 'alice' }],
    })
    const open = scenario('open', { ...definition, open: true })
    await expect(simulate(open, { mock: chat })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('counts a close that nobody expected as such a frame, but not the end of what a client closed', async () => {
    const steps = of(['alice', 'bob'], ({ alice }) => [alice.send('bye')])
    const { report } = await failureOf(steps, { mock: [on('bye').close(4000, 'bye')] })
    expect(report.failure?.buffered).toEqual([
      { client: 'alice', arrivals: [{ kind: 'close', code: 4000, reason: 'bye', isOwn: false }] },
    ])
    const own = of(['alice', 'bob'], ({ alice, bob }) => [alice.close(), bob.cut()])
    await expect(simulate(own, { mock: [] })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('gives each order a fresh state when the rules come from a function', async () => {
    const factory = vi.fn(() => {
      let n = 0
      return [on('next').reply(() => ({ n: ++n }))]
    })
    const steps = of(['alice', 'bob'], ({ alice, bob }) => [
      together(
        [alice.send('next'), alice.expect({ n: integer() })],
        [bob.send('next'), bob.expect({ n: integer({ max: 2 }) })],
      ),
    ])
    await expect(simulate(steps, { mock: factory })).resolves.toMatchObject({
      orders: { tried: 2, all: true },
    })
    expect(factory).toHaveBeenCalledTimes(2)
  })

  it('collects warnings instead of printing them', async () => {
    const { warnings } = await simulate(
      of(['alice'], ({ alice }) => [alice.send('what')]),
      { mock: chat },
    )
    expect(warnings).toEqual([
      expect.objectContaining({ message: expect.stringContaining('no rule of the mock matches') }),
    ])
  })

  it('fails with the own error of a handler that throws', async () => {
    const error = new TypeError('no such room')
    const rules = [
      on('x').run(() => {
        throw error
      }),
    ]
    const failure = await failureOf(
      of(['alice'], ({ alice }) => [alice.send('x')]),
      { mock: rules },
    )
    expect(failure.cause).toBe(error)
    expect(failure.report.failure).toMatchObject({ kind: 'error', step: { do: 'send' } })
    expect(failure.message).toContain('TypeError: no such room')
  })

  it('fails for a message without a rule when the mock says so', async () => {
    const steps = of(['alice'], ({ alice }) => [alice.send({ type: 'what' })])
    const failure = await failureOf(steps, { mock: mock(chat, { unmatched: 'error' }) })
    expect(failure.message).toContain('no rule of the mock matches it')
  })

  it('hands the seed to the faults of the mock', async () => {
    const lossy = mock([on('x').reply('y')], { faults: [faults.drop({ probability: 0.5 })] })
    const steps = scenario('lossy', {
      clients: ['alice'],
      open: true,
      steps: ({ alice }) => Array.from({ length: 20 }, () => alice.send('x')),
    })
    const dropped = async (seed: number) => {
      const { transcript } = await simulate(steps, { mock: lossy, seed })
      return transcript.entries.filter(({ kind }) => kind === 'fault').map(({ seq }) => seq)
    }
    expect(await dropped(1)).toEqual(await dropped(1))
    expect(await dropped(1)).not.toEqual(await dropped(2))
  })

  it('lets the caller look at its own things at a checkpoint, and fails with what it throws', async () => {
    const steps = of(['alice'], ({ alice }) => [
      alice.send({ type: 'echo' }),
      checkpoint('shows hi'),
      alice.expect({}),
    ])
    const onCheckpoint = vi.fn()
    await simulate(steps, { mock: chat, onCheckpoint })
    expect(onCheckpoint).toHaveBeenCalledExactlyOnceWith('shows hi')
    const error = new Error('shows nothing')
    const failure = await failureOf(steps, { mock: chat, onCheckpoint: () => Promise.reject(error) })
    expect(failure.cause).toBe(error)
    expect(failure.report.failure?.step).toEqual({ do: 'checkpoint', name: 'shows hi' })
  })

  it('reports an error of a predicate with the step that asked it', async () => {
    const error = new Error('in a predicate')
    const steps = of(['alice'], ({ alice }) => [
      alice.send({ type: 'echo' }),
      alice.expect(() => {
        throw error
      }),
    ])
    const failure = await failureOf(steps, { mock: chat })
    expect(failure.cause).toBe(error)
    expect(failure.report.failure?.step?.do).toBe('expect')
  })
})

describe('simulate, what a client expects', () => {
  const tick = on('go').reply({ t: 1 }).reply({ t: 2 }).reply({ t: 3 })
  const passes = async (
    rules: readonly Rule[],
    steps: Parameters<typeof scenario<'alice' | 'bob'>>[1]['steps'],
  ) =>
    simulate(of(['alice', 'bob'], steps), { mock: rules }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ScenarioFailure) return false
        throw error
      },
    )

  it('is the next frame that is not ignored', async () => {
    expect(
      await passes([tick], ({ alice }) => [
        alice.ignore({ t: 2 }),
        alice.send('go'),
        alice.expect({ t: 1 }),
        alice.expect({ t: 3 }),
      ]),
    ).toBe(true)
    expect(await passes([tick], ({ alice }) => [alice.send('go'), alice.expect({ t: 2 })])).toBe(false)
  })

  it('is rid of what is ignored from there on, if it waits already', async () => {
    const rules = [onConnect().send('beat'), tick]
    expect(
      await passes(rules, ({ alice, bob }) => [
        alice.ignore('beat'),
        bob.expect('beat'),
        alice.expectNothing(),
      ]),
    ).toBe(true)
  })

  it('comes in any order, and a broad pattern never takes what a narrow one needs', async () => {
    expect(
      await passes([tick], ({ alice }) => [
        alice.send('go'),
        alice.expectInAnyOrder([{ t: integer() }, { t: 2 }, { t: 1 }]),
      ]),
    ).toBe(true)
    expect(
      await passes([tick], ({ alice }) => [
        alice.send('go'),
        alice.expectInAnyOrder([{ t: 1 }, { t: 1 }, { t: 2 }]),
      ]),
    ).toBe(false)
  })

  it('may have alternatives, the end of the connection among them', async () => {
    const steps: Parameters<typeof passes>[1] = ({ alice }) => [
      alice.send('go'),
      oneOf(alice.expect('yes'), alice.expectClose(4001)),
    ]
    expect(await passes([on('go').reply('yes')], steps)).toBe(true)
    expect(await passes([on('go').close(4001)], steps)).toBe(true)
    expect(await passes([on('go').reply('no')], steps)).toBe(false)
  })

  it('may be optional', async () => {
    const steps: Parameters<typeof passes>[1] = ({ alice }) => [
      alice.send('go'),
      optional(alice.expect('typing')),
      alice.expect('said'),
    ]
    expect(await passes([on('go').delay(20).reply('typing').delay(20).reply('said')], steps)).toBe(true)
    expect(await passes([on('go').reply('said')], steps)).toBe(true)
    expect(await passes([on('go').reply('typing')], steps)).toBe(false)
  })

  it.each([
    [0, 2, false],
    [3, 3, true],
    [2, 5, true],
    [4, 5, false],
    [1, Infinity, true],
  ])('may repeat: of three, times(%d, %d) passes: %s', async (min, max, expected) => {
    expect(
      await passes([tick], ({ alice }) => [
        alice.send('go'),
        times(min, max, alice.expect({ t: integer() })),
      ]),
    ).toBe(expected)
  })

  it('may repeat what has several frames, the last of them as often as it fits', async () => {
    const rules = [on('go').reply('a').reply('b').reply('a').reply('b').reply('end')]
    expect(
      await passes(rules, ({ alice }) => [
        alice.send('go'),
        times(2, 3, alice.expectInAnyOrder(['b', 'a'])),
        optional(times(1, 2, oneOf(alice.expect('x'), alice.expect('end')))),
      ]),
    ).toBe(true)
  })

  it('is about the text also where it happens to be JSON', async () => {
    expect(
      await passes([on('go').reply('{"a":1}')], ({ alice }) => [alice.send('go'), alice.expect('{"a":1}')]),
    ).toBe(true)
    expect(
      await passes([on('go').reply('{"a":1}')], ({ alice }) => [alice.send('go'), alice.expect(/^\{/)]),
    ).toBe(true)
  })

  it('goes to whichever branch takes it, also to one whose turn comes later', async () => {
    expect(
      await passes([tick], ({ alice, bob }) => [
        alice.send('go'),
        together(
          [alice.expect({ t: 2 })],
          [wait(10), alice.expect({ t: 1 })],
          [alice.expect({ t: 3 })],
          [bob.expectNothing()],
        ),
      ]),
    ).toBe(true)
  })

  it('is a close with its code and reason', async () => {
    const rules = [on('go').close(4002, 'gone away')]
    expect(
      await passes(rules, ({ alice }) => [
        alice.send('go'),
        alice.expectClose({ code: 4002, reason: /away/ }),
      ]),
    ).toBe(true)
    expect(await passes(rules, ({ alice }) => [alice.send('go'), alice.expectClose(4003)])).toBe(false)
    expect(
      await passes([onConnect().cut()], ({ alice, bob }) => [alice.expectClose(1006), bob.expectClose()]),
    ).toBe(true)
    expect(
      await passes([onConnect().reject(401)], ({ alice, bob }) => [
        alice.expectClose(1006),
        bob.expectClose(1006),
      ]),
    ).toBe(true)
  })
})

describe('simulate, what the server and the clients do', () => {
  it('sends, broadcasts and closes from the server', async () => {
    const steps = of(['alice', 'bob', 'eve'], ({ alice, bob, eve, server }) => [
      together([alice.joinGroup('a')], [bob.joinGroup('b')]),
      server.broadcast({ n: 1 }, { groups: ['a', 'b'], except: bob }),
      alice.expect({ n: 1 }),
      server.send('hello', { to: eve }),
      eve.expect('hello'),
      server.broadcast('all', { except: eve }),
      each(alice, bob).expect('all'),
      server.close(4001, 'enough', { to: alice }),
      alice.expectClose({ code: 4001, reason: 'enough' }),
      server.close(1001),
      each(bob, eve).expectClose(1001),
    ])
    await expect(simulate(steps, { mock: [] })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('does not give a new connection what the old one had', async () => {
    const steps = of(['alice'], ({ alice, server }) => [
      alice.joinGroup('lobby'),
      alice.close(1000, 'back soon'),
      alice.expectClose(1000),
      alice.connect(),
      server.broadcast('hi', { group: 'lobby' }),
      alice.expectNothing({ forMs: 1_000 }),
    ])
    await expect(simulate(steps, { mock: [] })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('shows a cut, a close and a ping to the rules', async () => {
    const rules = [onClose().broadcast(({ code, client }) => `${client.name} ${code}`)]
    const steps = of(['alice', 'bob', 'eve'], ({ alice, bob, eve }) => [
      alice.ping('p'),
      alice.cut(),
      each(bob, eve).expect('alice 1006'),
      bob.close(4001),
      eve.expect('bob 4001'),
    ])
    const { transcript } = await simulate(steps, { mock: rules })
    expect(transcript.entries.filter(({ kind }) => kind === 'ping' || kind === 'pong')).toHaveLength(2)
  })

  it('leaves a group, and the group hears nothing more', async () => {
    const steps = of(['alice'], ({ alice, server }) => [
      alice.joinGroup('lobby'),
      alice.leaveGroup('lobby'),
      server.broadcast('hi', { group: 'lobby' }),
      alice.expectNothing(),
    ])
    await expect(simulate(steps, { mock: [] })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('fails at a step whose client the server has disconnected', async () => {
    const steps = of(['alice'], ({ alice }) => [alice.send('bye'), alice.send('more')])
    const { report } = await failureOf(steps, { mock: [on('bye').cut()] })
    expect(report.failure).toMatchObject({ kind: 'notOpen', client: 'alice', path: [1] })
  })

  it('refuses a broadcast to a group that nobody has joined so far, naming the step and the known groups', async () => {
    const steps = of(['alice'], ({ alice, server }) => [
      alice.joinGroup('lobby'),
      server.broadcast('hi', { group: 'loby' }),
    ])
    await expect(simulate(steps, { mock: [] })).rejects.toThrow(
      new MistakeError(
        "server.broadcast('hi', { group: 'loby' }): nobody has joined the group 'loby' so far (known: lobby). Let a client join it before, or check the name.",
      ),
    )
  })
})

describe('simulate, time and silence', () => {
  const minutes: Rule = onConnect().stream((n) => ({ minute: n + 1 }), { everyMs: 60_000 })

  it('watches a stream of one message a minute for an hour, message by message', async () => {
    const steps = of(['alice'], ({ alice }) => [
      times(60, 60, alice.expect({ minute: integer() })),
      alice.close(),
    ])
    const { transcript } = await simulate(steps, { mock: [minutes] })
    expect(transcript.entries.at(-1)).toMatchObject({ kind: 'close', at: 3_600_000 })
  })

  it('lets time pass in a wait, and buffers what comes meanwhile', async () => {
    const steps = of(['alice'], ({ alice }) => [
      wait(120_000),
      alice.expect({ minute: 1 }),
      alice.expect({ minute: 2 }),
      alice.close(),
    ])
    await expect(simulate(steps, { mock: [minutes] })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('proves silence: nothing in flight, and no timer due up to forMs', async () => {
    const late = [on('go').delay(100).reply('late')]
    const quiet = of(['alice'], ({ alice }) => [
      alice.send('go'),
      alice.expectNothing({ forMs: 99 }),
      alice.expect('late'),
    ])
    await expect(simulate(quiet, { mock: late })).resolves.toMatchObject({ outcome: 'pass' })
    const loud = of(['alice'], ({ alice }) => [alice.send('go'), alice.expectNothing({ forMs: 100 })])
    const { report } = await failureOf(loud, { mock: late })
    expect(report.failure).toMatchObject({
      kind: 'notSilent',
      waitedMs: 100,
      buffered: [{ client: 'alice' }],
    })
  })

  it('awaits async handlers before it believes in silence', async () => {
    const rules = [
      on('go').run(async ({ reply }) => {
        for (let turn = 0; turn < 50; turn++) await Promise.resolve()
        reply('done')
      }),
    ]
    const { report } = await failureOf(
      of(['alice'], ({ alice }) => [alice.send('go'), alice.expectNothing()]),
      { mock: rules },
    )
    expect(report.failure?.kind).toBe('notSilent')
  })

  it('lets a handler that awaits its delay sleep in virtual time', async () => {
    const rules = [
      on('go').run(async ({ delay, reply }) => {
        await delay(3_600_000 - 1)
        reply('an hour later')
      }),
    ]
    const steps = of(['alice'], ({ alice }) => [
      alice.send('go'),
      wait(3_600_000),
      alice.expect('an hour later'),
    ])
    await expect(simulate(steps, { mock: rules })).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('waits for handlers that are busy with real work', async () => {
    const rules = [
      on('go').run(async ({ reply }) => {
        await crypto.subtle.digest('SHA-256', new Uint8Array(1_000))
        reply('done')
      }),
    ]
    await expect(
      simulate(
        of(['alice'], ({ alice }) => [alice.send('go'), alice.expect('done')]),
        { mock: rules },
      ),
    ).resolves.toMatchObject({ outcome: 'pass' })
  })

  it('names a handler that never settles instead of hanging', async () => {
    const rules = [on('go').run(() => new Promise(() => {}))]
    const failure = await failureOf(
      of(['alice'], ({ alice }) => [alice.send('go')]),
      { mock: rules },
    )
    expect(failure.report.failure).toMatchObject({ kind: 'unsettled', unsettled: ["on('go') for alice"] })
    expect(failure.message).toContain("a handler has not settled: on('go') for alice")
  })

  it('gives up on what must come after patienceMs of virtual time', async () => {
    const steps = of(['alice'], ({ alice }) => [alice.expect('never')])
    const { report } = await failureOf(steps, { mock: [minutes], patienceMs: 30_000 })
    expect(report.failure).toMatchObject({ kind: 'missing', waitedMs: 30_000, path: [0] })
  })

  it('says so when a handshake is never answered', async () => {
    const { report } = await failureOf(
      of(['alice'], ({ alice }) => [alice.send('x')]),
      { mock: [onConnect().halfOpen()] },
    )
    expect(report.failure).toMatchObject({ kind: 'noHandshake', client: 'alice', path: [] })
  })

  it('refuses a handler that loops within one instant', async () => {
    const rules = [
      on('go').run(async ({ delay }) => {
        for (;;) await delay(0)
      }),
    ]
    await expect(
      simulate(
        of(['alice'], ({ alice }) => [alice.send('go')]),
        { mock: rules },
      ),
    ).rejects.toThrow('loops over delay(0)')
  })
})

describe('simulate, orders', () => {
  const last = () => {
    let value = ''
    return [
      on(/^[ab]\d$/).run(({ message }) => (value = String(message))),
      on('get').reply(() => `last ${value}`),
    ]
  }
  const race = of(['alice', 'bob'], ({ alice, bob }) => [
    together([alice.send('a1'), alice.send('a2')], [bob.send('b1'), bob.send('b2')]),
    alice.send('get'),
    alice.expect('last b2'),
  ])

  it('tries every interleaving of a together, the one as written first', async () => {
    const anything = of(['alice', 'bob', 'eve'], ({ alice, bob, eve }) => [
      together([alice.send('a1'), alice.send('a2')], [bob.send('b1')], [eve.send('b3')]),
    ])
    await expect(simulate(anything, { mock: last })).resolves.toMatchObject({
      order: '0',
      orders: { tried: 12, all: true },
    })
  })

  it('finds the order that fails, and says how to repeat it', async () => {
    const failure = await failureOf(race, { mock: last })
    const { order } = failure.report
    expect(order).not.toBe('0')
    expect(failure.message).toContain(`simulate(…, { order: '${order}', seed: 1 })`)
    const again = await failureOf(race, { mock: last, order })
    expect(again.report).toMatchObject({ order, failure: failure.report.failure, orders: { tried: 1 } })
    await expect(simulate(race, { mock: last, order: '0' })).resolves.toMatchObject({
      orders: { tried: 1, all: false },
    })
  })

  it('tries seeded random orders when there are more than it may try', async () => {
    await expect(simulate(race, { mock: last, orders: 1 })).resolves.toMatchObject({
      orders: { tried: 1, all: false },
    })
    const failure = await failureOf(race, { mock: last, orders: 5, seed: 4 })
    const again = await failureOf(race, { mock: last, orders: 5, seed: 4 })
    expect(again.report.order).toBe(failure.report.order)
  })

  it('does not count orders that no server could tell apart', async () => {
    await expect(simulate(fanOut, { mock: chat })).resolves.toMatchObject({ orders: { tried: 1, all: true } })
  })

  it.each([['x'], ['0.1.'], ['9'], ['0.7']])(
    'refuses %j, which is no order of the scenario',
    async (order) => {
      await expect(simulate(race, { mock: last, order })).rejects.toThrow(MistakeError)
    },
  )
})

describe('simulate, bad options', () => {
  it.each<[string, Partial<SimulateOptions>]>([
    ['orders', { orders: 0 }],
    ['orders', { orders: 1.5 }],
    ['seed', { seed: Number.NaN }],
    ['patienceMs', { patienceMs: -1 }],
  ])('refuses a wrong %s: %j', async (name, options) => {
    const refused = simulate(fanOut, { mock: chat, ...options })
    await expect(refused).rejects.toThrow(MistakeError)
    await expect(refused).rejects.toThrow(name)
  })
})
