import {
  bytes,
  type MockDefinition,
  mock,
  on,
  readTranscript,
  replay,
  text,
  writeTranscript,
} from '@parley-ws/core'
import { expect } from '@parley-ws/playwright-fixture'
import { test } from './serve-page.ts'

const ROOM = 'wss://chat.example.com/rooms/:room'

const chatServer: MockDefinition = mock([
  on({ type: 'join', room: text() }).join(({ message }) => message.room),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
  on(bytes()).broadcast(({ message }) => message, { group: 'lobby' }),
])

test('two tabs see what either says', async ({ page, context, chatUrl, wsMock }) => {
  const chat = await wsMock(ROOM, chatServer)
  const other = await context.newPage()
  for (const tab of [page, other]) {
    await tab.goto(chatUrl)
    await expect(await chat.client({ timeoutMs: 10_000 })).toHaveJoined('lobby')
  }
  await page.getByLabel('Say').fill('hi')
  await page.getByRole('button', { name: 'Send' }).click()

  for (const tab of [page, other]) await expect(tab.getByRole('listitem')).toHaveText(['hi'])
  await expect(chat).toHaveBroadcast({ type: 'said', text: 'hi' }, { group: 'lobby' })
  await expect(chat).toMatchTranscript({ name: 'two-tabs.txt' })
})

test('the page comes back after a cut', async ({ page, chatUrl, wsMock }) => {
  const chat = await wsMock(ROOM, chatServer)
  await page.goto(chatUrl)
  const first = await chat.client({ timeoutMs: 10_000 })
  await expect(first).toHaveJoined('lobby')

  first.cut()
  const second = await chat.client({ timeoutMs: 10_000 })
  await expect(second).toHaveJoined('lobby')
  chat.broadcast({ type: 'said', text: 'welcome back' }, { group: 'lobby' })
  await expect(page.getByText('welcome back')).toBeVisible()
  await expect(page.getByText('here')).toBeVisible()
})

test('a picture travels as bytes, both ways', async ({ page, chatUrl, wsMock }) => {
  const chat = await wsMock(ROOM, chatServer)
  await page.goto(chatUrl)
  await expect(await chat.client({ timeoutMs: 10_000 })).toHaveJoined('lobby')
  await page.getByRole('button', { name: 'Show a picture' }).click()
  await expect(page.getByRole('list', { name: 'pictures' })).toHaveText('1,2,3')
  await expect(chat).toHaveSent(new Uint8Array([1, 2, 3]))
})

test('the worker has a socket of its own', async ({ page, chatUrl, wsMock }) => {
  await wsMock(ROOM, chatServer)
  const unread = await wsMock('wss://chat.example.com/unread', [], { mode: 'server' })
  await page.goto(chatUrl)
  await unread.client({ timeoutMs: 10_000 })
  unread.broadcast('one')
  unread.broadcast('two')
  await expect(page.getByText('2 unread')).toBeVisible()
})

test('a recorded session is played back', async ({ page, context, chatUrl, wsMock }) => {
  const recorded = await wsMock('wss://chat.example.com/rooms/lobby', chatServer)
  await page.goto(chatUrl)
  await expect(await recorded.client({ timeoutMs: 10_000 })).toHaveJoined('lobby')
  await page.getByLabel('Say').fill('once more')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('once more')).toBeVisible()
  const file = writeTranscript(recorded.transcript)

  // Another context, which has the recording for its server.
  const later = await context.browser()?.newContext()
  if (later === undefined) throw new Error('the browser is gone')
  await wsMock(ROOM, replay(readTranscript(file)), { targets: [later] })
  const tab = await later.newPage()
  await tab.goto(chatUrl)
  await expect(tab.getByText('here')).toBeVisible()
  await tab.getByLabel('Say').fill('once more')
  await tab.getByRole('button', { name: 'Send' }).click()
  await expect(tab.getByRole('list', { name: 'said' }).getByRole('listitem')).toHaveText(['once more'])
  await later.close()
})
