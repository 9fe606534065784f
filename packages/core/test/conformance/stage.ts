// A mock with the clients that a test connects to it.
import type { ScopedWsMock } from '../../src/run/mock-ws.ts'
import type { Client, Dialling, Stage } from './world.ts'

/** @param dial begins one handshake */
export function stageOf(mock: ScopedWsMock, dial: (dialling: Dialling) => Client): Stage {
  return {
    mock,
    dial: (dialling = {}) => dial(dialling),
    async join(dialling = {}) {
      const client = dial(dialling)
      await client.opened
      return client
    },
    [Symbol.asyncDispose]: () => mock[Symbol.asyncDispose](),
  }
}
