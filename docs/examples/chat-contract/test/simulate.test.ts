// The six conversations with the mock that the contract implies: no rule, no port, no time.
import { simulate } from '@parley-ws/core'
import { expect, test } from 'vitest'
import * as scenarios from '../src/scenarios.ts'

test.each(Object.values(scenarios))('$title', async (scenario) => {
  const { outcome } = await simulate(scenario)
  expect(outcome).toBe('pass')
})
