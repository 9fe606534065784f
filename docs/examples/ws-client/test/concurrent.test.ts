import { once } from 'node:events'
import { on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, it } from 'vitest'
import { WebSocket } from 'ws'

const url = 'wss://counter.example.com/'

const counterMock = setupWsMock(url, () => {
  let count = 0
  return [on('next').reply(() => ({ count: ++count }))]
})

describe.concurrent('tests that run at the same time', () => {
  it.for([1, 2, 3])('have a server each, on the same URL: %i', async (times, { expect }) => {
    const socket = new WebSocket(url)
    await once(socket, 'open')
    for (let n = 1; n <= times; n++) {
      socket.send('next')
      const [data] = await once(socket, 'message')
      expect(JSON.parse(String(data))).toEqual({ count: n })
    }
    expect(counterMock.clients).toHaveLength(1)
  })
})
