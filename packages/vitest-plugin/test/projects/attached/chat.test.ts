// Tests that fail, and some that pass, in the ways that make a difference to a report.
import { on, text, type WsMock } from '@parley-ws/core'
import { setupWsMock, wsMockFixture } from '@parley-ws/vitest-plugin'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { say } from './say.ts'

const echo = on({ say: text() }).reply(({ message }) => ({ said: message.say }))

describe('a test', () => {
  setupWsMock('ws://chat.test/', [echo])
  setupWsMock('ws://unused.test/', [echo])

  test('passes', () => say('ws://chat.test/', 'all is well'))
  test('fails in its body', async () => {
    await say('ws://chat.test/', 'a <b>name</b> — 名前')
    expect(1).toBe(2)
  })
  test('fails with fake timers', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    await say('ws://chat.test/', 'faked')
    expect(1).toBe(2)
  })
  test('fails where nothing can be attached', async ({ task }) => {
    Object.assign(task.context, {
      annotate() {
        throw new Error('no annotations are taken here')
      },
    })
    await say('ws://chat.test/', 'without a report')
    expect(1).toBe(2)
  })
  test.fails('is meant to fail, and does', async () => {
    await say('ws://chat.test/', 'as it should')
    expect(1).toBe(2)
  })
  test.fails('is skipped on the way', async ({ skip }) => {
    await say('ws://chat.test/', 'so far')
    skip()
  })
  test.fails('is meant to fail, and does not', () => say('ws://chat.test/', 'as it should not'))

  let attempt = 0
  test('passes at the third attempt', { retry: 2 }, async () => {
    await say('ws://chat.test/', `attempt ${++attempt}`)
    expect(attempt).toBe(3)
  })
  let round = 0
  test('fails in its second round', { repeats: 1 }, async () => {
    await say('ws://chat.test/', `round ${++round}`)
    expect(round).toBe(1)
  })
})

describe.concurrent('at once', () => {
  setupWsMock('ws://chat.test/', [echo])

  test.for(['one', 'two'])('%s', async (name, { expect: own }) => {
    await say('ws://chat.test/', `this is ${name}`)
    own(1).toBe(2)
  })
  test('three', () => say('ws://chat.test/', 'this is three'))
})

describe('at the end', () => {
  setupWsMock('ws://inner.test/', [echo])
  setupWsMock(
    'ws://chat.test/',
    [
      on({ say: 'throw' }).run(({ client }) => {
        client.send('throwing')
        throw new Error('thrown in a handler')
      }),
      on({ say: 'unmatched' }).reply('known'),
    ],
    { unmatched: 'error' },
  )

  test('a handler threw', async () => {
    await say('ws://inner.test/', 'of the other mock')
    await say('ws://chat.test/', 'throw')
  })
  test('no rule matched', async () => {
    await say('ws://inner.test/', 'of the other mock')
    const socket = new WebSocket('ws://chat.test/')
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    socket.send('nonsense')
  })
})

describe('a mock of the file', () => {
  setupWsMock('ws://file.test/', [echo], { scope: 'file' })

  test('passes first', () => say('ws://file.test/', 'said before'))
  test('then fails', async () => {
    await say('ws://file.test/', 'said in the test')
    expect(1).toBe(2)
  })
  test('passes again', () => say('ws://file.test/', 'said after'))
})

describe('a mock in a mock', () => {
  setupWsMock('ws://twice.test/', [echo], { scope: 'file' })
  test('passes', () => say('ws://twice.test/', 'to the outer one'))

  describe('of the same URL', () => {
    setupWsMock('ws://twice.test/', [echo])
    test('fails', async () => {
      await say('ws://twice.test/', 'to the inner one')
      expect(1).toBe(2)
    })
  })
})

const withChat = test.extend<{ chat: WsMock }>({ chat: wsMockFixture('ws://fixture.test/', [echo]) })
withChat('a fixture', async ({ chat }) => {
  await say('ws://fixture.test/', 'to a fixture')
  expect(chat.clients).toEqual([])
})
