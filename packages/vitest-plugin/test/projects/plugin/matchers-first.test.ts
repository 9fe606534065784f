// Only the matchers: the plugin's setup file registers them.
import { mockWs, on } from '@parley-ws/core'
import { expect, test } from 'vitest'

test('matchers without setupWsMock', async () => {
  await using chat = await mockWs('ws://chat.test/', [on('ping').reply('pong')])
  const socket = new WebSocket('ws://chat.test/')
  socket.onopen = () => socket.send('ping')
  const client = await chat.client()
  await expect(client).toHaveReceived('pong')
  await expect(chat).toMatchTranscript(`
    client-1 ○ open ws://chat.test/
    client-1 → ping
    client-1 ← pong
  `)
})
