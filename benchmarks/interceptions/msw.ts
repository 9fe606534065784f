// msw listens, which intercepts requests of `node:http` and the global class.
import { ws } from 'msw'
import { setupServer } from 'msw/node'
import { INTERCEPTED, type Interception } from './interception.ts'

export const contender: Interception = {
  async start() {
    const link = ws.link(INTERCEPTED)
    const server = setupServer(link.addEventListener('connection', () => {}))
    server.listen({ onUnhandledFrame: 'bypass' })
    return () => server.close()
  },
}
