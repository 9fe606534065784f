import { scenario } from '../../../../src/scenario/scenario.ts'
import { joining } from '../joining.ts'

export const several = [
  joining,
  scenario('it says goodbye', {
    clients: ['alice'],
    steps: ({ alice }) => [alice.send({ type: 'quit' }), alice.expectClose(4001)],
  }),
  scenario('in a room of their own', {
    clients: ['alice'],
    given: ['a private room'],
    steps: ({ alice }) => [alice.ping()],
  }),
]
