// A mock behaves the same in every world: in memory, over sockets, through interception. What the clients of a world
// cannot do is listed here with its reason, so that no behaviour is left out unseen.
import { describe, expect, it } from 'vitest'
import { lackOf } from '../../test/conformance/behaviour.ts'
import { behaviours } from '../../test/conformance/behaviours/index.ts'
import { interception, interceptionOf7 } from '../../test/conformance/worlds/interception.ts'
import { memory } from '../../test/conformance/worlds/memory.ts'
import { msw } from '../../test/conformance/worlds/msw.ts'
import { sockets } from '../../test/conformance/worlds/sockets.ts'

const WHOLE = 'a WebSocket class sends whole messages'
const PINGS = 'a WebSocket class has no ping(), and hears neither pings nor pongs'
const NO_CUT = 'a WebSocket class has no terminate()'
const READS_ON = 'a WebSocket class cannot stop reading'

/** The behaviours that a WebSocket class cannot show, and why. */
const OF_A_CLASS: Readonly<Record<string, string>> = {
  'tells the client the status of a refusal': 'a WebSocket class is not told why a handshake failed',
  'hears a message in fragments as one': WHOLE,
  'answers a ping between the fragments of a message': `${WHOLE}; ${PINGS}`,
  'pings between its messages': PINGS,
  'answers a ping by itself, with the same payload': PINGS,
  'answers a ping as its rules say, or not at all': PINGS,
  'hears each code that an endpoint may send': 'a WebSocket class closes with 1000 or 3000-4999',
  'sees 1006 where a client is cut off, behind what it said': NO_CUT,
  'answers neither pings nor a close frame, until it is cut': `${PINGS}; ${NO_CUT}`,
  'waits with a slow reader’s messages, holds up nobody else, and loses none': READS_ON,
  'closes a slow reader behind everything it was sent': READS_ON,
}

/** By world. One that is not listed shows all of them. */
const LACKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [memory.name]: OF_A_CLASS,
  [msw.name]: {
    ...OF_A_CLASS,
    'shows the mock the query, headers and cookies': 'MSW tells no headers',
  },
  [interceptionOf7.name]: {
    'waits with a slow reader’s messages, holds up nobody else, and loses none': 'ws 7 cannot stop reading',
    'closes a slow reader behind everything it was sent': 'ws 7 cannot stop reading',
  },
}

describe.each([memory, msw, sockets, interception, interceptionOf7])('a mock $name', (world) => {
  const all = Object.entries(behaviours).flatMap(([topic, list]) =>
    list.map((behaviour) => ({
      title: `${topic}: ${behaviour.name}`,
      behaviour,
      lack: lackOf(behaviour, world),
    })),
  )

  it.each(all.filter(({ lack }) => lack === undefined))('$title', ({ behaviour }) => behaviour.show(world))

  it('shows every behaviour that its clients can show', () => {
    const lacks = all.filter(({ lack }) => lack !== undefined)
    expect(Object.fromEntries(lacks.map(({ behaviour, lack }) => [behaviour.name, lack]))).toEqual(
      LACKS[world.name] ?? {},
    )
  })
})
