// msw listens, which intercepts requests of `node:http` and the global class.
import { ws } from 'msw'
import { setupServer } from 'msw/node'
import { INTERCEPTED, type Interception } from './interception.ts'

export const contender: Interception = {
  start() {
    const link = ws.link(INTERCEPTED)
    setupServer(link.addEventListener('connection', () => {})).listen({ onUnhandledFrame: 'bypass' })
  },
}
