import { on } from '@parley-ws/core'
import { expect } from '@parley-ws/playwright-fixture'
import { browserLaunch } from '../../../../../scripts/browser.ts'
import { test } from '../workers.ts'

// As docs/playwright.md says: Chromium has no permission for service workers that would let them reach this machine.
const { executablePath, args } = browserLaunch()
test.use({
  launchOptions: { executablePath, args: [...args, '--disable-features=LocalNetworkAccessChecks'] },
})

test('a service worker speaks to the mock', async ({ page, origin, wsMock }) => {
  const chat = await wsMock('wss://chat.example.com/rooms/*', [on('ping').reply('pong')], { mode: 'server' })
  await page.goto(origin)
  await page.evaluate(() => navigator.serviceWorker.register('/worker.js').then(() => {}))
  await expect(chat).toHaveReceived('pong', { timeoutMs: 10_000 })
})
