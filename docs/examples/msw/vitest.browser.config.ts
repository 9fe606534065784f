import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parley } from '@parley-ws/vitest-plugin/config'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { browserLaunch } from '../../../scripts/browser.ts'

export default defineConfig({
  plugins: [parley()],
  // MSW's worker script is served as MSW ships it; an app has its copy, from `npx msw init`.
  publicDir: dirname(fileURLToPath(import.meta.resolve('msw/mockServiceWorker.js'))),
  test: {
    include: ['browser/*.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: browserLaunch() }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
