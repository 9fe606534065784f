// The socket that MSW puts in the place of the global WebSocket, answered by handlers that a mock gave.
import { setupServer } from 'msw/node'
import { toMswHandlers } from '../../../src/run/msw/to-msw-handlers.ts'
import { stageOf } from '../stage.ts'
import type { World } from '../world.ts'
import { ClassClient, lacksOfClass } from './memory.ts'

let opened = 0

export const msw: World = {
  name: 'through MSW',
  lacks: { ...lacksOfClass, headers: 'MSW tells no headers' },
  async open(rules, options) {
    // A URL of its own: a test that fails does not fail the next.
    const url = `wss://msw-${opened++}.example.com/`
    const mock = toMswHandlers(url, rules, options)
    const server = setupServer(...mock)
    server.listen()
    const stage = stageOf(
      mock,
      ({ protocols = [], query = '' }) => new ClassClient(new WebSocket(`${url}${query}`, [...protocols])),
    )
    return {
      ...stage,
      async [Symbol.asyncDispose]() {
        try {
          await mock[Symbol.asyncDispose]()
        } finally {
          server.close()
        }
      },
    }
  },
}
