import { defineConfig } from '@playwright/test'
import { browserLaunch } from '../../../scripts/browser.ts'

// oxlint-disable-next-line import/no-default-export -- Playwright reads its configuration there
export default defineConfig({
  testDir: 'test',
  fullyParallel: true,
  workers: 2,
  reporter: 'line',
  // One for every platform: transcripts are the same everywhere.
  snapshotPathTemplate: '{testDir}/{testFilePath}-snapshots/{arg}{ext}',
  // Machines of CI are busy.
  expect: { timeout: 15_000 },
  use: { launchOptions: browserLaunch() },
})
