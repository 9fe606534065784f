// Passing on to the real server what no rule answers, with the mock in between: it records both sides, and checks them
// where it has a contract.
import { anything, type MockClient, type MockDefinition, on } from '@parley-ws/core'
import type { WebSocketRoute } from '@playwright/test'

/** The same mock, which passes on what its rules leave; with a contract everything, since the contract answers all else. */
export function forwardingTo(
  definition: MockDefinition,
  servers: WeakMap<MockClient, WebSocketRoute>,
): MockDefinition {
  const passOn = on(anything()).run(({ client, payload }) => {
    if (payload !== undefined)
      servers.get(client)?.send(typeof payload === 'string' ? payload : Buffer.from(payload))
  })
  const { rules, contract } = definition
  if (contract !== undefined) return { ...definition, rules: [passOn] }
  return {
    ...definition,
    rules: typeof rules === 'function' ? () => [...rules(), passOn] : [...rules, passOn],
  }
}

/** Connects a route to the real server. What the server says, the mock says; where it closes, the mock closes. */
export function forward(route: WebSocketRoute, client: MockClient): WebSocketRoute {
  const server = route.connectToServer()
  server.onMessage((message) => {
    if (client.open) client.send(message)
  })
  server.onClose((code = 1005, reason = '') => {
    if (!client.open) return
    // The codes that only stand for a close frame without one, or for none.
    if (code === 1005) client.close()
    else if (code === 1006 || code === 1015) client.cut()
    else client.close(code, reason)
  })
  return server
}
