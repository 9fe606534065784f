// A client of the package `ws` that a mock answers without a port: the frames are real, the connection is in the process.
import { mockWs, on, text } from '@parley-ws/core'
import { WebSocket } from 'ws'
import { type EchoContender, echoOver } from '../contenders/contender.ts'

const url = 'ws://bench.test/chat'

export const contender: EchoContender = {
  async openEcho() {
    const mock = await mockWs(url, [on(text()).reply(({ message }) => message)])
    return await echoOver(new WebSocket(url, { perMessageDeflate: false }), () => mock[Symbol.asyncDispose]())
  },
}
