import { parley } from '@parley-ws/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [parley()],
  test: {
    include: ['test/*.test.ts'],
    // This one is for Node's own runner.
    exclude: ['test/node-test.test.ts'],
    expect: { poll: { interval: 5 } },
    // The same files three times: with Node's WebSocket, jsdom's and happy-dom's to stand in for.
    projects: ['node', 'jsdom', 'happy-dom'].map((environment) => ({
      extends: true,
      test: { name: environment, environment },
    })),
  },
})
