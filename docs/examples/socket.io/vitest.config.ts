import { parley } from '@parley-ws/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The client keeps the global WebSocket when it is loaded; see test/global.test.ts.
  plugins: [parley({ unmatched: 'error', install: 'imports' })],
  test: {
    include: ['test/*.test.ts'],
    expect: { poll: { interval: 5 } },
  },
})
