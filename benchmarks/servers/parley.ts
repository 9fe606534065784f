// Parley's mock server, as a test uses it: the transcript is on.
import { on, text } from '@parley-ws/core'
import { serveWsMock } from '@parley-ws/core/node'
import { MESSAGE, type ServerContender } from './server.ts'

export const contender: ServerContender = {
  async listen() {
    const mock = await serveWsMock([on(text()).reply(({ message }) => message)])
    return {
      port: mock.port,
      get size() {
        return mock.clients.length
      },
      broadcast: () => mock.broadcast(MESSAGE),
      end: () => mock[Symbol.asyncDispose](),
    }
  },
}
