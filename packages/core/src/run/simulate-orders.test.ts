import { describe, expect, it } from 'vitest'
import { chat, fanOut, failureOf, of } from '../../test/simulated.ts'
import { MistakeError } from '../errors.ts'
import { on } from '../mock/rule.ts'
import { together } from '../scenario/combine.ts'
import { simulate } from './simulate.ts'

const last = () => {
  let value = ''
  return [
    on(/^[ab]\d$/).run(({ message }) => (value = String(message))),
    on('get').reply(() => `last ${value}`),
  ]
}

describe('simulate, orders', () => {
  const race = of(['alice', 'bob'], ({ alice, bob }) => [
    together([alice.send('a1'), alice.send('a2')], [bob.send('b1'), bob.send('b2')]),
    alice.send('get'),
    alice.expect('last b2'),
  ])

  it('tries every interleaving of a together, the one as written first', async () => {
    const anything = of(['alice', 'bob', 'eve'], ({ alice, bob, eve }) => [
      together([alice.send('a1'), alice.send('a2')], [bob.send('b1')], [eve.send('b3')]),
    ])
    await expect(simulate(anything, { mock: last })).resolves.toMatchObject({
      order: '0',
      orders: { tried: 12, all: true },
    })
  })

  it('finds the order that fails, and says how to repeat it', async () => {
    const failure = await failureOf(race, { mock: last })
    const { order } = failure.report
    expect(order).not.toBe('0')
    expect(failure.message).toContain(`simulate(…, { order: '${order}', seed: 1 })`)
    const again = await failureOf(race, { mock: last, order })
    expect(again.report).toMatchObject({ order, failure: failure.report.failure, orders: { tried: 1 } })
    await expect(simulate(race, { mock: last, order: '0' })).resolves.toMatchObject({
      orders: { tried: 1, all: false },
    })
  })

  it('tries seeded random orders when there are more than it may try', async () => {
    await expect(simulate(race, { mock: last, orders: 1 })).resolves.toMatchObject({
      orders: { tried: 1, all: false },
    })
    const failure = await failureOf(race, { mock: last, orders: 5, seed: 4 })
    const again = await failureOf(race, { mock: last, orders: 5, seed: 4 })
    expect(again.report.order).toBe(failure.report.order)
  })

  it('does not count orders that no server could tell apart', async () => {
    await expect(simulate(fanOut, { mock: chat })).resolves.toMatchObject({ orders: { tried: 1, all: true } })
  })

  it.each([['x'], ['0.1.'], ['9'], ['0.7']])(
    'refuses %j, which is no order of the scenario',
    async (order) => {
      await expect(simulate(race, { mock: last, order })).rejects.toThrow(MistakeError)
    },
  )
})
