// The package as it is built. What it attaches, in which world, and where the report is written is the outer test's to say.
import { parley } from '@parley-ws/vitest-plugin/config'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestUserConfig } from 'vitest/config'
import { browserLaunch } from '../../../../../scripts/browser.ts'

const { PARLEY_ATTACHMENTS: attachments, PARLEY_BROWSER: browser, PARLEY_REPORT: report } = process.env

const inChromium = (): TestUserConfig => ({
  browser: {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({ launchOptions: browserLaunch() }),
    instances: [{ browser: 'chromium' }],
  },
})

export default defineConfig({
  plugins: [parley(attachments === undefined ? {} : { attachments: attachments === 'yes' })],
  test: {
    maxWorkers: 1,
    testTimeout: 30_000,
    ...(report === undefined ? {} : { reporters: [['html', { outputDir: report }]] }),
    ...(browser === undefined ? {} : inChromium()),
  },
})
