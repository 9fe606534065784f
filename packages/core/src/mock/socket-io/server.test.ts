// The protocols as they are on the wire: the cases of Socket.IO's own test suite for servers that speak WebSocket. What
// the unchanged client makes of it is in docs/examples/socket.io.
import { describe, expect, it } from 'vitest'
import { Stage, type StageClient } from '../../../test/stage.ts'
import { nextTurn } from '../../clock.ts'
import { bytes } from '../../match/matchers/bytes.ts'
import { matches } from '../../match/match.ts'
import { exampleOf } from '../../match/example.ts'
import { text } from '../../match/matchers/text.ts'
import type { StandardSchema } from '../../match/standard-schema.ts'
import { type SocketIoOptions, withArgs } from './definition.ts'
import { event, eventIn } from './event.ts'
import { onEvent, socketIo } from './server.ts'

const PING_INTERVAL_MS = 300
const PING_TIMEOUT_MS = 200
const dial = '?EIO=4&transport=websocket'

/** A server as the suite asks for it. */
const suite: SocketIoOptions = {
  pingIntervalMs: PING_INTERVAL_MS,
  pingTimeoutMs: PING_TIMEOUT_MS,
  connectTimeoutMs: 45_000,
  connection: ({ socket }) => socket.emit('auth', socket.auth),
  on: {
    message: ({ args, socket }) => socket.emit('message-back', ...args),
    'message-with-ack': ({ args, ack }) => ack(...args),
  },
  namespaces: { '/custom': { connection: ({ socket }) => socket.emit('auth', socket.auth) } },
}

function opened(options: SocketIoOptions = suite, query = dial) {
  const stage = new Stage(socketIo(options))
  const client = stage.connect({ url: `ws://chat.test/socket.io/${query}` })
  return { stage, client, pass: (ms: number) => stage.clock.advanceTo(stage.clock.now() + ms) }
}

/** A client that is connected to the main namespace, and has read what it was told. */
function connected(options?: SocketIoOptions) {
  const world = opened(options)
  world.client.send('40')
  world.client.got.length = 0
  return world
}

/** A schema whose output is another type than its input. */
const asNumber: StandardSchema<string, number> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: Number(value) }) },
}

const said = (client: StageClient, ...frames: readonly unknown[]): readonly unknown[] => {
  for (const frame of frames) client.send(frame)
  return client.got
}

describe('the handshake of Engine.IO', () => {
  it('is answered with an open packet', () => {
    const [open] = opened().client.got
    expect(JSON.parse(String(open).slice(1))).toEqual({
      sid: 'client-1',
      upgrades: [],
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      maxPayload: 1_000_000,
    })
    expect(String(open)[0]).toBe('0')
  })

  it.each([
    ['?transport=websocket', 'EIO is not 4'],
    ['?EIO=abc&transport=websocket', 'EIO is not 4'],
    ['?EIO=4', 'transport is not websocket'],
    ['?EIO=4&transport=abc', "transports: ['websocket']"],
    ['?EIO=4&transport=websocket&sid=1', 'no upgrade from polling'],
  ])('is refused with %s', (query, why) => {
    expect(opened(suite, query).client.got).toEqual([expect.stringMatching(/^reject 400/)])
    expect(opened(suite, query).client.got[0]).toContain(why)
  })
})

describe('the heartbeat of Engine.IO', () => {
  it('pings, and keeps a client that answers', () => {
    const { client, pass } = connected()
    for (let beat = 0; beat < 3; beat++) {
      pass(PING_INTERVAL_MS)
      client.send('3')
    }
    expect(client.got).toEqual(['2', '2', '2'])
  })

  it('closes a client that does not answer, whatever else it says', () => {
    const { client, pass } = connected()
    pass(PING_INTERVAL_MS)
    client.send('42["message"]')
    pass(PING_TIMEOUT_MS - 1)
    expect(client.got).toEqual(['2', '42["message-back"]'])
    pass(1)
    expect(client.got.at(-1)).toBe('close 1000 ping timeout')
  })
})

describe('an end', () => {
  it('comes with the close packet of Engine.IO', () => {
    expect(said(connected().client, '1')).toEqual(['close 1000'])
  })

  it('comes without a namespace in time', () => {
    const { client, pass } = opened({ pingIntervalMs: 100_000 })
    pass(45_000)
    expect(client.got.at(-1)).toBe('close 1000 no namespace')
    const other = opened({ pingIntervalMs: 100_000 })
    other.client.send('40')
    other.pass(90_000)
    expect(other.client.got.at(-1)).toBe('40{"sid":"client-1:/"}')
  })

  it.each([
    ['4abc', 'an unknown type of packet'],
    ['42{}', 'a payload that is no list'],
    ['42abc["message-with-ack",1]', 'an id that is no number'],
    ['42', 'no payload'],
    ['4511-["message"]', 'more attachments than are allowed'],
    ['459999999999-["message"]', 'more attachments than there is memory'],
    ['42/nowhere,["message"]', 'an event for a namespace that does not exist'],
    ['42/custom,["message"]', 'an event before the namespace is connected'],
    ['40', 'a second connection to a namespace'],
    ['41/custom,', 'a disconnection where there was no connection'],
    ['2', 'a ping, which is the server’s'],
    ['hello', 'no packet at all'],
  ])('comes with %s: %s', (frame) => {
    const { client, stage } = connected({
      ...suite,
      namespaces: { '/custom': { on: { message: () => {} } } },
    })
    expect(said(client, frame)).toEqual([expect.stringMatching(/^close 100[02]/)])
    expect(stage.kinds.filter((kind) => kind.endsWith('error'))).toEqual([])
  })

  it('comes with a text amid attachments', () => {
    const { client } = connected()
    expect(said(client, '451-["message",{"_placeholder":true,"num":0}]', '42["message"]')).toEqual([
      'close 1000',
    ])
  })
})

describe('a connection to a namespace', () => {
  it('is granted, with what the client brings', () => {
    const { client } = opened()
    expect(said(client, '40{"token":"123"}').slice(1)).toEqual([
      '40{"sid":"client-1:/"}',
      '42["auth",{"token":"123"}]',
    ])
    client.got.length = 0
    expect(said(client, '40/custom,{"token":"abc"}')).toEqual([
      '40/custom,{"sid":"client-1:/custom"}',
      '42/custom,["auth",{"token":"abc"}]',
    ])
  })

  it('is refused to a namespace that does not exist', () => {
    expect(said(opened().client, '40/random').slice(1)).toEqual(['44/random,{"message":"Invalid namespace"}'])
  })

  it('waits for who decides about it', async () => {
    const { client } = opened({
      use: async ({ auth, refuse }) => {
        await Promise.resolve()
        if (auth['token'] !== 'ok') refuse('not authorized')
      },
    })
    client.send('40{"token":"no"}')
    await new Promise<void>(nextTurn)
    client.send('40{"token":"ok"}')
    await new Promise<void>(nextTurn)
    expect(client.got.slice(1)).toEqual(['44{"message":"not authorized"}', '40{"sid":"client-1:/"}'])
  })

  it('ends alone, and the others stay', () => {
    const { client } = connected()
    said(client, '40/custom,')
    client.got.length = 0
    expect(said(client, '41/custom,', '42["message","to the main namespace"]')).toEqual([
      '42["message-back","to the main namespace"]',
    ])
  })
})

describe('events', () => {
  it('travel as text', () => {
    expect(said(connected().client, '42["message",1,"2",{"3":[true]}]')).toEqual([
      '42["message-back",1,"2",{"3":[true]}]',
    ])
  })

  it('travel with bytes', () => {
    const head = '452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'
    expect(said(connected().client, head, Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6))).toEqual([
      '452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
      Uint8Array.of(1, 2, 3),
      Uint8Array.of(4, 5, 6),
    ])
  })

  it('are acknowledged, with bytes too', () => {
    const { client } = connected()
    expect(said(client, '42456["message-with-ack",1,"2",{"3":[false]}]')).toEqual([
      '43456[1,"2",{"3":[false]}]',
    ])
    client.got.length = 0
    said(client, '451-789["message-with-ack",{"_placeholder":true,"num":0}]', Uint8Array.of(1))
    expect(client.got).toEqual(['461-789[{"_placeholder":true,"num":0}]', Uint8Array.of(1)])
  })

  it('are acknowledged once', () => {
    const { client } = connected({
      on: {
        twice: ({ ack }) => {
          ack(1)
          ack(2)
          return 3
        },
      },
    })
    expect(said(client, '421["twice"]', '42["twice"]')).toEqual(['431[1]'])
  })

  it('that nobody serves are unmatched, and the connection stays', () => {
    const { client, stage } = connected()
    const head = '451-["draw",{"_placeholder":true,"num":0}]'
    expect(said(client, '42["sing"]', head, Uint8Array.of(1), '42["message"]')).toEqual([
      '42["message-back"]',
    ])
    expect(stage.kinds.filter((kind) => kind.endsWith('unmatched'))).toHaveLength(2)
  })

  it('that nobody serves are taken by unknown', () => {
    const { client } = connected({ unknown: ({ event: name, args }) => [name, ...args] })
    expect(said(client, '420["sing","la"]')).toEqual(['430[["sing","la"]]'])
  })

  it('are seen as a schema makes them', () => {
    const { client } = connected({
      on: { add: withArgs([asNumber, asNumber], ({ args: [a, b] }) => a + b) },
    })
    expect(said(client, '421["add","1","2"]')).toEqual(['431[3]'])
  })

  it('are told apart by their arguments', () => {
    const { client } = connected({
      on: { say: withArgs([text(), bytes()], ({ args: [words, { length }] }) => `${words} ${length}`) },
      unknown: () => 'other',
    })
    said(client, '421["say","hi"]')
    said(client, '451-2["say","hi",{"_placeholder":true,"num":0}]', Uint8Array.of(1, 2))
    expect(client.got).toEqual(['431["other"]', '432["hi 2"]'])
  })

  it('are served otherwise by a rule that is added', () => {
    const { client, stage } = connected()
    stage.host.server.use([onEvent('message', () => 'added')])
    expect(said(client, '427["message"]')).toEqual(['437["added"]'])
  })

  it('fail the test with what a handler throws', () => {
    const boom = new Error('boom')
    const { client, stage } = connected({
      on: {
        fail: () => {
          throw boom
        },
      },
    })
    expect(said(client, '42["fail"]')).toEqual(['close 1011 internal error'])
    expect(stage.reports).toMatchObject([{ severity: 'error', error: boom }])
  })

  it('cannot have a name that Socket.IO keeps for itself', () => {
    expect(() => socketIo({ on: { disconnect: () => {} } })).toThrow('"disconnect" is no event')
    const { stage } = connected({ on: { x: ({ socket }) => socket.emit('connect') } })
    stage.host.clients[0]!.send('')
    expect(() => socketIo({ namespaces: { admin: {} } })).toThrow('Write "/admin"')
    expect(() => socketIo({ pingInterval: 1 } as never)).toThrow('there is no option "pingInterval"')
    expect(() => socketIo({ on: { x: 1 as never } })).toThrow('on "x" in /')
  })
})

describe('event', () => {
  it('matches the frame of an event, in its namespace, with arguments as far as they are given', () => {
    expect(matches(event('say'), '42["say","hi"]')).toBe(true)
    expect(matches(event('say', text()), '4213["say","hi",1]')).toBe(true)
    expect(matches(event('say', 'ho'), '42["say","hi"]')).toBe(false)
    expect(matches(event('say'), '42/admin,["say"]')).toBe(false)
    expect(matches(eventIn('/admin', 'say'), '42/admin,["say"]')).toBe(true)
    expect(matches(event('say'), '43["say"]')).toBe(false)
    expect(matches(event('draw', bytes()), '451-["draw",{"_placeholder":true,"num":0}]')).toBe(true)
  })

  it('is an example of itself', () => {
    expect(exampleOf(event('say', 'hi'))).toBe('42["say","hi"]')
    expect(exampleOf(eventIn('/admin', 'say'))).toBe('42/admin,["say"]')
  })
})
