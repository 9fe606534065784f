import { on, type WsMock } from '@parley-ws/core'
import { wsMockFixture } from '@parley-ws/vitest-plugin'
import { test as base } from 'vitest'

const test = base.extend<{ chat: WsMock }>({
  chat: wsMockFixture(
    'ws://chat.test/',
    [
      on('throw').run(() => {
        throw new Error('thrown for a fixture')
      }),
    ],
    { unhandled: 'error' },
  ),
})

test('a handler of a fixture throws', async ({ chat, expect }) => {
  const socket = new WebSocket('ws://chat.test/')
  socket.onopen = () => socket.send('throw')
  await expect(chat).toHaveClosed(1011)
})
test('a fixture and an unhandled URL', async ({ chat, expect }) => {
  await new Promise((resolve) => new WebSocket('ws://typo.test/').addEventListener('close', resolve))
  expect(chat.clients).toEqual([])
})
