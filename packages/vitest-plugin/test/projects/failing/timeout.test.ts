import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'

const mock = setupWsMock('ws://timeout.test/', [on('wait').run(() => new Promise(() => {}))])
let closed: Promise<number>

test('a test that times out with an open handler', { timeout: 20 }, async () => {
  const socket = new WebSocket('ws://timeout.test/')
  closed = new Promise((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  socket.onopen = () => socket.send('wait')
  await new Promise(() => {})
})
test('is torn down', async () => {
  expect(await closed).toBe(1001)
})
test('and the next is clean', async () => {
  expect(mock.transcript.entries).toEqual([])
  const socket = new WebSocket('ws://timeout.test/')
  const client = await mock.client()
  await expect(client).not.toHaveSent()
  socket.close()
  await expect(client).toHaveClosed()
})
test('a matcher outlives a test that times out', { timeout: 10 }, async () => {
  await expect(mock).toHaveSent('x', { timeoutMs: 100 })
})
