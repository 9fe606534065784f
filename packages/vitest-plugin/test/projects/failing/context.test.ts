import { setupWsMock } from '@parley-ws/vitest-plugin'
import { beforeAll, test } from 'vitest'

const mock = setupWsMock('ws://context.test/')

// Made before any test: what it calls runs in no test's context.
let openElsewhere: (callback: () => void) => void
beforeAll(() => {
  const queue: (() => void)[] = []
  const drain = setInterval(() => {
    for (const callback of queue.splice(0)) callback()
  }, 1)
  drain.unref()
  openElsewhere = (callback) => void queue.push(callback)
})

const opened = (): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    openElsewhere(() => {
      try {
        resolve(new WebSocket('ws://context.test/'))
      } catch (error) {
        reject(error as Error)
      }
    })
  })

test('alone it is the only test that runs', async () => {
  await opened()
  await mock.client()
})

test.concurrent('one of two', async ({ expect }) => {
  await opened()
  expect.unreachable()
})
test.concurrent('two of two', async ({ expect }) => {
  await opened()
  expect.unreachable()
})
