// A server that is there and says nothing.
import { expect } from 'vitest'
import { on, onConnect } from '../../../src/mock/rule.ts'
import { entryOf } from '../../socket/entry.ts'
import { behaviour, behaviourWith } from '../behaviour.ts'

export const halfOpen = [
  behaviour('leaves a handshake unanswered, and answers the next', async (world) => {
    await using stage = await world.open([
      onConnect({ query: { hang: 'yes' } }).halfOpen(),
      on('hi').reply('hi yourself'),
    ])
    let isAnswered = false
    const hanging = stage.dial({ query: '?hang=yes' })
    const answered = hanging.opened.then(
      () => (isAnswered = true),
      () => {},
    )
    const other = await stage.join()
    other.send('hi')
    expect(await other.next()).toBe('hi yourself')
    expect([isAnswered, stage.mock.clients.length]).toEqual([false, 1])
    // The client may give up at any time.
    hanging.close()
    await answered
    expect(isAnswered).toBe(false)
  }),

  behaviour('hears a connection and answers nothing on it, while others are answered', async (world) => {
    await using stage = await world.open([on('hush').halfOpen(), on('hi').reply('hi yourself')])
    const client = await stage.join()
    const other = await stage.join()
    client.send('hi')
    client.send('hush')
    client.send('hi')
    const { mock } = stage
    await entryOf(mock, 'message', ({ client: name, payload }) => name === 'client-1' && payload === 'hush')
    other.send('hi')
    expect(await other.next()).toBe('hi yourself')
    mock.send('to one', { to: 'client-1' })
    mock.broadcast('to all')
    expect(await other.next()).toBe('to all')
    await mock.drain()
    expect(client.heard).toEqual(['hi yourself'])
    expect(mock.clients).toHaveLength(2)
  }),

  behaviourWith(
    ['heartbeat', 'cut'],
    'answers neither pings nor a close frame, until it is cut',
    async (world) => {
      await using stage = await world.open([on('hush').halfOpen()])
      const client = await stage.join()
      client.send('hush')
      client.ping('still there?')
      client.close(1000)
      const other = await stage.join()
      other.ping('and you?')
      expect(await other.next()).toEqual({ pong: 'and you?' })
      expect(client.heard).toEqual([])
      client.cut()
      expect(await client.next()).toEqual({ closed: 1006, reason: '' })
      expect(await entryOf(stage.mock, 'close')).toMatchObject({
        client: 'client-1',
        code: 1006,
        clean: false,
      })
    },
  ),
]
