import { defineConfig } from '@playwright/test'
import { browserLaunch } from '../../scripts/browser.ts'

const { executablePath, args } = browserLaunch()

// What only a real browser can show; everything else is Vitest's.
export default defineConfig({
  testDir: 'test/views',
  reporter: 'line',
  // Machines of CI are busy.
  timeout: 90_000,
  // Pictures are the same on every platform: their text has a font of its own.
  snapshotPathTemplate: '{testDir}/{testFilePath}-snapshots/{arg}{ext}',
  expect: {
    timeout: 30_000,
    // Strict about colours, since bands are pale; a few pixels at the edges of shapes may differ.
    toHaveScreenshot: { threshold: 0.02, maxDiffPixels: 150 },
  },
  use: {
    launchOptions: { executablePath, args: [...args, '--font-render-hinting=none'] },
    viewport: { width: 960, height: 700 },
    deviceScaleFactor: 1,
    // The page forbids fonts.
    bypassCSP: true,
  },
})
