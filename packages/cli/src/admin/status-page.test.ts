// The status page in a real browser, over the built command.
import { chromium, type FrameLocator, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { connectWs } from '@parley-ws/core/node'
import { browserLaunch } from '../../../../scripts/browser.ts'
import { folderWith, Running } from '../../test/parley.ts'

const yaml = `parley: 1
endpoints:
  - path: /rooms/:room
    user: { header: X-User }
    rules:
      - onConnect: true
        do: [{ join: '{{params.room}}' }]
      - on: ping
        do: [{ reply: pong }]
`
const evil = '<img src=x onerror=alert(1)>'
/** Machines of CI are busy. */
const PATIENCE_MS = 60_000

let browser: Awaited<ReturnType<typeof chromium.launch>>
beforeAll(async () => {
  browser = await chromium.launch(browserLaunch())
}, 10 * PATIENCE_MS)
afterAll(async () => await browser.close())

interface Status {
  readonly page: Page
  readonly timeline: FrameLocator
  /** Whatever was asked of a network, and whatever ran or was refused that should not. */
  readonly requests: readonly string[]
  readonly faults: readonly string[]
}

async function served(
  port = '0',
  ...more: readonly string[]
): Promise<{ serving: Running; link: string; base: string }> {
  const folder = await folderWith({ 'chat.mock.yaml': yaml })
  onTestFinished(async () => await folder[Symbol.asyncDispose]())
  const serving = new Running(['serve', folder.file('chat.mock.yaml'), '--admin', '--port', port, ...more])
  onTestFinished(async () => await serving[Symbol.asyncDispose]())
  const [, link = ''] = await serving.printed(/status page at (\S+)/)
  return { serving, link, base: `ws://${new URL(link).host}` }
}

async function opened(link: string): Promise<Status> {
  const page = await browser.newPage()
  onTestFinished(async () => await page.close())
  page.setDefaultTimeout(PATIENCE_MS)
  const requests: string[] = []
  const faults: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('dialog', (dialog) => {
    faults.push(dialog.message())
    void dialog.dismiss()
  })
  await page.goto(link)
  return { page, timeline: page.frameLocator('#timeline'), requests, faults }
}

const as = (user: string, agent: string) => ({ headers: { 'X-User': user, 'User-Agent': agent } })

describe('the status page', { timeout: 2 * PATIENCE_MS }, () => {
  it('lists who is connected, sends, and draws what happens, and what clients say stays text', async () => {
    const { serving, link, base } = await served()
    await using ada = await connectWs(`${base}/rooms/tea`, as('ada', evil))
    await using bob = await connectWs(`${base}/rooms/tea`, as('bob', 'curl/8'))
    const { page, timeline, requests, faults } = await opened(link)
    const connections = page.getByRole('region', { name: '2 connections' })
    await connections.getByRole('row', { name: `client-1 /rooms/tea ada tea ${evil}` }).waitFor()
    await connections.getByRole('row', { name: 'client-2 /rooms/tea bob tea curl/8' }).waitFor()
    await page.getByRole('row', { name: 'tea /rooms/:room 2' }).waitFor()
    expect(page.url()).not.toContain('token')

    const write = page.getByRole('textbox', { name: 'Message' })
    await write.fill(evil)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Sent to 2 connections.').waitFor()
    expect(await ada.next()).toMatchObject({ frame: { payload: evil } })
    expect(await bob.next()).toMatchObject({ frame: { payload: evil } })
    await timeline.getByRole('row', { name: `broadcast to everybody (2 clients): ${evil}` }).waitFor()

    // To one, with the keyboard alone.
    await page.getByRole('button', { name: 'client-2' }).press('Enter')
    await write.press('Control+Enter')
    await page.getByText('Sent to 1 connection.').waitFor()
    expect(await bob.next()).toMatchObject({ frame: { payload: evil } })

    // Who is gone stays chosen: nobody else hears what was meant for one.
    await bob[Symbol.asyncDispose]()
    await page.getByRole('region', { name: '1 connection', exact: true }).waitFor()
    expect(await page.getByLabel('To', { exact: true }).locator('option:checked').textContent()).toBe(
      'client-2 (bob) (gone)',
    )
    await write.press('Control+Enter')
    await page.getByText('Nobody is there who is meant').waitFor()
    ada.send('ping')
    expect(await ada.next()).toMatchObject({ frame: { payload: 'pong' } })
    await timeline.getByRole('row', { name: 'client-1 ← pong' }).waitFor()

    await write.fill('x'.repeat(1024 * 1024))
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Not sent: The body has more than 1048576 bytes.').waitFor()

    expect(await page.locator('img').count()).toBe(0)
    expect(await timeline.locator('img').count()).toBe(0)
    expect(faults).toEqual([])
    expect(requests.filter((url) => !url.startsWith(`${base.replace('ws', 'http')}/_parley/`))).toEqual([])
    expect(requests.filter((url) => url.includes(new URL(link).hash.slice('#token='.length)))).toEqual([])
    await serving.stop('SIGKILL')
    await page.getByText('The server is gone').waitFor()
  })

  it('follows the end, leaves what is looked at where it is, and finds a server again that was gone', async () => {
    const own = ['--admin-token', 'secret']
    const { serving, link, base } = await served('0', ...own)
    const { page, timeline } = await opened(`${link}#token=secret`)
    await page.getByRole('heading', { name: '0 connections' }).waitFor()
    const view = async (entries: number) => {
      await timeline.getByText(`${entries} entries, 1 client`).waitFor()
      return await timeline.locator('.scroller').evaluate(({ scrollTop, clientHeight, scrollHeight }) => ({
        top: scrollTop,
        isAtEnd: scrollTop + clientHeight >= scrollHeight - 1,
      }))
    }
    {
      await using ada = await connectWs(`${base}/rooms/tea`, as('ada', ''))
      for (let count = 0; count < 100; count++) ada.send('ping')
      expect(await view(202)).toEqual({ top: expect.any(Number) as unknown, isAtEnd: true })
      ada.send('ping')
      const end = await view(204)
      expect(end.isAtEnd).toBe(true)
      expect(end.top).toBeGreaterThan(1_010)
      await timeline.locator('.scroller').evaluate((scroller) => {
        scroller.scrollTop = 1_010
      })
      ada.send('ping')
      expect(await view(206)).toEqual({ top: 1_010, isAtEnd: false })
    }
    await serving.stop('SIGKILL')
    await page.getByText('The server is gone').waitFor()
    await served(new URL(link).port, ...own)
    await page.getByText('live', { exact: true }).waitFor()
    await timeline.getByText('0 entries').waitFor()
  })

  it('asks for the token, and says where it is another', async () => {
    const { link, base } = await served()
    await using _ada = await connectWs(`${base}/rooms/tea`, as('ada', evil))
    const { page, timeline } = await opened(link.replace(/#.*/, ''))
    const field = page.getByLabel('The token')
    await field.fill('wrong')
    await field.press('Enter')
    await page.getByText("This is not the server's token.").waitFor()
    expect(await page.getByText('/rooms/tea').count()).toBe(0)
    await field.fill(new URL(link).hash.slice('#token='.length))
    await field.press('Enter')
    await timeline.getByRole('row', { name: 'joins tea' }).waitFor()
    await page.reload()
    await timeline.getByRole('row', { name: 'joins tea' }).waitFor()
    await page.evaluate(() => {
      location.hash = 'token=another'
    })
    await page.getByText("This is not the server's token.").waitFor()
    expect(await page.getByRole('region', { name: '1 connection' }).isVisible()).toBe(false)
  })
})
