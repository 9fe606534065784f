import { describe, expect, it } from 'vitest'
import { ref } from '../match/matchers/capture.ts'
import { MistakeError } from '../errors.ts'
import type { Sendable } from '../mock/sendable.ts'
import type { RawActor } from './actor.ts'
import { callSiteOf } from './call-site.ts'
import { checkpoint, each, oneOf, optional, times, together, wait } from './combine.ts'
import { scenario } from './scenario.ts'
import type { RawServer } from './server-actor.ts'
import type { Step } from './step.ts'

type Who = Record<'alice' | 'bob', RawActor> & { readonly server: RawServer }

const conversation = (steps: (who: Who) => readonly Step[]) =>
  scenario('a talk', { clients: ['alice', 'bob'], steps })

/** What the author is told. */
function refusalOf(write: () => unknown): string {
  try {
    write()
  } catch (error) {
    if (error instanceof MistakeError) return error.message
    throw error
  }
  throw new Error('nothing was refused')
}

const refusalOfSteps = (steps: (who: Who) => readonly Step[]) => refusalOf(() => conversation(steps))
/** JavaScript passes what the compiler would refuse. */
const untyped = (value: unknown) => value as never

describe('scenario', () => {
  it('is plain data: equal steps are equal, and nothing is hidden in them', () => {
    const made = conversation(({ alice, bob, server }) => [
      alice.send({ type: 'say' }),
      each(alice, bob).expect({ type: 'said' }),
      server.send('hi', { to: bob }),
    ])
    expect(made).toStrictEqual({
      title: 'a talk',
      contract: undefined,
      clients: ['alice', 'bob'],
      open: false,
      steps: [
        { do: 'send', client: 'alice', message: { type: 'say' } },
        {
          do: 'together',
          branches: [
            [{ do: 'expect', client: 'alice', pattern: { type: 'said' } }],
            [{ do: 'expect', client: 'bob', pattern: { type: 'said' } }],
          ],
        },
        { do: 'serverSend', to: 'bob', message: 'hi' },
      ],
    })
    expect(JSON.parse(JSON.stringify(made.steps))).toEqual(made.steps)
  })

  it('copies bytes that are sent, so that later changes do not alter them', () => {
    const bytes = Uint8Array.of(1, 2)
    const { steps } = conversation(({ alice }) => [alice.send(bytes), alice.send(bytes.buffer)])
    bytes[0] = 9
    expect(steps).toEqual([1, 2].map(() => ({ do: 'send', client: 'alice', message: Uint8Array.of(1, 2) })))
  })

  it('lets steps be used that are not in the list, and methods be taken from their actor', () => {
    const made = conversation(({ alice }) => {
      alice.send('unused')
      const { send } = alice
      return [send('used')]
    })
    expect(made.steps).toHaveLength(1)
  })

  it.each([
    [[], 'it has no clients'],
    [['alice', 'alice'], 'two clients are called alice'],
    [['server'], 'that name is reserved'],
    [[''], "clients[0] is ''"],
    [[7], 'clients[0] is 7'],
    ['alice', 'it has no clients'],
  ])('refuses the clients %j', (clients, why) => {
    expect(
      refusalOf(() => scenario('x', { clients: untyped(clients), steps: () => [] })).toLowerCase(),
    ).toContain(why)
  })

  it('refuses steps that are none', () => {
    expect(refusalOf(() => scenario('x', { clients: ['a'], steps: untyped([]) }))).toContain(
      'steps is not a function',
    )
    expect(refusalOf(() => scenario('x', { clients: ['a'], steps: () => untyped('steps') }))).toContain(
      "steps returned 'steps'",
    )
    expect(refusalOfSteps(({ alice }) => [alice.cut(), untyped(undefined)])).toContain('step 2 is undefined')
    expect(refusalOf(() => scenario('', { clients: ['a'], steps: () => [] }))).toContain('it has no title')
  })

  it.each([
    ['x', "given is 'x'"],
    [[''], "given[0]: '' is no state"],
    [[{ state: 7 }], 'given[0]: the state is 7'],
    [[{ state: 'a', with: {} }], 'given[0]: there is no option "with"'],
    [[{ state: 'a', params: [] }], 'given[0]: params is []'],
    [[{ state: 'a', params: { id: ref('id') } }], 'given[0]: params is {'],
  ])('refuses the states %j', (given, why) => {
    expect(
      refusalOf(() => scenario('x', { clients: ['a'], given: untyped(given), steps: () => [] })),
    ).toContain(why)
  })

  it("refuses another scenario's clients, wherever they are named", () => {
    let eve: RawActor | undefined
    scenario('another', { clients: ['eve'], steps: (who) => ((eve = who.eve), []) })
    const stranger = eve!
    const unknown = 'eve is no client of this scenario (alice, bob)'
    expect(refusalOfSteps(() => [stranger.send('x')])).toBe(
      `scenario 'a talk', step 1, eve.send('x'): ${unknown}. Add it to clients.`,
    )
    expect(refusalOfSteps(({ server }) => [server.send('x', { to: stranger })])).toContain(unknown)
    expect(refusalOfSteps(({ server }) => [server.broadcast('x', { except: stranger })])).toContain(unknown)
    expect(refusalOfSteps(() => [together([wait(1)], [wait(1), optional(stranger.expect('x'))])])).toContain(
      'step 1, branch 2, step 2',
    )
  })

  it('refuses two checkpoints of one name', () => {
    expect(refusalOfSteps(() => [checkpoint('a'), together([checkpoint('b')], [checkpoint('a')])])).toContain(
      'step 2, branch 2, step 1',
    )
  })

  it('refuses steps of a client behind the end of its connection', () => {
    const ended = 'alice has ended its connection'
    expect(refusalOfSteps(({ alice }) => [alice.close(), alice.send('x')])).toContain(ended)
    expect(refusalOfSteps(({ alice }) => [alice.cut(), alice.expect('x')])).toContain(ended)
    expect(refusalOfSteps(({ alice }) => [alice.expectClose(), alice.joinGroup('x')])).toContain(ended)
    expect(refusalOfSteps(({ alice, server }) => [alice.close(), server.send('x', { to: alice })])).toContain(
      ended,
    )
    expect(refusalOfSteps(({ alice }) => [together([alice.close()], [wait(1)]), alice.ping()])).toContain(
      ended,
    )
  })

  it('refuses steps of a client before it connects, and a second connection beside the first', () => {
    expect(refusalOfSteps(({ alice }) => [alice.send('x'), alice.connect()])).toContain(
      'alice connects only later',
    )
    expect(refusalOfSteps(({ alice }) => [alice.connect(), alice.connect()])).toContain(
      'alice is connected already',
    )
  })

  it('allows a connection after the first has ended, or may have', () => {
    expect(() =>
      conversation(({ alice, bob, server }) => [
        alice.close(),
        alice.expectClose(1000),
        alice.connect(),
        alice.send('x'),
        together([bob.close()], [bob.expectClose()]),
        bob.connect(),
        server.close(1001),
        bob.connect(),
        oneOf(alice.expectClose(), alice.expect('x')),
        alice.connect(),
      ]),
    ).not.toThrow()
  })
})

describe('RawActor', () => {
  const [alice, bob, server] = (() => {
    let actors: Who | undefined
    conversation((who) => ((actors = who), []))
    return [actors!.alice, actors!.bob, actors!.server]
  })()
  const self: { self?: unknown } = {}
  self.self = self

  it.each<[what: string, () => unknown, why: string]>([
    ['close code', () => alice.close(999), '999 is not a close code'],
    ['close code', () => alice.close(1005), 'no status received'],
    ['close code of the server', () => server.close(1006), 'Use cut()'],
    ['long reason', () => alice.close(1000, 'ü'.repeat(62)), '124 bytes and a close frame holds 123'],
    ['expected code', () => alice.expectClose(99), '99 is not a close code'],
    ['expected code', () => alice.expectClose({ code: 5000 }), '5000 is not a close code'],
    ['expected close', () => alice.expectClose(untyped({ kode: 1 })), 'Give a code, or { code, reason }'],
    ['message', () => alice.send(untyped(undefined)), 'the message is undefined'],
    ['message', () => alice.send(() => 1), 'it has no JSON form'],
    ['message', () => server.broadcast(self), 'circular'],
    ['pattern', () => alice.expect(untyped(undefined)), 'undefined is not a pattern'],
    ['pattern', () => alice.ignore(untyped({ at: new Date(0) })), 'an instance of Date is not a pattern'],
    ['list of patterns', () => alice.expectInAnyOrder([]), 'is not a list of patterns'],
    ['duration', () => alice.expectNothing({ forMs: -1 }), 'forMs is -1'],
    ['duration', () => alice.expectNothing({ forMs: Infinity }), 'forMs is Infinity'],
    ['duration', () => wait(untyped('1s')), "the duration is '1s'"],
    ['group', () => alice.joinGroup(''), 'the group is empty'],
    ['group', () => server.broadcast('x', { group: untyped(7) }), 'the group is 7, not a string'],
    ['groups', () => server.broadcast('x', { groups: [] }), 'groups is not a list of names'],
    ['groups', () => server.broadcast('x', { group: 'a', groups: ['b'] }), 'it names a group and groups'],
    ['audience', () => server.broadcast('x', untyped({ grup: 'a' })), 'there is no option "grup"'],
    ['audience', () => server.close(1000, '', untyped({ too: alice })), 'there is no option "too"'],
    ['handshake', () => alice.connect(untyped({ protocol: 'v1' })), 'there is no option "protocol"'],
    ['silence', () => alice.expectNothing(untyped({ ms: 5 })), 'there is no option "ms"'],
    ['addressee', () => server.send('x', untyped({})), 'to is undefined and not a client'],
    [
      'addressee',
      () => server.broadcast('x', { except: untyped('alice') }),
      "except is 'alice' and not a client",
    ],
    ['ping', () => alice.ping('x'.repeat(126)), '126 bytes and a control frame holds 125'],
    ['subprotocol', () => alice.connect({ protocols: ['a b'] }), 'is not a subprotocol'],
    ['subprotocol', () => alice.connect({ protocols: ['a', 'a'] }), 'offered twice'],
    ['header', () => alice.connect({ headers: { a: 'b\r\nc: d' } }), 'Give a string of one line'],
    ['query', () => alice.connect({ query: untyped({ page: 1 }) }), "the query's 'page' is 1"],
    ['together', () => together(), 'it has no branches'],
    ['together', () => together([alice.cut()], []), 'branch 2 is empty'],
    ['together', () => together(untyped(alice.cut())), 'branch 1 is not a list of steps'],
    ['each', () => each(...([] as unknown as [typeof alice])), 'it names no client'],
    ['each', () => each(alice, bob, alice), 'alice is named twice'],
    ['oneOf', () => oneOf(), 'it has no steps'],
    ['oneOf', () => oneOf(alice.expect(1), bob.expect(1)), 'it is about alice and bob'],
    ['oneOf', () => oneOf(alice.expect(1), alice.send('x')), 'a send step does not expect anything'],
    ['optional', () => optional(each(alice, bob).expect(1)), 'a together step does not expect anything'],
    ['times', () => times(2, 1, alice.expect(1)), 'these are not bounds of a count'],
    ['times', () => times(0, 0, alice.expect(1)), 'these are not bounds of a count'],
    ['times', () => times(1, 1, wait(1)), 'a wait step does not expect anything'],
    ['checkpoint', () => checkpoint(''), "the name is ''"],
  ])('refuses a wrong %s where it is written (%#)', (_what, write, why) => {
    expect(refusalOf(write)).toContain(why)
  })

  it('accepts every message that can be sent', () => {
    const messages: readonly Sendable[] = ['', 0, -0, null, true, [], {}, [1, { a: 'b' }], new Date(0)]
    for (const message of messages)
      expect(alice.send(message)).toEqual({ do: 'send', client: 'alice', message })
  })
})

describe('scenario, call sites', () => {
  it('knows where a step was written, beside its data', () => {
    const { steps } = conversation(({ alice, bob }) => [alice.send('x'), each(alice, bob).expect('x')])
    const [send, both] = steps
    const inner = both?.do === 'together' ? both.branches[0]?.[0] : undefined
    for (const step of [send, both, inner]) {
      expect(callSiteOf(step!)?.split('\n')[0]).toContain('scenario.test.ts')
      expect(Object.keys(step!)).not.toContain('stack')
    }
  })
})

describe('each', () => {
  it('is together over the same step of each client', () => {
    const made = conversation(({ alice, bob }) => [
      each(alice, bob).expect('x'),
      together([alice.expect('x')], [bob.expect('x')]),
    ])
    expect(made.steps[0]).toStrictEqual(made.steps[1])
  })
})
