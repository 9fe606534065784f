import { readFile } from 'node:fs/promises'
import { replay } from '@parley-ws/core'
import { expect } from '@parley-ws/playwright-fixture'
import type { Page } from '@playwright/test'
import { startRealServer } from './real-server.ts'
import { test } from './serve-page.ts'

const said = (page: Page) => page.getByRole('list', { name: 'said' }).getByRole('listitem')

/** What a user does, waiting each time for what the server says to it. @returns all that the page says at the end */
async function chat(page: Page): Promise<string> {
  await expect(said(page)).toHaveCount(1)
  for (const [index, text] of ['hi', 'hi', 'what a "day" ☀'].entries()) {
    await page.getByLabel('Say').fill(text)
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(said(page)).toHaveCount(index + 2)
  }
  await page.getByRole('button', { name: 'Show a picture' }).click()
  await expect(page.getByRole('list', { name: 'pictures' }).getByRole('listitem')).toHaveCount(1)
  return await page.locator('body').innerText()
}

test('a HAR file that Playwright records from a real server, replayed as the mock, gives the page the same text', async ({
  browser,
  page,
  chatUrl,
  wsMock,
}, testInfo) => {
  await using server = await startRealServer()
  const har = testInfo.outputPath('chat.har')
  const recorded = await browser.newContext({ recordHar: { path: har, content: 'embed' } })
  const before = await recorded.newPage()
  await before.goto(`${chatUrl}?server=${server.url}`)
  const really = await chat(before)
  // Writes the file.
  await recorded.close()
  expect(really).toContain('3: what a "day" ☀')
  expect(really).toContain('3,2,1')

  const mock = await wsMock(
    'wss://chat.example.com/rooms/:room',
    replay(JSON.parse(await readFile(har, 'utf8'))),
  )
  await page.goto(chatUrl)
  expect(await chat(page)).toBe(really)
  expect(mock.clients).toHaveLength(1)
  expect(server.connections).toBe(1)
})
