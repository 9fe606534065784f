import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, test } from 'vitest'

describe.concurrent("scope: 'file'", () => {
  setupWsMock('ws://file.test/', [], { scope: 'file' })
  test('first of two', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
  })
  test('second of two', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
  })
})

describe('an error', () => {
  const mock = setupWsMock(
    'ws://error.file.test/',
    [
      on('throw').run(() => {
        throw new Error('thrown in a file') // throws
      }),
    ],
    { scope: 'file' },
  )
  test('fails the test that caused it', async () => {
    const socket = new WebSocket('ws://error.file.test/')
    socket.onopen = () => socket.send('throw')
    await expect(mock).toHaveClosed(1011)
  })
  test('and not the next', () => {})
})
