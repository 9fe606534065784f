// Parley, in memory, as a test uses it: the transcript is on.
import { mockWs, on, text } from '@parley-ws/core'
import { audienceOver, type Contender, echoOver, happens } from './contender.ts'

const url = 'ws://bench.test/chat'
const rules = [on(text()).reply(({ message }) => message)]

export const contender: Contender = {
  async cycle() {
    const mock = await mockWs(url, rules)
    const socket = new WebSocket(url)
    await happens(socket, 'open')
    socket.send('hello')
    await happens(socket, 'message')
    await mock[Symbol.asyncDispose]()
  },
  async openEcho() {
    const mock = await mockWs(url, rules)
    return await echoOver(new WebSocket(url), () => mock[Symbol.asyncDispose]())
  },
  async openAudience() {
    const mock = await mockWs(url, rules)
    return audienceOver(
      () => new WebSocket(url),
      () => mock.broadcast('hello'),
      () => mock[Symbol.asyncDispose](),
    )
  },
}
