import { parley } from '@parley-ws/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [parley({ unmatched: 'error' })],
  test: {
    include: ['test/*.test.ts'],
    expect: { poll: { interval: 5 } },
  },
})
