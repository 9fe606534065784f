import { test } from './fixtures.ts'

test('a fixture of a shared module', async ({ chat, expect }) => {
  const socket = new WebSocket('ws://chat.test/')
  socket.onopen = () => socket.send('ping')
  const client = await chat.client()
  await expect(client).toHaveReceived('pong')
})

test.concurrent.for([1, 2])('concurrently: %i', async (_, { chat, expect }) => {
  const socket = new WebSocket('ws://chat.test/')
  socket.onopen = () => socket.send('ping')
  const client = await chat.client()
  await expect(client).toHaveReceived('pong')
})
