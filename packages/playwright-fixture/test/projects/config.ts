// What all projects share: the browser that is there, and nothing kept of a run.
import type { PlaywrightTestConfig } from '@playwright/test'
import { browserLaunch } from '../../../../scripts/browser.ts'

export const config: PlaywrightTestConfig = {
  fullyParallel: true,
  workers: 2,
  // The machine may be busy; nothing here is expected to take that long.
  timeout: 30_000,
  // One for every platform: transcripts are the same everywhere.
  snapshotPathTemplate: '{testDir}/{testFilePath}-snapshots/{arg}{ext}',
  expect: { timeout: 15_000 },
  use: { launchOptions: browserLaunch() },
}
