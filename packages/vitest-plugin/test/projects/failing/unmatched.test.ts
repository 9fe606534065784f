import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, test } from 'vitest'

describe.for(['warn', 'ignore'] as const)('policy %s', (unmatched) => {
  const mock = setupWsMock(`ws://${unmatched}.test/`, [on('x').drop()], { unmatched })
  test('lets the test pass', async () => {
    const socket = new WebSocket(`ws://${unmatched}.test/`)
    socket.onopen = () => socket.send(`nonsense for ${unmatched}`)
    await expect(mock).toHaveSent(/nonsense/)
    socket.close()
    await expect(mock).toHaveClosed()
  })
})
