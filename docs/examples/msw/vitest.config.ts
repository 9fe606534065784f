import { parley } from '@parley-ws/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [parley()],
  test: {
    include: ['test/*.test.ts'],
  },
})
