import { setupWsMock } from '@parley-ws/vitest-plugin'
import { type Channel, Presence, type Socket } from 'phoenix'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { presenceChannel, protocolRules } from '../src/phoenix-rules.ts'
import { disconnectAll, openSocket, url } from './open-socket.ts'

const phoenixMock = setupWsMock(url, () => [...presenceChannel('room:lobby'), ...protocolRules])

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  disconnectAll()
  vi.useRealTimers()
})

interface Guest {
  readonly socket: Socket
  readonly channel: Channel
  /** Who is there, as far as this client knows. */
  readonly present: () => string[]
  /** Who came and went, in its eyes. */
  readonly log: readonly string[]
}

async function enter(user: string): Promise<Guest> {
  const socket = openSocket()
  const channel = socket.channel('room:lobby', { user })
  const presence = new Presence(channel)
  const log: string[] = []
  presence.onJoin((name) => {
    log.push(`+${name}`)
  })
  presence.onLeave((name) => {
    log.push(`-${name}`)
  })
  channel.join()
  await expect(await phoenixMock.client()).toHaveJoined('room:lobby')
  await phoenixMock.drain()
  return { socket, channel, present: () => presence.list((name) => name), log }
}

describe('presence', () => {
  it('tells who comes who is there, and those who are there who comes', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob')
    expect([alice.present(), bob.present()]).toEqual([
      ['alice', 'bob'],
      ['alice', 'bob'],
    ])
    expect([alice.log, bob.log]).toEqual([
      ['+alice', '+bob'],
      ['+alice', '+bob'],
    ])
  })

  it('tells who has left', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob')
    bob.channel.leave()
    await phoenixMock.drain()
    expect([alice.present(), alice.log]).toEqual([['alice'], ['+alice', '+bob', '-bob']])
    const carol = await enter('carol')
    expect(carol.present()).toEqual(['alice', 'carol'])
  })

  it('is told to members alone', async () => {
    openSocket()
    const outsider = await phoenixMock.client()
    const alice = await enter('alice')
    const bob = await enter('bob')
    alice.channel.leave()
    await phoenixMock.drain()
    bob.socket.disconnect()
    await phoenixMock.drain()
    await expect(outsider).not.toHaveReceived()
  })

  it('tells whose connection was lost, and that they are back', async () => {
    const alice = await enter('alice')
    const bob = await enter('bob')
    phoenixMock.clients[1]?.cut()
    await phoenixMock.drain()
    expect(alice.present()).toEqual(['alice'])

    await vi.advanceTimersByTimeAsync(10)
    await phoenixMock.drain()
    expect([alice.present(), bob.present()]).toEqual([
      ['alice', 'bob'],
      ['alice', 'bob'],
    ])
    expect(alice.log).toEqual(['+alice', '+bob', '-bob', '+bob'])
  })
})
