import { bytes, on, onConnect, text } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  binaryBroadcast,
  broadcast,
  crash,
  error,
  heartbeat,
  join,
  joinRefOf,
  leave,
  ok,
  openChannel,
  protocolRules,
  pushed,
  pushTo,
  stop,
  topicOf,
} from '../src/phoenix-rules.ts'
import {
  disconnectAll,
  FIRST_REJOIN_MS,
  heard,
  HEARTBEAT_MS,
  openSocket,
  outcomesOf,
  PUSH_TIMEOUT_MS,
  RECONNECT_MS,
  url,
} from './open-socket.ts'

const rooms = /^room:/

const phoenixMock = setupWsMock(url, [
  ...protocolRules,
  on(join('room:vault', {})).reply(error({ reason: 'unauthorized' })),
  openChannel(rooms),
  on(pushed(rooms, 'say', { text: text({ minLength: 1 }) }))
    .broadcast(({ message: [, , topic, , { text: said }] }) => broadcast(topic, 'said', { text: said }), {
      group: topicOf,
    })
    .reply(ok()),
  on(pushed(rooms, 'say', {})).reply(error({ reason: 'text is missing' })),
])

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  disconnectAll()
  vi.useRealTimers()
})

/** Lets time go by, and what is on its way arrive. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await phoenixMock.drain()
}

/** A channel of a connection of its own, joined, and that connection seen from the server. */
async function joined(topic: string) {
  const socket = openSocket()
  const channel = socket.channel(topic)
  const said = heard(channel, 'said')
  channel.join()
  const client = await phoenixMock.client()
  await expect(client).toHaveJoined(topic)
  await phoenixMock.drain()
  expect(channel.state).toBe('joined')
  return { socket, channel, said, client, joinRef: joinRefOf(client, topic) }
}

const attempts = (): number =>
  phoenixMock.transcript.entries.filter(({ kind }) => kind === 'open' || kind === 'reject').length

describe('a socket', () => {
  it('brings its parameters and the version of its frames', async () => {
    openSocket({ params: { user: 'alice' } })
    const client = await phoenixMock.client()
    expect(client.query).toEqual({ user: 'alice', vsn: '2.0.0' })
    expect(client.protocols).toEqual([])
  })

  it('brings its token as a subprotocol, not in the URL', async () => {
    openSocket({ authToken: 'secret' })
    const client = await phoenixMock.client()
    expect(client.protocols).toEqual(['phoenix', `base64url.bearer.phx.${btoa('secret')}`])
    expect([client.protocol, client.query]).toEqual(['phoenix', { vsn: '2.0.0' }])
  })

  it('stays away after disconnect()', async () => {
    const socket = openSocket()
    const client = await phoenixMock.client()
    socket.disconnect(() => {}, 1000, 'bye')
    await expect(client).toHaveClosed({ code: 1000, reason: 'bye' })
    await pass(60_000)
    expect(attempts()).toBe(1)
  })
})

describe('the heartbeat', () => {
  it('is sent every thirty seconds', async () => {
    openSocket()
    const client = await phoenixMock.client()
    await pass(HEARTBEAT_MS - 1)
    await expect(client).not.toHaveSent(heartbeat)
    await pass(1)
    await expect(client).toHaveSent(heartbeat, { times: 1 })
    await pass(HEARTBEAT_MS)
    await expect(client).toHaveSent(heartbeat, { times: 2 })
    expect(attempts()).toBe(1)
  })

  it('that nobody answers ends the connection, and another is made', async () => {
    phoenixMock.use(on(heartbeat).drop())
    const { client } = await joined('room:lobby')
    await pass(HEARTBEAT_MS)
    await pass(HEARTBEAT_MS - 1)
    await expect(client).not.toHaveClosed()
    await pass(1)
    await expect(client).toHaveClosed({ code: 1000, reason: 'heartbeat timeout' })

    await pass(FIRST_REJOIN_MS)
    const back = await phoenixMock.client()
    await expect(back).toHaveJoined('room:lobby')
  })
})

describe('a join', () => {
  it('brings its parameters and is answered', async () => {
    phoenixMock.use(on(join('room:lobby', { since: text() })).reply(ok({ history: ['hello'] })))
    const socket = openSocket()
    const channel = socket.channel('room:lobby', { since: 'monday' })
    const outcomes = outcomesOf(channel.join())
    await phoenixMock.client()
    await phoenixMock.drain()
    expect(outcomes).toEqual([['ok', { history: ['hello'] }]])
    expect(channel.state).toBe('joined')
  })

  it('that is refused is tried again after one, two, five and ten seconds', async () => {
    const channel = openSocket().channel('room:vault')
    const outcomes = outcomesOf(channel.join())
    const client = await phoenixMock.client()
    await expect(client).toHaveSent(join('room:vault', {}), { times: 1 })
    let expected = 1
    for (const delayMs of [1_000, 2_000, 5_000, 10_000, 10_000]) {
      await pass(delayMs - 1)
      await expect(client).toHaveSent(join('room:vault', {}), { times: expected })
      await pass(1)
      await expect(client).toHaveSent(join('room:vault', {}), { times: ++expected })
    }
    expect(outcomes).toEqual(Array.from({ length: 6 }, () => ['error', { reason: 'unauthorized' }]))
    expect(channel.state).toBe('errored')
  })

  it('that is not answered is given up with a leave, and tried again', async () => {
    phoenixMock.use(on(join('room:lobby', {})).drop())
    const channel = openSocket().channel('room:lobby')
    const outcomes = outcomesOf(channel.join())
    const client = await phoenixMock.client()
    await pass(PUSH_TIMEOUT_MS)
    expect(outcomes).toEqual([['timeout', {}]])
    await expect(client).toHaveSent(leave('room:lobby'), { times: 1 })

    phoenixMock.use(openChannel('room:lobby'))
    await pass(FIRST_REJOIN_MS)
    await expect(client).toHaveJoined('room:lobby')
    expect(outcomes).toEqual([
      ['timeout', {}],
      ['ok', {}],
    ])
  })
})

describe('a push', () => {
  it('is answered with ok or error, each under its own ref', async () => {
    const { channel, client, joinRef } = await joined('room:lobby')
    const refused = outcomesOf(channel.push('say', {}))
    const taken = outcomesOf(channel.push('say', { text: 'hi' }))
    await expect(client).toHaveReceivedInOrder([
      [joinRef, text(), 'room:lobby', 'phx_reply', { status: 'error' }],
      [null, null, 'room:lobby', 'said', { text: 'hi' }],
      [joinRef, text(), 'room:lobby', 'phx_reply', { status: 'ok' }],
    ])
    await phoenixMock.drain()
    expect([refused, taken]).toEqual([[['error', { reason: 'text is missing' }]], [['ok', {}]]])
    await expect(phoenixMock).toMatchTranscript()
  })

  it('that is not answered times out, and a late answer changes nothing', async () => {
    phoenixMock.use(
      on(pushed('room:lobby', 'say', {}))
        .delay(5_001)
        .reply(ok()),
    )
    const { channel, client, joinRef } = await joined('room:lobby')
    const outcomes = outcomesOf(channel.push('say', { text: 'hi' }, 5_000))
    const answer = [joinRef, text(), 'room:lobby', 'phx_reply', { status: 'ok' }] as const
    await expect(client).toHaveReceived(answer, { times: 1 })
    await pass(4_999)
    expect(outcomes).toEqual([])
    await pass(1)
    expect(outcomes).toEqual([['timeout', {}]])
    await pass(1)
    await expect(client).toHaveReceived(answer, { times: 2 })
    expect(outcomes).toEqual([['timeout', {}]])
  })

  it('waits for the join it belongs to', async () => {
    const channel = openSocket().channel('room:lobby')
    const said = heard(channel, 'said')
    channel.join()
    channel.push('say', { text: 'one' })
    channel.push('say', { text: 'two' })
    const client = await phoenixMock.client()
    await phoenixMock.drain()
    expect(said).toEqual([{ text: 'one' }, { text: 'two' }])
    await expect(client).not.toHaveReceived([text(), text(), 'room:lobby', 'phx_reply', { status: 'error' }])
  })
})

describe('a broadcast', () => {
  it('of a member reaches every member of its topic once, and nobody else', async () => {
    const alice = await joined('room:lobby')
    const bob = await joined('room:lobby')
    const eve = await joined('room:kitchen')
    alice.channel.push('say', { text: 'hi' })

    await expect(phoenixMock).toHaveBroadcast([null, null, 'room:lobby', 'said', { text: 'hi' }], {
      group: 'room:lobby',
      times: 1,
    })
    await phoenixMock.drain()
    expect([alice.said, bob.said, eve.said]).toEqual([[{ text: 'hi' }], [{ text: 'hi' }], []])
    await expect(eve.client).not.toHaveReceived([null, null, 'room:lobby', 'said', {}])
  })

  it('of the server reaches the members of its topic', async () => {
    const alice = await joined('room:lobby')
    const eve = await joined('room:kitchen')
    phoenixMock.group('room:lobby').broadcast(broadcast('room:lobby', 'said', { text: 'closing soon' }))
    await phoenixMock.drain()
    expect([alice.said, eve.said]).toEqual([[{ text: 'closing soon' }], []])
  })

  it('reaches the channel it is for where one connection has several', async () => {
    const { socket, client, said } = await joined('room:lobby')
    const kitchen = socket.channel('room:kitchen')
    const saidInKitchen = heard(kitchen, 'said')
    kitchen.join()
    await expect(client).toHaveJoined('room:kitchen')
    expect(client.groups).toEqual(['room:lobby', 'room:kitchen'])

    phoenixMock.group('room:kitchen').broadcast(broadcast('room:kitchen', 'said', { text: 'dinner' }))
    await phoenixMock.drain()
    expect([said, saidInKitchen]).toEqual([[], [{ text: 'dinner' }]])
  })
})

describe('bytes', () => {
  it('are pushed as one binary frame, with their channel in front', async () => {
    phoenixMock.use(on(bytes()).drop())
    const { channel, client, joinRef } = await joined('room:lobby')
    channel.push('draw', Uint8Array.of(7, 0, 255).buffer)
    // Its kind and four lengths, then the two refs, the topic, the event and the payload.
    const names = new TextEncoder().encode(`${joinRef}${Number(joinRef) + 1}room:lobbydraw`)
    await expect(client).toHaveSent(bytes([0, 1, 1, 10, 4, ...names, 7, 0, 255]), { times: 1 })
  })

  it('are heard by the channel they are for', async () => {
    const { channel } = await joined('room:lobby')
    const drawn = heard(channel, 'drawn')
    const picture = Uint8Array.of(7, 0, 255)
    phoenixMock.group('room:lobby').broadcast(binaryBroadcast('room:lobby', 'drawn', picture))
    await phoenixMock.drain()
    expect(drawn).toEqual([picture.buffer])
  })
})

describe('a channel', () => {
  it('that is left hears no more, and its connection stays', async () => {
    const alice = await joined('room:lobby')
    const bob = await joined('room:lobby')
    const outcomes = outcomesOf(alice.channel.leave())
    await expect(alice.client).toHaveReceivedInOrder([
      [alice.joinRef, text(), 'room:lobby', 'phx_reply', { status: 'ok' }],
      [alice.joinRef, alice.joinRef, 'room:lobby', 'phx_close', {}],
    ])
    bob.channel.push('say', { text: 'is she gone?' })
    await phoenixMock.drain()

    expect([alice.said, bob.said]).toEqual([[], [{ text: 'is she gone?' }]])
    expect(phoenixMock.group('room:lobby').members).toEqual([bob.client])
    expect([outcomes, alice.channel.state, alice.client.open]).toEqual([[['ok', {}]], 'closed', true])
  })

  it('that the server ends is not joined again', async () => {
    const { channel, client } = await joined('room:lobby')
    stop(client, 'room:lobby')
    await pass(60_000)
    expect(channel.state).toBe('closed')
    await expect(client).toHaveSent(join('room:lobby', {}), { times: 1 })
  })

  it('that crashes on the server is joined again after a second, under a new ref', async () => {
    const { channel, client, joinRef } = await joined('room:lobby')
    const crashes: unknown[] = []
    channel.onError((reason: unknown) => {
      crashes.push(reason)
    })
    crash(client, 'room:lobby')
    await pass(FIRST_REJOIN_MS - 1)
    expect([crashes, channel.state, client.groups]).toEqual([[{}], 'errored', []])
    await pass(1)
    expect([channel.state, client.groups]).toEqual(['joined', ['room:lobby']])
    await expect(client).toHaveSent(join('room:lobby', {}), { times: 2 })
    expect(joinRefOf(client, 'room:lobby')).not.toBe(joinRef)
  })

  it('ignores what was meant for an earlier join of it', async () => {
    const { said, client, joinRef } = await joined('room:lobby')
    crash(client, 'room:lobby')
    await pass(FIRST_REJOIN_MS)
    client.send([joinRef, null, 'room:lobby', 'said', { text: 'old' }])
    pushTo(client, 'room:lobby', 'said', { text: 'new' })
    await phoenixMock.drain()
    expect(said).toEqual([{ text: 'new' }])
  })
})

describe('a connection that is lost', () => {
  it('is made again, and its channels are joined again', async () => {
    const { socket, said, client } = await joined('room:lobby')
    const kitchen = socket.channel('room:kitchen')
    kitchen.join()
    await expect(client).toHaveJoined('room:kitchen')

    client.cut()
    await phoenixMock.drain()
    expect(phoenixMock.group('room:lobby').members).toEqual([])
    await pass(10)

    const back = await phoenixMock.client()
    await phoenixMock.drain()
    expect(back.groups).toEqual(['room:lobby', 'room:kitchen'])
    phoenixMock.group('room:lobby').broadcast(broadcast('room:lobby', 'said', { text: 'welcome back' }))
    await phoenixMock.drain()
    expect(said).toEqual([{ text: 'welcome back' }])
  })

  it('brings what was pushed meanwhile, in order, after the join', async () => {
    const { channel, client } = await joined('room:lobby')
    client.cut()
    await phoenixMock.drain()
    const outcomes = [
      outcomesOf(channel.push('say', { text: 'one' })),
      outcomesOf(channel.push('say', { text: 'two' })),
    ]
    await pass(10)
    const back = await phoenixMock.client()
    await expect(back).toHaveReceivedInOrder([
      [null, null, 'room:lobby', 'said', { text: 'one' }],
      [null, null, 'room:lobby', 'said', { text: 'two' }],
    ])
    await phoenixMock.drain()
    expect(outcomes).toEqual([[['ok', {}]], [['ok', {}]]])
    await expect(back).toMatchTranscript()
  })

  it('is made again less and less often while the server refuses', async () => {
    const { channel, client } = await joined('room:lobby')
    phoenixMock.use(onConnect().reject(503))
    client.cut()
    await phoenixMock.drain()
    let expected = 1
    for (const delayMs of RECONNECT_MS) {
      await pass(delayMs - 1)
      expect(attempts()).toBe(expected)
      await pass(1)
      expect(attempts()).toBe(++expected)
    }
    expect(channel.state).toBe('errored')
  })

  it('is made again also where the server closed it as normal', async () => {
    const { channel, client } = await joined('room:lobby')
    client.close(1000)
    await phoenixMock.drain()
    await pass(10)
    expect([attempts(), channel.state]).toEqual([2, 'joined'])
  })
})
