// Real sockets: a mock on a port of its own, and the `ws` package on TCP.
import { WebSocket } from 'ws'
import { mock } from '../../../src/mock/definition.ts'
import { serveWsMock } from '../../../src/run/serve-ws.ts'
import { stageOf } from '../stage.ts'
import type { World } from '../world.ts'
import { WsClient } from './ws-client.ts'

export const sockets: World = {
  name: 'over sockets',
  lacks: {},
  async open(rules, options) {
    const server = await serveWsMock(mock(rules, options))
    return stageOf(server, (dialling) => new WsClient(WebSocket, `${server.url}/`, dialling))
  },
}
