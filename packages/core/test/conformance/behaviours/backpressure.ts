// Readers that do not keep up.
import { expect } from 'vitest'
import { onConnect } from '../../../src/mock/rule.ts'
import { behaviourWith } from '../behaviour.ts'
import type { Heard } from '../world.ts'

const MESSAGES = 120
/** Together more than any socket buffers by itself. */
const LENGTH = 65_536

export const backpressure = [
  behaviourWith(
    ['pause'],
    'waits with a slow reader’s messages, holds up nobody else, and loses none',
    async (world) => {
      await using stage = await world.open([onConnect().join('all')])
      const slow = await stage.join()
      const fast = await stage.join()
      slow.pause()
      const numbers = Array.from({ length: MESSAGES }, (_, index) => index)
      for (const number of numbers) {
        stage.mock.group('all').broadcast(String(number).padEnd(LENGTH))
      }
      expect((await fast.take(MESSAGES)).map(numberOf)).toEqual(numbers)
      expect(slow.heard.length).toBeLessThan(MESSAGES)
      slow.resume()
      expect((await slow.take(MESSAGES)).map(numberOf)).toEqual(numbers)
    },
  ),

  behaviourWith(['pause'], 'closes a slow reader behind everything it was sent', async (world) => {
    await using stage = await world.open()
    const slow = await stage.join()
    slow.pause()
    const seen = await stage.mock.client()
    for (let number = 0; number < MESSAGES; number++) seen.send(String(number).padEnd(LENGTH))
    seen.close(4000, 'enough')
    slow.resume()
    const heard = await slow.take(MESSAGES + 1)
    expect(heard.slice(0, -1).map(numberOf)).toEqual(Array.from({ length: MESSAGES }, (_, index) => index))
    expect(heard.at(-1)).toEqual({ closed: 4000, reason: 'enough' })
  }),
]

function numberOf(heard: Heard): number {
  return typeof heard === 'string' ? Number(heard) : Number.NaN
}
