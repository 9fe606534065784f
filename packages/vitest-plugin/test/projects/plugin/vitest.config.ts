// The package as it is built: what `parley()` names in setupFiles is not the source.
import { parley } from '@parley-ws/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [parley({ unmatched: 'error', unhandled: 'error' })],
  test: { maxWorkers: 1 },
})
