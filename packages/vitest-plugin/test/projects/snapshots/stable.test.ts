// One conversation of three clients, spoken in another order each time.
import { on, text } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'

const mock = setupWsMock('ws://stable.test/:name', [
  on({ type: 'join' }).join('room').reply({ type: 'joined' }),
  on({ type: 'ask', n: text() })
    .delay(() => Math.random() * 3)
    .reply(({ message }) => ({ type: 'answer', n: message.n, id: crypto.randomUUID() })),
])

const NAMES = ['ann', 'ben', 'cat']

test('is the same for every interleaving', { repeats: 9 }, async () => {
  const sockets = NAMES.map((name) => new WebSocket(`ws://stable.test/${name}`))
  for (const _ of NAMES) await mock.client()
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 3))
  await Promise.all(
    sockets.map(async (socket) => {
      await pause()
      socket.send(JSON.stringify({ type: 'join' }))
      await new Promise((resolve) => {
        socket.onmessage = resolve
      })
      for (const n of ['1', '2']) {
        await pause()
        socket.send(JSON.stringify({ type: 'ask', n }))
        await new Promise((resolve) => {
          socket.onmessage = resolve
        })
      }
    }),
  )
  await expect(mock).toHaveReceived({ type: 'answer' }, { times: 6 })
  mock.broadcast({ type: 'end' }, { group: 'room' })
  await expect(mock).toMatchTranscript({ file: './stable.transcript.txt' })
})
