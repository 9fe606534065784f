// The package as it is built; what is asked of coverage is the outer test's to say.
import { parley } from '@parley-ws/vitest-plugin/config'
import { defineConfig } from 'vitest/config'
import { chatContract, newsContract } from './chat-contract.ts'

const {
  PARLEY_THRESHOLDS: thresholds,
  PARLEY_JSON: json,
  PARLEY_CONTRACTS: contracts,
  PARLEY_PROJECTS: projects,
} = process.env

export default defineConfig({
  plugins: [
    parley({
      coverage: {
        contracts: contracts === 'none' ? [] : [chatContract, newsContract],
        ...(thresholds === undefined ? {} : { thresholds: JSON.parse(thresholds) }),
        ...(json === undefined ? {} : { json }),
      },
    }),
  ],
  test: {
    maxWorkers: 1,
    ...(projects === undefined
      ? {}
      : {
          projects: [
            { extends: true, test: { name: 'mocked', include: ['mocked.test.ts'] } },
            { extends: true, test: { name: 'others', exclude: ['mocked.test.ts'] } },
          ],
        }),
  },
})
