// Faults strike deliveries, chosen by the seed: the same ones in every world.
import { expect } from 'vitest'
import { integer } from '../../../src/match/matchers/number.ts'
import { type Fault, faults } from '../../../src/mock/fault.ts'
import { on } from '../../../src/mock/rule.ts'
import { behaviour } from '../behaviour.ts'
import type { Heard, World } from '../world.ts'

/** What a client hears of ten numbers that were said at once, up to the end. */
async function deliveries(world: World, seed: number, ...list: readonly Fault[]): Promise<readonly Heard[]> {
  const countTo = on({ countTo: integer() })
    .run(({ message, reply }) => {
      for (let number = 1; number <= message.countTo; number++) reply(String(number))
    })
    .close(4000)
  await using stage = await world.open([countTo], { faults: list, seed })
  const client = await stage.join()
  client.send('{"countTo":10}')
  for (;;) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- until the end
    const next = await client.next()
    if (typeof next === 'object' && 'closed' in next) return client.heard
  }
}

const end = { closed: 4000, reason: '' }
const heard = (numbers: string): readonly Heard[] => [...numbers.split(' '), end]

export const faulty = [
  behaviour('loses what a fault drops', async (world) => {
    const drop = faults.drop({ probability: 0.4 })
    expect(await deliveries(world, 1, drop)).toEqual(heard('1 3 4 5 7 8 9 10'))
    expect(await deliveries(world, 2, drop)).toEqual(heard('1 4 5 6 7 9'))
  }),

  behaviour('says twice what a fault duplicates', async (world) => {
    expect(await deliveries(world, 3, faults.duplicate({ probability: 0.4 }))).toEqual(
      heard('1 2 2 3 4 4 5 6 7 8 8 9 9 10'),
    )
  }),

  behaviour('lets what a fault reorders be overtaken', async (world) => {
    const reorder = faults.reorder({ probability: 0.4, withinMs: 60_000 })
    expect(await deliveries(world, 4, reorder)).toEqual(heard('1 6 2 3 4 5 8 7 9 10'))
  }),

  behaviour('keeps the order behind what a fault delays', async (world) => {
    const delay = faults.delay({ min: 1, max: 4 }, { probability: 0.4 })
    expect(await deliveries(world, 5, delay)).toEqual(heard('1 2 3 4 5 6 7 8 9 10'))
  }),

  behaviour('cuts where a fault cuts, behind what was said before', async (world) => {
    const cut = await deliveries(world, 6, faults.cut({ after: 3 }))
    expect(cut).toEqual(['1', '2', '3', { closed: 1006, reason: '' }])
  }),

  behaviour('draws one fault after the other from its seed', async (world) => {
    const list = [
      faults.delay({ min: 1, max: 3 }, { probability: 0.2 }),
      faults.drop({ probability: 0.2 }),
      faults.duplicate({ probability: 0.2 }),
      faults.reorder({ probability: 0.2, withinMs: 60_000 }),
    ]
    expect(await deliveries(world, 7, ...list)).toEqual(heard('1 2 3 5 5 6 8 7 10 9'))
    expect(await deliveries(world, 8, ...list)).toEqual(heard('1 2 5 3 5 6 6 7 8 9 10'))
    expect(await deliveries(world, 9, ...list)).toEqual(heard('1 2 3 4 5 6 7 9 9 10'))
  }),
]
