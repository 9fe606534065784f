import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'

const mock = setupWsMock('ws://left.test/', [on('wait').run(() => new Promise(() => {}))])

let closed: Promise<number>
function open(url = 'ws://left.test/'): WebSocket {
  const socket = new WebSocket(url)
  closed = new Promise((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)))
  return socket
}

test('a test that fails and leaves one open', async () => {
  open()
  await mock.client()
  expect(1).toBe(2)
})
test('its socket was closed with 1001', async () => {
  expect(await closed).toBe(1001)
})
test('a test that passes and leaves one open', async () => {
  open()
  await mock.client()
})
test('a test that leaves a handler unsettled', async () => {
  const socket = open()
  socket.onopen = () => socket.send('wait')
  await expect(mock).toHaveSent('wait')
})
test('a test that leaves nothing', async () => {
  const socket = open()
  await mock.client()
  socket.close()
  await expect(mock).toHaveClosed()
})
