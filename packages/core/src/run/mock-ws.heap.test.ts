// Nothing of a mock outlives it: ten thousand of them, each with a client and an echo, leave no heap, socket, timer or
// listener behind, and the global WebSocket as it was.
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { text } from '../match/matchers/text.ts'
import { on } from '../mock/rule.ts'
import { mockWs } from './mock-ws.ts'

const MEGABYTE = 2 ** 20

const echo = [on(text()).reply(({ message }) => message)]

async function live(): Promise<void> {
  const chat = await mockWs('ws://chat.test/rooms/:room', echo)
  const socket = new WebSocket('ws://chat.test/rooms/lobby')
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const answered = new Promise((resolve) => socket.addEventListener('message', resolve))
  socket.send('hello')
  await answered
  await chat[Symbol.asyncDispose]()
}

async function liveOften(times: number): Promise<void> {
  for (let count = 0; count < times; count++) await live()
}

/** What keeps a process alive or waits to be told something. */
function leftovers(): unknown {
  return {
    resources: process.getActiveResourcesInfo().toSorted(),
    listeners: process.eventNames().map((name) => [name, process.listenerCount(name)]),
    webSocket: Object.getOwnPropertyDescriptor(globalThis, 'WebSocket'),
  }
}

describe('mockWs', () => {
  it('leaves nothing behind, however often it is set up and taken down', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const heapUsed = (): number => {
      collectGarbage()
      return process.memoryUsage().heapUsed
    }
    const before = leftovers()

    await liveOften(5_000)
    const after5000 = heapUsed()
    await liveOften(5_000)
    const after10000 = heapUsed()

    expect(Math.abs(after10000 - after5000)).toBeLessThan(MEGABYTE)
    expect(leftovers()).toEqual(before)
  })
})
