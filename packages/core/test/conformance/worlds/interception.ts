// Interception: the unchanged `ws` package, without a port.
import { WebSocket } from 'ws'
import WebSocket7 from 'ws7'
import { mockWs } from '../../../src/run/mock-ws.ts'
import { stageOf } from '../stage.ts'
import type { World } from '../world.ts'
import { type WsClass, WsClient } from './ws-client.ts'

let opened = 0

function interceptionOf(name: string, wsClass: WsClass, lacks: World['lacks'] = {}): World {
  return {
    name,
    lacks,
    async open(rules, options) {
      // A URL of its own: a test that fails does not fail the next.
      const url = `wss://nowhere-${opened++}.example.com/`
      const mock = await mockWs(url, rules, options)
      return stageOf(mock, (dialling) => new WsClient(wsClass, url, dialling))
    },
  }
}

export const interception = interceptionOf('through interception', WebSocket)

export const interceptionOf7 = interceptionOf('through interception, ws 7', WebSocket7, {
  pause: 'ws 7 cannot stop reading',
})
