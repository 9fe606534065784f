import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // Properties take seconds on a machine that is busy with others; what hangs is found all the same.
    testTimeout: 60_000,
  },
})
