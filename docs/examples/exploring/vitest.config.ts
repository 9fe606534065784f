import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    // A busy machine takes its time for some thousand conversations.
    testTimeout: 60_000,
  },
})
