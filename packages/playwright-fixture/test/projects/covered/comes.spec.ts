import { expect, test } from '@parley-ws/playwright-fixture'
import { chatContract } from './chat-contract.ts'
import { say } from './say.ts'

test('one comes', async ({ page, wsMock }) => {
  const chat = await wsMock('wss://chat.test/rooms', chatContract)
  await say(page, { type: 'subscribe', room: 'lobby' })
  await expect(await chat.client()).toHaveSent({ type: 'subscribe' })
})
