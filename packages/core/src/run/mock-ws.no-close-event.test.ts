// A mock where the platform has no CloseEvent, as Node before 23. In a file of its own: classes are linked once a process.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mockWs } from './mock-ws.ts'

describe('mockWs, where there is no CloseEvent', () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'CloseEvent')
  beforeAll(() => void Reflect.deleteProperty(globalThis, 'CloseEvent'))
  afterAll(() => {
    if (own !== undefined) Object.defineProperty(globalThis, 'CloseEvent', own)
  })

  it("fires messages that are instances of the platform's MessageEvent", async () => {
    await using chat = await mockWs('ws://chat.test/')
    const socket = new WebSocket('ws://chat.test/')
    const message = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }))
    const client = await chat.client()
    client.send('hi')
    expect(await message).toBeInstanceOf(MessageEvent)
  })
})
