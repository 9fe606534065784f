import { ref, scenario } from '@parley-ws/core'

export const joining = scenario('who joins is told so', {
  clients: ['alice'],
  steps: ({ alice }) => [
    alice.send({ type: 'subscribe', room: 'lobby' }),
    alice.expect({ type: 'subscribed', room: 'lobby' }),
  ],
})

export const wrong = scenario('who joins is told the wrong room', {
  clients: ['alice'],
  steps: ({ alice }) => [
    alice.send({ type: 'subscribe', room: 'lobby' }),
    alice.expect({ type: 'subscribed', room: 'attic' }), // what is wrong
  ],
})

export const given = scenario('a room of its own', {
  clients: ['alice'],
  given: ['a private room'],
  steps: ({ alice }) => [
    alice.send({ type: 'subscribe', room: ref('room') }),
    alice.expect({ type: 'subscribed', room: 'private' }),
  ],
})
