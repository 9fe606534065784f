import { contract, on, typed } from '@parley-ws/core'
import { expect, test } from '@parley-ws/playwright-fixture'
import { CHAT, ORIGIN, servePages } from '../pages.ts'

const chatContract = contract('chat', {
  url: '/chat',
  clientToServer: { say: typed<{ text: string }>() },
  serverToClient: { said: typed<{ text: string }>() },
})

test.beforeEach(async ({ page, context }) => {
  await servePages(context)
  await page.goto(ORIGIN)
})

test('a matcher that does not hold', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [on({ type: 'ping' }).reply({ type: 'pong' })])
  await page.evaluate(() => open_().then(() => socket.send('{"type":"ping"}')))
  await expect(chat).toHaveSent({ type: 'ping' })
  await expect(chat).toHaveSent({ type: 'pung' }, { timeoutMs: 10 })
})

test('a matcher that must not hold', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [on('ping').reply('pong')])
  await page.evaluate(() => open_().then(() => socket.send('ping')))
  await expect(chat).not.toHaveReceived('pong')
})

test('a handler that throws', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [
    on('ping').run(() => {
      throw new Error('the handler has a bug')
    }),
  ])
  await page.evaluate(() => open_().then(() => socket.send('ping')))
  await expect(chat).toHaveClosed(1011)
})

test('a message that no rule matches', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [], { unmatched: 'error' })
  await page.evaluate(() => open_().then(() => socket.send('what')))
  await expect(chat).toHaveSent('what')
})

test('a message that breaks the contract', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, chatContract)
  await page.evaluate(() => open_().then(() => socket.send('{"type":"shout"}')))
  await expect(chat).toHaveSent()
})

test('two mocks of one URL', async ({ wsMock }) => {
  await wsMock(CHAT)
  await wsMock(CHAT)
})

test('a mode that is none', async ({ wsMock }) => {
  await wsMock(CHAT, [], { mode: 'proxy' as 'server' })
})

test('a subject that is none', async ({ page }) => {
  await expect(page as unknown).toHaveSent('x')
})

test('a transcript that is another', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [on('ping').reply('pong')])
  await page.evaluate(() => open_().then(() => socket.send('ping')))
  await expect(chat).toHaveReceived('pong')
  await expect(chat).toMatchTranscript({ name: 'other.txt' })
})
