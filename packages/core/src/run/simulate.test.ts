import { describe, expect, it, vi } from 'vitest'
import { chat, fanOut, failureOf, of } from '../../test/simulated.ts'
import { MistakeError } from '../errors.ts'
import { capture, ref } from '../match/matchers/capture.ts'
import { integer } from '../match/matchers/number.ts'
import { text } from '../match/matchers/text.ts'
import { mock } from '../mock/definition.ts'
import { faults } from '../mock/fault.ts'
import { on, onClose, onConnect, type Rule } from '../mock/rule.ts'
import { checkpoint, each, together } from '../scenario/combine.ts'
import { scenario } from '../scenario/scenario.ts'
import { simulate, type SimulateOptions } from './simulate.ts'

describe('simulate', () => {
  it('needs no mock where only the steps do something', async () => {
    const announcement = scenario('the server announces', {
      clients: ['alice', 'bob'],
      steps: ({ alice, bob, server }) => [
        alice.joinGroup('staff'),
        server.broadcast('maintenance', { group: 'staff' }),
        alice.expect('maintenance'),
        bob.expectNothing(),
      ],
    })
    await expect(simulate(announcement)).resolves.toMatchObject({ outcome: 'pass' })
  })

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
    const factory = vi.fn<() => readonly Rule[]>(() => {
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
    const onCheckpoint = vi.fn<(name: string) => void>()
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

describe('simulate, bad options', () => {
  it.each([
    [undefined, 'undefined'],
    [{ title: 'a talk' }, "{ title: 'a talk' }"],
    [() => fanOut, 'a function'],
  ])('refuses what is no scenario: %s', async (given, shown) => {
    const refused = simulate(given as never)
    await expect(refused).rejects.toThrow(MistakeError)
    await expect(refused).rejects.toThrow(
      `simulate(): the first argument is ${shown}, no scenario. Make it with`,
    )
  })

  it.each<[string, Partial<SimulateOptions>]>([
    ['orders', { orders: 0 }],
    ['orders', { orders: 1.5 }],
    ['seed', { seed: Number.NaN }],
    ['patienceMs', { patienceMs: -1 }],
    ['there is no option "rules". Use mock, seed', { rules: [] } as object],
  ])('refuses a wrong %s: %j', async (name, options) => {
    const refused = simulate(fanOut, { mock: chat, ...options })
    await expect(refused).rejects.toThrow(MistakeError)
    await expect(refused).rejects.toThrow(name)
  })

  it('refuses a misspelt option, and a mock in the place of the options', async () => {
    const misspelt: object = { mocks: chat }
    await expect(simulate(fanOut, misspelt)).rejects.toThrow(
      'there is no option "mocks". Use mock, seed, orders',
    )
    for (const given of [chat, mock(chat), () => chat] as readonly object[])
      await expect(simulate(fanOut, given)).rejects.toThrow(
        'the mock is given in the place of the options. Write simulate(scenario, { mock: … })',
      )
  })
})
