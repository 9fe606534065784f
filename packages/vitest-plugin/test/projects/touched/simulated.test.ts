// Scenarios that are simulated.
import { scenario, simulate } from '@parley-ws/core'
import { test } from 'vitest'
import { chatContract } from './chat-contract.ts'

test('two talk', async () => {
  const talk = scenario('two talk', {
    contract: chatContract,
    clients: ['alice', 'bob'],
    steps: ({ alice, bob }) => [
      alice.joinGroup('room', 'lobby'),
      bob.joinGroup('room', 'lobby'),
      alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
      alice.expect('said', { text: 'hi' }),
      bob.expect('said', { text: 'hi' }),
    ],
  })
  await simulate(talk)
})
