import { defineConfig } from '@playwright/test'
import { browserLaunch } from '../../scripts/browser.ts'

// What only a real browser can show; everything else is Vitest's.
export default defineConfig({
  testDir: 'test/views',
  reporter: 'line',
  // Machines of CI are busy.
  timeout: 60_000,
  // Pictures are the same on every platform: their text has a font of its own.
  snapshotPathTemplate: '{testDir}/{testFilePath}-snapshots/{arg}{ext}',
  expect: {
    timeout: 15_000,
    // Strict about colours, since bands are pale; a few pixels at the edges of shapes may differ.
    toHaveScreenshot: { threshold: 0.02, maxDiffPixels: 150 },
  },
  use: {
    launchOptions: browserLaunch(),
    viewport: { width: 960, height: 700 },
    deviceScaleFactor: 1,
    // The page forbids fonts.
    bypassCSP: true,
  },
})
