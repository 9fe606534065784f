// How a connection is opened, refused, or left waiting.
import { expect } from 'vitest'
import { on, onConnect } from '../../../src/mock/rule.ts'
import { entryOf } from '../../socket/entry.ts'
import { behaviour, behaviourWith } from '../behaviour.ts'
import { Refused } from '../world.ts'

export const handshake = [
  behaviour(
    'chooses the first subprotocol that is offered, the one a rule chooses, or none',
    async (world) => {
      await using stage = await world.open([onConnect({ query: { pick: 'b' } }).accept({ protocol: 'b' })])
      const first = await stage.join({ protocols: ['a', 'b'] })
      const second = await stage.join({ protocols: ['a', 'b'], query: '?pick=b' })
      const third = await stage.join()
      expect([first.protocol, second.protocol, third.protocol]).toEqual(['a', 'b', ''])
      const opened = stage.mock.transcript.entries.filter((entry) => entry.kind === 'open')
      expect(opened).toMatchObject([
        { protocol: 'a', offered: ['a', 'b'] },
        { protocol: 'b', offered: ['a', 'b'] },
        { protocol: '' },
      ])
    },
  ),

  behaviour('refuses the client where a rule chooses a subprotocol that was not offered', async (world) => {
    const stage = await world.open([onConnect().accept({ protocol: 'c' })])
    await expect(stage.join({ protocols: ['a'] })).rejects.toThrow(Refused)
    expect(await entryOf(stage.mock, 'reject')).toMatchObject({ status: 500 })
    await expect(stage[Symbol.asyncDispose]()).rejects.toThrow('did not offer it (offered: a)')
  }),

  behaviourWith(['headers'], 'shows the mock the query, headers and cookies', async (world) => {
    await using stage = await world.open()
    const headers = { 'X-Tenant': 'acme', Cookie: 'session=7; theme=dark' }
    await stage.join({ query: '?room=lobby', headers })
    const { query, cookies, headers: seen } = await stage.mock.client()
    expect([query, cookies, seen['x-tenant']]).toEqual([
      { room: 'lobby' },
      { session: '7', theme: 'dark' },
      'acme',
    ])
  }),

  behaviour('refuses a handshake, and not the next one', async (world) => {
    await using stage = await world.open([onConnect({ query: { token: 'bad' } }).reject(401, 'who are you?')])
    await expect(stage.join({ query: '?token=bad' })).rejects.toThrow(Refused)
    expect(await entryOf(stage.mock, 'reject')).toMatchObject({ status: 401, reason: 'who are you?' })
    await stage.join({ query: '?token=good' })
    expect(stage.mock.clients).toHaveLength(1)
  }),

  behaviourWith(['status'], 'tells the client the status of a refusal', async (world) => {
    await using stage = await world.open([onConnect().reject(403)])
    await expect(stage.join()).rejects.toMatchObject({ status: 403 })
  }),

  behaviour('completes a handshake when a rule accepts it, and not before', async (world) => {
    const decided = Promise.withResolvers<void>()
    await using stage = await world.open([
      onConnect({ query: { wait: 'yes' } })
        .run(() => decided.promise)
        .accept()
        .send('welcome'),
    ])
    let isOpen = false
    const client = stage.dial({ query: '?wait=yes' })
    void client.opened.then(() => (isOpen = true))
    // A whole handshake later it still waits.
    await stage.join()
    expect([isOpen, stage.mock.clients.length]).toEqual([false, 1])
    decided.resolve()
    await client.opened
    expect(await client.next()).toBe('welcome')
  }),

  behaviour('says nothing to a client before its handshake is completed', async (world) => {
    await using stage = await world.open([
      onConnect().broadcast('somebody came'),
      on('hi').reply('hi yourself'),
    ])
    const first = await stage.join()
    const second = await stage.join()
    second.send('hi')
    expect(await first.take(2)).toEqual(['somebody came', 'somebody came'])
    expect(await second.take(2)).toEqual(['somebody came', 'hi yourself'])
  }),
]
