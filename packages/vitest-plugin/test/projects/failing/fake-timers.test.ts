import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const mock = setupWsMock('ws://timers.test/', [on('later').delay(50).reply('late')])

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a delay that the test does not advance', async () => {
  const socket = new WebSocket('ws://timers.test/')
  socket.onopen = () => socket.send('later')
  await expect(mock).toHaveReceived('late', { timeoutMs: 60 })
})
test('nobody connects', async () => {
  await mock.client({ timeoutMs: 10 })
})
