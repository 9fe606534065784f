// How a connection ends, from either side, and that nothing is lost before.
import { expect } from 'vitest'
import { text } from '../../../src/match/matchers/text.ts'
import { on, onClose } from '../../../src/mock/rule.ts'
import { entryOf } from '../../socket/entry.ts'
import { behaviour, behaviourWith } from '../behaviour.ts'

const LONGEST_REASON = 'ü'.repeat(61) + '!'

export const closing = [
  behaviour('hears a client’s code and reason, and answers with them', async (world) => {
    const heard: unknown[] = []
    await using stage = await world.open([
      onClose().run(({ code, reason, groups }) => void heard.push([code, reason, groups])),
      on('join').join('lobby').reply('joined'),
    ])
    const client = await stage.join()
    client.send('join')
    expect(await client.next()).toBe('joined')
    client.close(4001, LONGEST_REASON)
    expect(await client.next()).toEqual({ closed: 4001, reason: LONGEST_REASON })
    expect(heard).toEqual([[4001, LONGEST_REASON, ['lobby']]])
    expect(await entryOf(stage.mock, 'close')).toMatchObject({
      direction: 'clientToServer',
      code: 4001,
      reason: LONGEST_REASON,
      clean: true,
    })
  }),

  behaviour('hears 1005 where a client gives no code', async (world) => {
    await using stage = await world.open()
    const client = await stage.join()
    client.close()
    expect(await client.next()).toEqual({ closed: 1005, reason: '' })
    const close = await entryOf(stage.mock, 'close')
    expect(close).toMatchObject({ direction: 'clientToServer', code: 1005, reason: '', clean: true })
  }),

  behaviourWith(['anyCode'], 'hears each code that an endpoint may send', async (world) => {
    await using stage = await world.open()
    for (const code of [1000, 1001, 1011, 1014, 3000, 4999]) {
      // oxlint-disable eslint/no-await-in-loop -- one connection after the other
      const client = await stage.join()
      client.close(code, 'bye')
      expect(await client.next()).toEqual({ closed: code, reason: 'bye' })
      expect(await entryOf(stage.mock, 'close', (entry) => entry.code === code)).toMatchObject({
        clean: true,
      })
      // oxlint-enable eslint/no-await-in-loop
    }
  }),

  behaviour('closes with each code that it may send, and a reason', async (world) => {
    await using stage = await world.open()
    for (const code of [1000, 1001, 1008, 1011, 1013, 3000, 4999]) {
      // oxlint-disable eslint/no-await-in-loop -- one connection after the other
      const client = await stage.join()
      const seen = await stage.mock.client()
      seen.close(code, LONGEST_REASON)
      expect(await client.next()).toEqual({ closed: code, reason: LONGEST_REASON })
      expect(await entryOf(stage.mock, 'close', ({ client: name }) => name === seen.name)).toMatchObject({
        direction: 'serverToClient',
        code,
      })
      // oxlint-enable eslint/no-await-in-loop
    }
  }),

  behaviour('closes without a code, which a client sees as 1005', async (world) => {
    await using stage = await world.open([on('bye').close(1005)])
    const client = await stage.join()
    client.send('bye')
    expect(await client.next()).toEqual({ closed: 1005, reason: '' })
    expect(await entryOf(stage.mock, 'close')).toMatchObject({
      direction: 'serverToClient',
      code: 1005,
      reason: '',
      clean: true,
    })
  }),

  behaviour('sends everything that was said before it closes', async (world) => {
    await using stage = await world.open([
      on('bye')
        .send('one')
        .run(async ({ reply }) => {
          reply(new Uint8Array(100_000))
          await Promise.resolve()
          reply('two')
        })
        .close(4000, 'done'),
    ])
    const client = await stage.join()
    client.send('bye')
    expect(await client.take(4)).toEqual([
      'one',
      new Uint8Array(100_000),
      'two',
      { closed: 4000, reason: 'done' },
    ])
  }),

  behaviour('hears everything that a client says before it closes', async (world) => {
    const heard: unknown[] = []
    await using stage = await world.open([
      on(text()).run(({ message }) => void heard.push(message.length)),
      onClose().run(({ code }) => void heard.push(code)),
    ])
    const client = await stage.join()
    client.send('one')
    client.send('x'.repeat(100_000))
    client.send('')
    client.close(1000)
    await client.next()
    expect(heard).toEqual([3, 100_000, 0, 1000])
  }),

  behaviour('answers a close at once, whatever handler is still at work', async (world) => {
    const working = Promise.withResolvers<AbortSignal>()
    const released = Promise.withResolvers<void>()
    await using stage = await world.open([
      on('work')
        .run(async ({ signal }) => {
          working.resolve(signal)
          await released.promise
        })
        .reply('too late'),
    ])
    const client = await stage.join()
    client.send('work')
    const signal = await working.promise
    client.close(1000, 'cannot wait')
    expect(await client.next()).toEqual({ closed: 1000, reason: 'cannot wait' })
    expect(signal.aborted).toBe(true)
    released.resolve()
    await stage.mock.drain()
    expect(client.heard).toHaveLength(1)
  }),

  behaviour('cuts a connection behind everything that was said', async (world) => {
    await using stage = await world.open([on('cut').send('one').send('two').cut()])
    const client = await stage.join()
    client.send('cut')
    expect(await client.take(3)).toEqual(['one', 'two', { closed: 1006, reason: '' }])
    const close = await entryOf(stage.mock, 'close')
    expect(close).toMatchObject({ code: 1006, clean: false })
    expect(close.direction).toBe(undefined)
  }),

  behaviour('cuts a connection behind more than a socket takes at once', async (world) => {
    const length = 8 * 1_048_576
    await using stage = await world.open([on('cut').send('x'.repeat(length)).cut()])
    const client = await stage.join()
    client.send('cut')
    expect(await client.next()).toHaveLength(length)
    expect(await client.next()).toEqual({ closed: 1006, reason: '' })
  }),

  behaviourWith(['cut'], 'sees 1006 where a client is cut off, behind what it said', async (world) => {
    const heard: unknown[] = []
    await using stage = await world.open([
      on(text()).run(({ message }) => void heard.push(message)),
      onClose().broadcast('somebody was cut off'),
    ])
    const client = await stage.join()
    const other = await stage.join()
    client.send('last words')
    // What is on its way is there before the end.
    client.ping('')
    expect(await client.next()).toEqual({ pong: '' })
    client.cut()
    expect(await client.next()).toEqual({ closed: 1006, reason: '' })
    expect(await other.next()).toBe('somebody was cut off')
    expect(heard).toEqual(['last words'])
    expect(await entryOf(stage.mock, 'close')).toMatchObject({ code: 1006, reason: '', clean: false })
  }),

  behaviour('closes with 1011 where a handler throws, and throws that when it ends', async (world) => {
    const stage = await world.open([
      on('throw')
        .send('one')
        .run(() => Promise.reject(new Error('the handler is broken')))
        .reply('two'),
      on('hi').reply('hi yourself'),
    ])
    const client = await stage.join()
    const other = await stage.join()
    client.send('throw')
    expect(await client.take(2)).toEqual(['one', { closed: 1011, reason: 'internal error' }])
    other.send('hi')
    expect(await other.next()).toBe('hi yourself')
    await expect(stage[Symbol.asyncDispose]()).rejects.toThrow('the handler is broken')
  }),

  behaviour('closes with 1001 what is open when it ends', async (world) => {
    const stage = await world.open([on('hi').reply('hi yourself')])
    const client = await stage.join()
    client.send('hi')
    expect(await client.next()).toBe('hi yourself')
    await stage[Symbol.asyncDispose]()
    expect(await client.next()).toMatchObject({ closed: 1001 })
  }),
]
