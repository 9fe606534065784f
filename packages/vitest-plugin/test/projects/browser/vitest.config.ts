import { playwright } from '@vitest/browser-playwright'
import { mergeConfig } from 'vite'
import { defineConfig } from 'vitest/config'
import { browserLaunch } from '../../../../../scripts/browser.ts'
import { plugin } from '../../project.config.ts'

export default mergeConfig(
  plugin,
  defineConfig({
    test: {
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: browserLaunch() }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }),
)
