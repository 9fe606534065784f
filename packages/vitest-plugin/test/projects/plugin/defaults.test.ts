import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, test } from 'vitest'

const speak = (url: string): void => {
  const socket = new WebSocket(url)
  socket.onopen = () => socket.send('nonsense')
}

describe('the project', () => {
  const mock = setupWsMock('ws://project.test/', [on('x').drop()])
  test('makes an unmatched message an error', async () => {
    speak('ws://project.test/')
    await expect(mock).toHaveSent('nonsense')
  })
  test('makes an unhandled URL an error', async () => {
    await new Promise((resolve) => new WebSocket('ws://typo.test/').addEventListener('close', resolve))
  })
})

describe('a mock', () => {
  const mock = setupWsMock('ws://own.test/', [on('x').drop()], { unmatched: 'ignore' })
  test('may say otherwise', async () => {
    speak('ws://own.test/')
    await expect(mock).toHaveSent('nonsense')
  })
})
