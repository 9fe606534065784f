import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // Each test is whole runs of Vitest, several at once: what hangs is found all the same.
    testTimeout: 120_000,
  },
})
