import { setupWsMock, type WsMockOptions } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'

const wrong: readonly [string, unknown][] = [
  ['unmatched', { unmatched: 'throw' }],
  ['unhandled', { unhandled: 'throw' }],
  ['scope', { scope: 'suite' }],
  ['seed', { seed: 'x' }],
  ['unknown', { timeout: 5 }],
]
const errors = wrong.map(([name, options]): [string, unknown] => {
  try {
    setupWsMock(`ws://${name}.test/`, [], options as WsMockOptions)
    return [name, undefined]
  } catch (error) {
    return [name, error]
  }
})

test.for(errors)('%s', ([, error]) => {
  if (error !== undefined) throw error
  expect.unreachable()
})
