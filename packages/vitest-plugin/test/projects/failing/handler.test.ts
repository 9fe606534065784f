import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'

const mock = setupWsMock(
  'ws://handler.test/',
  [
    on('throw').run(() => {
      throw new Error('thrown in a handler') // throws
    }),
    on('reject').run(async () => {
      await Promise.resolve()
      throw new Error('rejected in a handler') // rejects
    }),
    on('assert').run(({ client }) => {
      expect(client.groups).toEqual(['lobby']) // asserts
    }),
    on('value').reply(() => {
      throw new Error('thrown by a value') // computes
    }),
  ],
  { unmatched: 'error' },
)

function say(line: string): WebSocket {
  const socket = new WebSocket('ws://handler.test/')
  socket.onopen = () => socket.send(line)
  return socket
}

test('before it all is well', () => {})

for (const line of ['throw', 'reject', 'assert', 'value']) {
  test(`a handler: ${line}`, async () => {
    say(line)
    const client = await mock.client()
    await expect(client).toHaveClosed(1011)
  })
  test(`all is well after: ${line}`, () => expect(mock.transcript.entries).toEqual([]))
}

test('a message is unmatched', async () => {
  say('nonsense')
  await expect(mock).toHaveSent('nonsense')
})

test('several things fail', async () => {
  say('throw')
  say('reject')
  await expect(mock).toHaveClosed(1011)
  await mock.drain()
  expect(1).toBe(2)
})

test.concurrent('a concurrent test whose handler throws', async ({ expect: own }) => {
  say('throw')
  const client = await mock.client()
  await own(client).toHaveClosed(1011)
})

test.concurrent('its neighbour', async ({ expect: own }) => {
  const socket = new WebSocket('ws://handler.test/')
  const client = await mock.client()
  await new Promise((resolve) => setTimeout(resolve, 5))
  own(socket.readyState).toBe(WebSocket.OPEN)
  socket.close()
  await own(client).toHaveClosed()
})
