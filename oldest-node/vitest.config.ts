import { parley } from '@parley-ws/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [parley()],
  test: {
    include: ['*.test.ts'],
    testTimeout: 30_000,
    // Node itself loads what is published, as it does where it is installed.
    server: { deps: { external: [/\/packages\/[\w-]+\/dist\//] } },
  },
})
