// Who gets a broadcast: the members at that instant, in join order, once.
import { expect } from 'vitest'
import { text } from '../../../src/match/matchers/text.ts'
import { on } from '../../../src/mock/rule.ts'
import { entryOf } from '../../socket/entry.ts'
import { behaviour } from '../behaviour.ts'
import type { Client, Stage } from '../world.ts'

const rules = [
  on({ enter: text() })
    .join(({ message }) => message.enter)
    .reply('entered'),
  on({ leave: text() })
    .leave(({ message }) => message.leave)
    .reply('left'),
  on({ say: text(), to: text() }).broadcast(({ message }) => message.say, {
    group: ({ message }) => message.to,
  }),
  on({ say: text(), others: text() }).broadcast(({ message }) => message.say, {
    group: ({ message }) => message.others,
    except: 'sender',
  }),
]

const tell = (client: Client, message: object): void => client.send(JSON.stringify(message))

async function enter(client: Client, room: string): Promise<void> {
  tell(client, { enter: room })
  expect(await client.next()).toBe('entered')
}

/** What each has heard beyond what it took already: the end of that is told to all, by name and thus in order. */
async function heardBy(stage: Stage, clients: readonly Client[]): Promise<readonly (readonly unknown[])[]> {
  for (const seen of stage.mock.clients) seen.send('that is all')
  return await Promise.all(
    clients.map(async (client) => {
      const heard: unknown[] = []
      for (;;) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- until the last one
        const next = await client.next()
        if (next === 'that is all') return heard
        heard.push(next)
      }
    }),
  )
}

export const groups = [
  behaviour('reaches the members of a group in the order they joined, the sender too', async (world) => {
    await using stage = await world.open(rules)
    const [alice, bob, carol] = [await stage.join(), await stage.join(), await stage.join()]
    const dave = await stage.join()
    for (const client of [carol, alice, bob]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- the order is what matters
      await enter(client, 'lobby')
    }
    tell(alice, { say: 'hi', to: 'lobby' })
    const broadcast = await entryOf(stage.mock, 'broadcast')
    expect(broadcast.recipients).toEqual(['client-3', 'client-1', 'client-2'])
    expect(await heardBy(stage, [alice, bob, carol, dave])).toEqual([['hi'], ['hi'], ['hi'], []])
  }),

  behaviour('leaves out the sender where the rule says so', async (world) => {
    await using stage = await world.open(rules)
    const [alice, bob] = [await stage.join(), await stage.join()]
    await enter(alice, 'lobby')
    await enter(bob, 'lobby')
    tell(alice, { say: 'hi', others: 'lobby' })
    expect(await bob.next()).toBe('hi')
    stage.mock.group('lobby').broadcast('all but bob', { except: 'client-2' })
    expect(await heardBy(stage, [alice, bob])).toEqual([['all but bob'], []])
  }),

  behaviour('gives a member of two groups, or one that joined twice, one copy', async (world) => {
    await using stage = await world.open(rules)
    const [alice, bob] = [await stage.join(), await stage.join()]
    await enter(alice, 'lobby')
    await enter(alice, 'lobby')
    await enter(alice, 'kitchen')
    await enter(bob, 'kitchen')
    stage.mock.broadcast('dinner', { groups: ['lobby', 'kitchen'] })
    stage.mock.broadcast('to the lobby', { group: 'lobby' })
    expect(await heardBy(stage, [alice, bob])).toEqual([['dinner', 'to the lobby'], ['dinner']])
  }),

  behaviour('no longer reaches who has left, the group or the mock', async (world) => {
    await using stage = await world.open(rules)
    const [alice, bob, carol] = [await stage.join(), await stage.join(), await stage.join()]
    for (const client of [alice, bob, carol]) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- the order is what matters
      await enter(client, 'lobby')
    }
    tell(alice, { leave: 'lobby' })
    expect(await alice.next()).toBe('left')
    bob.close(1000)
    expect(await bob.next()).toEqual({ closed: 1000, reason: '' })
    const left = stage.mock.transcript.entries.flatMap((entry) =>
      entry.kind === 'leave' ? entry.client : [],
    )
    expect(left).toEqual(['client-1', 'client-2'])
    stage.mock.group('lobby').broadcast('who is left?')
    expect(await heardBy(stage, [alice, carol])).toEqual([[], ['who is left?']])
    expect(bob.heard).toHaveLength(2)
  }),

  behaviour('lets a new connection inherit nothing', async (world) => {
    await using stage = await world.open(rules)
    const [before, other] = [await stage.join(), await stage.join()]
    await enter(before, 'lobby')
    await enter(other, 'lobby')
    before.close(1000)
    expect(await before.next()).toEqual({ closed: 1000, reason: '' })
    const again = await stage.join()
    tell(again, { say: 'is this my old room?', to: 'lobby' })
    expect(await other.next()).toBe('is this my old room?')
    expect(await heardBy(stage, [again])).toEqual([[]])
  }),
]
