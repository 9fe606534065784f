import { on, type WsMock } from '@parley-ws/core'
import { wsMockFixture } from '@parley-ws/vitest-plugin'
import { test as base } from 'vitest'

const test = base.extend<{ chat: WsMock; news: WsMock }>({
  chat: wsMockFixture('ws://chat.test/', () => {
    let n = 0
    return [
      on('count').reply(() => {
        n++
        return { n }
      }),
    ]
  }),
  news: wsMockFixture('ws://news.test/', [on('news').reply('none')]),
})

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 5))

test.concurrent.for(Array.from({ length: 10 }, (_, index) => index))(
  'a mock for each test: %i',
  async (_, { chat, expect }) => {
    await pause()
    const socket = new WebSocket('ws://chat.test/')
    socket.onopen = () => socket.send('count')
    const client = await chat.client()
    await expect(client).toHaveReceived({ n: 1 }, { times: 1 })
    await pause()
    expect(chat.clients).toEqual([client])
  },
)

test('two in one test', async ({ chat, news, expect }) => {
  const first = new WebSocket('ws://chat.test/')
  first.onopen = () => first.send('count')
  const second = new WebSocket('ws://news.test/')
  second.onopen = () => second.send('news')
  await expect(chat).toHaveReceived({ n: 1 })
  await expect(news).toHaveReceived('none')
})

test('a retried test gets a new one', { retry: 1 }, async ({ chat, task, expect }) => {
  expect(chat.transcript.entries).toEqual([])
  const socket = new WebSocket('ws://chat.test/')
  socket.onopen = () => socket.send('count')
  await expect(chat).toHaveReceived({ n: 1 })
  expect(task.result?.retryCount ?? 0).toBe(1)
})
