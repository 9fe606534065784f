// The same scenario is the same conversation in every world: simulated, in memory, over real
// sockets, through interception.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  drivenInMemory,
  drivenOverSockets,
  drivenThroughInterception,
  simulated,
} from '../../../test/conformance/scenarios.ts'
import { bytes } from '../../match/matchers/bytes.ts'
import { integer } from '../../match/matchers/number.ts'
import { text } from '../../match/matchers/text.ts'
import { on, onClose, onConnect } from '../../mock/rule.ts'
import type { RawActor } from '../../scenario/actor.ts'
import { each, together } from '../../scenario/combine.ts'
import { scenario, type Scenario } from '../../scenario/scenario.ts'
import type { Step } from '../../scenario/step.ts'

const CLIENTS = ['alice', 'bob', 'carol'] as const
const MOST_RACES = 3
const ROOMS = ['lobby', 'kitchen'] as const

/** Echoes, rooms, and those who tell all others of what happens. */
const rules = [
  onConnect().broadcast({ type: 'said', text: 'somebody came' }, { except: 'sender' }),
  on({ type: 'echo', n: integer() })
    .run(async () => await Promise.resolve())
    .reply(({ message }) => message),
  on(bytes()).reply(({ message }) => message),
  on({ type: 'enter', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'entered' }),
  on({ type: 'say', room: text(), n: integer() }).broadcast(
    ({ message }) => ({ type: 'said', n: message.n }),
    { group: ({ message }) => message.room },
  ),
  on({ type: 'leave' }).close(4001, 'as you wish'),
  onClose().broadcast({ type: 'said', text: 'somebody left' }),
]

/** Something that is to happen; who is not there comes back instead. */
interface Event {
  readonly kind:
    | 'echo'
    | 'bytes'
    | 'enter'
    | 'say'
    | 'both say'
    | 'all echo'
    | 'join'
    | 'leave group'
    | 'server sends'
    | 'server broadcasts'
    | 'close'
    | 'ask to leave'
    | 'server closes'
  readonly who: number
  readonly room: (typeof ROOMS)[number]
  readonly n: number
}

const event: fc.Arbitrary<Event> = fc.record({
  kind: fc.constantFrom(
    'echo',
    'bytes',
    'enter',
    'say',
    'both say',
    'all echo',
    'join',
    'leave group',
    'server sends',
    'server broadcasts',
    'close',
    'ask to leave',
    'server closes',
  ),
  who: fc.nat(2),
  room: fc.constantFrom(...ROOMS),
  n: fc.nat(99),
})

function conversation(events: readonly Event[]): Scenario<unknown> {
  return scenario('a generated conversation', {
    clients: CLIENTS,
    steps: ({ server, ...clients }) => {
      const actors: readonly RawActor[] = Object.values(clients)
      const present = new Set(actors)
      const rooms = new Set<string>()
      let races = 0
      const stepsOf = ({ kind: wanted, who, room, n }: Event): readonly Step[] => {
        const actor = actors[who]!
        const isRace = wanted === 'both say' || wanted === 'all echo'
        // All orders of the races are tried: more than a few would be too many.
        const kind = isRace && races++ >= MOST_RACES ? 'say' : wanted
        if (!present.has(actor)) {
          present.add(actor)
          return [actor.connect()]
        }
        const echo = { type: 'echo', n }
        const say = { type: 'say', room, n }
        const others = [...present].filter((other) => other !== actor)
        switch (kind) {
          case 'echo':
            return [actor.send(echo), actor.expect(echo)]
          case 'bytes':
            return [actor.send(new Uint8Array([n, 0, 255])), actor.expect(bytes())]
          case 'enter':
            rooms.add(room)
            return [actor.send({ type: 'enter', room }), actor.expect({ type: 'entered' })]
          case 'say':
            return [actor.send(say)]
          case 'both say':
            return [
              together(
                [actor.send(say)],
                ...others.slice(0, 1).map((other) => [other.send({ ...say, n: n + 1 })]),
              ),
            ]
          case 'all echo':
            return [together(...[...present].map((one) => [one.send(echo), one.expect(echo)]))]
          case 'join':
            rooms.add(room)
            return [actor.joinGroup(room)]
          case 'leave group':
            return [actor.leaveGroup(room)]
          case 'server sends':
            return [server.send({ type: 'said', n }, { to: actor })]
          case 'server broadcasts':
            return [
              server.broadcast({ type: 'said', n }, rooms.has(room) ? { group: room } : { except: actor }),
            ]
          case 'close':
            present.delete(actor)
            return [actor.close(n % 2 === 0 ? 1000 : 3000 + n, `bye ${n}`)]
          case 'ask to leave':
            present.delete(actor)
            return [actor.send({ type: 'leave' }), actor.expectClose({ code: 4001, reason: 'as you wish' })]
          case 'server closes':
            present.delete(actor)
            return [server.close(1001, 'going', { to: actor }), actor.expectClose(1001)]
        }
      }
      return [
        ...actors.map((actor) => actor.ignore({ type: 'said' })),
        ...events.flatMap(stepsOf),
        ...actors.map((actor) => actor.expectNothing()),
      ]
    },
  })
}

describe('a scenario', () => {
  it('is one conversation wherever it takes place', async () => {
    const fanOut = scenario('a message reaches every member of its room, once', {
      clients: ['alice', 'bob', 'eve'],
      steps: ({ alice, bob, eve, server }) => [
        each(alice, bob, eve).ignore({ text: 'somebody came' }),
        alice.joinGroup('lobby'),
        bob.joinGroup('lobby'),
        alice.send({ type: 'say', room: 'lobby', n: 1 }),
        each(alice, bob).expect({ type: 'said', n: 1 }),
        eve.expectNothing(),
        server.broadcast({ type: 'said', n: 2 }, { group: 'lobby', except: alice }),
        bob.expect({ type: 'said', n: 2 }),
        bob.close(1000),
        each(alice, eve).expect({ text: 'somebody left' }),
      ],
    })
    const [expected] = await simulated(fanOut, rules)
    expect(expected).toContain('"n":2')
    expect(await drivenInMemory(fanOut, rules)).toBe(expected)
    expect(await drivenOverSockets(fanOut, rules)).toBe(expected)
    expect(await drivenThroughInterception(fanOut, rules)).toBe(expected)
  })

  it('has its own names for its clients wherever it takes place: for handlers, state, broadcasts and the end', async () => {
    const byName = [
      onConnect().run(({ client }) => {
        client.state['name'] = client.name
      }),
      on('who am I?').reply(({ client }) => [client.name, client.state['name']]),
      on('hi').run(({ client, broadcast }) =>
        broadcast(`${client.name} says hi`, { except: client.name === 'alice' ? 'bob' : client }),
      ),
      onClose().broadcast(({ client }) => `${client.name} left`),
    ]
    const named = scenario('everybody has a name', {
      clients: CLIENTS,
      steps: ({ alice, bob, carol, server }) => [
        alice.send('who am I?'),
        alice.expect(['alice', 'alice']),
        alice.send('hi'),
        each(alice, carol).expect('alice says hi'),
        bob.send('hi'),
        each(alice, carol).expect('bob says hi'),
        server.broadcast('psst', { except: carol }),
        each(alice, bob).expect('psst'),
        bob.close(),
        each(alice, carol).expect('bob left'),
        bob.connect(),
        bob.send('who am I?'),
        bob.expect(['bob', 'bob']),
      ],
    })
    const [expected] = await simulated(named, byName)
    expect(await drivenInMemory(named, byName)).toBe(expected)
    expect(await drivenOverSockets(named, byName)).toBe(expected)
    expect(await drivenThroughInterception(named, byName)).toBe(expected)
  })

  it('is one conversation for pings and cuts, too, where clients can do that', async () => {
    const cut = scenario('bob is cut off', {
      clients: ['alice', 'bob'],
      steps: ({ alice, bob }) => [
        each(alice, bob).ignore({ text: 'somebody came' }),
        bob.joinGroup('lobby'),
        bob.ping('still there?'),
        bob.cut(),
        alice.expect({ text: 'somebody left' }),
        bob.connect({ protocols: ['v2'], query: { again: 'yes' } }),
        bob.expectNothing(),
      ],
    })
    const [expected] = await simulated(cut, rules)
    expect(expected).toContain('1006')
    expect(await drivenOverSockets(cut, rules)).toBe(expected)
    expect(await drivenThroughInterception(cut, rules)).toBe(expected)
  })

  it('is, whatever it is, what one of its orders in a simulation is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
        const made = conversation(events)
        const possible = await simulated(made, rules)
        expect(possible).toContain(await drivenInMemory(made, rules))
        expect(possible).toContain(await drivenOverSockets(made, rules))
        expect(possible).toContain(await drivenThroughInterception(made, rules))
      }),
      { numRuns: 40 },
    )
  }, 60_000)
})
