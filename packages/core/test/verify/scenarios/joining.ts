import { scenario } from '../../../src/scenario/scenario.ts'

export const joining = scenario('who joins is told so', {
  clients: ['alice'],
  steps: ({ alice }) => [
    alice.send({ type: 'subscribe', room: 'lobby' }),
    alice.expect({ type: 'subscribed', room: 'lobby' }),
  ],
})

export const notAScenario = { title: 'nothing' }
