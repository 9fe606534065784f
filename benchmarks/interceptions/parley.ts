// A mock is set up: the global class and what requests of `node:http` go through are Parley's.
import { mockWs } from '@parley-ws/core'
import { INTERCEPTED, type Interception } from './interception.ts'

export const contender: Interception = {
  async start() {
    const mock = await mockWs(INTERCEPTED, [], { unhandled: 'bypass' })
    return () => mock[Symbol.asyncDispose]()
  },
}
