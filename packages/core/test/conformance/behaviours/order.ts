// Frames arrive in the order they were emitted, whatever takes its time.
import { expect } from 'vitest'
import { text } from '../../../src/match/matchers/text.ts'
import { on, onConnect } from '../../../src/mock/rule.ts'
import { behaviour } from '../behaviour.ts'

export const order = [
  behaviour('hears and answers a connection’s messages in the order they were sent', async (world) => {
    await using stage = await world.open([on(text()).reply(({ message }) => message)])
    const client = await stage.join()
    const sent = Array.from({ length: 300 }, (_, index) => String(index))
    for (const message of sent) client.send(message)
    expect(await client.take(300)).toEqual(sent)
  }),

  behaviour('lets no answer overtake one whose async handler takes longer', async (world) => {
    const slow = Promise.withResolvers<void>()
    const begun: string[] = []
    await using stage = await world.open([
      on('slow')
        .run(async () => {
          begun.push('slow')
          await slow.promise
        })
        .reply('slow done'),
      on('fast')
        .run(() => void begun.push('fast'))
        .reply('fast done'),
    ])
    const client = await stage.join()
    const other = await stage.join()
    client.send('slow')
    client.send('fast')
    other.send('fast')
    // Another connection is not held up.
    expect(await other.next()).toBe('fast done')
    expect([client.heard, begun[0]]).toEqual([[], 'slow'])
    slow.resolve()
    expect(await client.take(2)).toEqual(['slow done', 'fast done'])
  }),

  behaviour('holds what is behind a delay', async (world) => {
    await using stage = await world.open([
      on('ask').send('one').delay(15).send('two'),
      on('again').send('three'),
    ])
    const client = await stage.join()
    client.send('ask')
    client.send('again')
    expect(await client.take(3)).toEqual(['one', 'two', 'three'])
  }),

  behaviour('keeps the order of what rules, handlers and the test say', async (world) => {
    await using stage = await world.open([
      onConnect().send('hello').join('all'),
      on('go')
        .reply('1')
        .broadcast('2', { group: 'all' })
        .run(async ({ reply, broadcast }) => {
          reply(Uint8Array.of(3))
          await Promise.resolve()
          broadcast('4')
        })
        .reply('5'),
    ])
    const client = await stage.join()
    client.send('go')
    expect(await client.take(6)).toEqual(['hello', '1', '2', Uint8Array.of(3), '4', '5'])
    const seen = await stage.mock.client()
    seen.send('6')
    stage.mock.broadcast('7')
    seen.send(Uint8Array.of(8))
    stage.mock.group('all').broadcast('9')
    expect(await client.take(4)).toEqual(['6', '7', Uint8Array.of(8), '9'])
  }),
]
