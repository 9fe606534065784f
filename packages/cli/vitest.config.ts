import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // Each test starts the built command, on machines that may be busy with others.
    testTimeout: 30_000,
  },
})
