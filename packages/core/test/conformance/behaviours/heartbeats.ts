// Pings and pongs of the protocol (RFC 6455 sections 5.5.2 and 5.5.3).
import { expect } from 'vitest'
import { utf8Bytes } from '../../../src/wire/frame.ts'
import { closeSilent, pingEvery } from '../../../src/mock/heartbeat.ts'
import { on, onPing } from '../../../src/mock/rule.ts'
import { entryOf } from '../../socket/entry.ts'
import { behaviour, behaviourWith } from '../behaviour.ts'

export const heartbeats = [
  behaviour('hears the pong that a client gives by itself', async (world) => {
    await using stage = await world.open()
    await stage.join()
    ;(await stage.mock.client()).ping('are you there?')
    const pong = await entryOf(stage.mock, 'pong')
    expect(pong).toMatchObject({ direction: 'clientToServer', payload: utf8Bytes('are you there?') })
  }),

  behaviour('pings its clients at an interval, and keeps those that answer', async (world) => {
    await using stage = await world.open([pingEvery({ everyMs: 5, timeoutMs: 1_000 })])
    await stage.join()
    const pongs = () => stage.mock.transcript.entries.filter(({ kind }) => kind === 'pong').length
    await entryOf(stage.mock, 'pong', () => pongs() === 3)
    expect((await stage.mock.client()).open).toBe(true)
  }),

  behaviour('ends a client from which nothing comes, with the code it is told', async (world) => {
    await using stage = await world.open([
      closeSilent({ afterMs: 5, unless: 'alive', code: 4000, reason: 'silent' }),
    ])
    const client = await stage.join()
    expect(await client.next()).toEqual({ closed: 4000, reason: 'silent' })
    expect(await entryOf(stage.mock, 'close')).toMatchObject({ direction: 'serverToClient', code: 4000 })
  }),

  behaviourWith(['heartbeat'], 'pings between its messages', async (world) => {
    await using stage = await world.open()
    const client = await stage.join()
    const seen = await stage.mock.client()
    seen.send('before')
    seen.ping('are you there?')
    seen.send('after')
    expect(await client.take(3)).toEqual(['before', { ping: 'are you there?' }, 'after'])
  }),

  behaviourWith(['heartbeat'], 'answers a ping by itself, with the same payload', async (world) => {
    await using stage = await world.open()
    const client = await stage.join()
    client.ping('')
    client.ping('x'.repeat(125))
    expect(await client.take(2)).toEqual([{ pong: '' }, { pong: 'x'.repeat(125) }])
    const pings = stage.mock.transcript.entries.filter(({ kind }) => kind === 'ping' || kind === 'pong')
    expect(pings).toMatchObject([
      { kind: 'ping', direction: 'clientToServer' },
      { kind: 'pong', direction: 'serverToClient' },
      { kind: 'ping', direction: 'clientToServer' },
      { kind: 'pong', direction: 'serverToClient' },
    ])
  }),

  behaviourWith(['heartbeat'], 'answers a ping as its rules say, or not at all', async (world) => {
    await using stage = await world.open([
      onPing('other').pong('otherwise'),
      onPing('none').drop(),
      on('hi').reply('hi yourself'),
    ])
    const client = await stage.join()
    client.ping('none')
    client.ping('other')
    client.ping('usual')
    client.send('hi')
    expect(await client.take(3)).toEqual([{ pong: 'otherwise' }, { pong: 'usual' }, 'hi yourself'])
  }),
]
