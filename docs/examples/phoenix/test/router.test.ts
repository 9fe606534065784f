// The same client against channels as functions: `phoenixRouter` of @parley-ws/core.
import { phoenixMessage, phoenixRouter, refused, route, text } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { disconnectAll, heard, HEARTBEAT_MS, openSocket, outcomesOf, url } from './open-socket.ts'

const phoenixMock = setupWsMock(
  url,
  phoenixRouter(
    {
      'room:vault': { phx_join: () => refused({ reason: 'unauthorized' }) },
      'room:*': {
        phx_join: ({ topic }) => ({ welcome: topic }),
        say: route({ text: text() }, ({ data, broadcast }) => {
          broadcast('said', data)
          return {}
        }),
        whisper: ({ data, send }) => send('whispered', data),
        sum: route({ of: [1, 2] }, () => Promise.resolve({ is: 3 })),
        fail: () => refused({ reason: 'of course' }),
      },
    },
    { unknown: ({ reply }) => reply(refused({ reason: 'unknown event' })) },
  ),
)

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  disconnectAll()
  vi.useRealTimers()
})

/** A channel that has begun to join, how that ended, and what it hears. */
async function join(topic: string) {
  const socket = openSocket()
  const channel = socket.channel(topic)
  const outcomes = outcomesOf(channel.join())
  const said = heard(channel, 'said')
  const client = await phoenixMock.client()
  await phoenixMock.drain()
  return { channel, outcomes, said, client }
}

describe('phoenixRouter', () => {
  it('lets a channel join its topic, and answers with what the route returns', async () => {
    const { channel, outcomes, client } = await join('room:lobby')
    expect(outcomes).toEqual([['ok', { welcome: 'room:lobby' }]])
    expect([channel.state, client.groups]).toEqual(['joined', ['room:lobby']])
  })

  it('refuses what a route refuses, and topics that nobody serves', async () => {
    const vault = await join('room:vault')
    expect([vault.outcomes, vault.client.groups]).toEqual([[['error', { reason: 'unauthorized' }]], []])
    const nowhere = await join('nowhere')
    expect(nowhere.outcomes).toEqual([['error', { reason: 'unmatched topic' }]])
  })

  it('answers a push under its own ref, whatever else is said', async () => {
    const { channel } = await join('room:lobby')
    const asked = ['sum', 'fail', 'sing'].map((event) => outcomesOf(channel.push(event, { of: [1, 2] })))
    await phoenixMock.drain()
    expect(asked).toEqual([
      [['ok', { is: 3 }]],
      [['error', { reason: 'of course' }]],
      [['error', { reason: 'unknown event' }]],
    ])
  })

  it('broadcasts to the topic, and says something to one client', async () => {
    const alice = await join('room:lobby')
    const bob = await join('room:lobby')
    const eve = await join('room:kitchen')
    const whispered = heard(alice.channel, 'whispered')
    const outcomes = outcomesOf(alice.channel.push('say', { text: 'hi' }))
    alice.channel.push('whisper', { text: 'psst' })
    phoenixMock.group('room:lobby').broadcast(phoenixMessage('room:lobby', 'said', { text: 'closing soon' }))
    await phoenixMock.drain()
    expect(outcomes).toEqual([['ok', {}]])
    expect(alice.said).toHaveLength(2)
    expect(bob.said).toEqual(expect.arrayContaining([{ text: 'hi' }, { text: 'closing soon' }]))
    expect([eve.said, whispered]).toEqual([[], [{ text: 'psst' }]])
  })

  it('lets a channel leave, which then hears no more', async () => {
    const { channel, client, said } = await join('room:lobby')
    const outcomes = outcomesOf(channel.leave())
    await phoenixMock.drain()
    phoenixMock.broadcast(phoenixMessage('room:lobby', 'said', {}))
    await phoenixMock.drain()
    expect([outcomes, channel.state, client.groups, said]).toEqual([[['ok', {}]], 'closed', [], []])
  })

  it('refuses a push to a topic that was not joined', async () => {
    const { client } = await join('room:lobby')
    client.leave('room:lobby')
    const { channel } = await join('room:lobby')
    phoenixMock.clients[1]?.leave('room:lobby')
    const outcomes = outcomesOf(channel.push('say', { text: 'hi' }))
    await phoenixMock.drain()
    expect(outcomes).toEqual([['error', { reason: 'unmatched topic' }]])
  })

  it('answers heartbeats, so that the connection stays', async () => {
    const { client } = await join('room:lobby')
    await vi.advanceTimersByTimeAsync(3 * HEARTBEAT_MS)
    await phoenixMock.drain()
    await expect(client).toHaveReceived([null, text(), 'phoenix', 'phx_reply', { status: 'ok' }], {
      times: 3,
    })
    expect(client.open).toBe(true)
  })
})
