// What is asked of coverage is the outer test's to say.
import { defineConfig } from '@playwright/test'
import { config } from '../config.ts'
import { chatContract } from './chat-contract.ts'

const { PARLEY_THRESHOLDS, PARLEY_JSON } = process.env

export default defineConfig({
  ...config,
  reporter: [
    [
      '@parley-ws/playwright-fixture/reporter',
      {
        contracts: [chatContract],
        ...(PARLEY_THRESHOLDS === undefined ? {} : { thresholds: JSON.parse(PARLEY_THRESHOLDS) }),
        ...(PARLEY_JSON === undefined ? {} : { json: PARLEY_JSON }),
      },
    ],
  ],
})
