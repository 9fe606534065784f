import { expect, test } from '@parley-ws/playwright-fixture'
import { chatContract } from './chat-contract.ts'
import { say } from './say.ts'

test('one talks', async ({ page, wsMock }) => {
  const chat = await wsMock('wss://chat.test/rooms', chatContract)
  await say(page, { type: 'subscribe', room: 'lobby' }, { type: 'say', room: 'lobby', id: '1', text: 'hi' })
  await expect(chat).toHaveBroadcast('said', { text: 'hi' })
})
