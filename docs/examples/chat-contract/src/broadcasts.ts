// Two conversations of the chat: what a member says, and what the house says.
// #region scenarios
import { checkpoint, each, scenario } from '@parley-ws/core'
import { chatContract } from './chat-contract.ts'

export const fanOut = scenario('a message reaches every member of its room, once', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve }) => [
    alice.joinGroup('room', 'lobby'),
    bob.joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
    alice.expectInAnyOrder([
      ['said', { id: '1', text: 'hi' }],
      ['taken', { id: '1' }],
    ]),
    bob.expect('said', { id: '1', text: 'hi' }),
    eve.expectNothing(),
    checkpoint('everybody has heard it'),
  ],
})

export const notice = scenario('a notice of the house is for one room', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    each(alice, bob).joinGroup('room', 'lobby'),
    eve.joinGroup('room', 'kitchen'),
    server.broadcast('said', { room: 'lobby', id: '1', text: 'closing time' }, { group: ['room', 'lobby'] }),
    each(alice, bob).expect('said', { text: 'closing time' }),
    eve.expectNothing(),
    checkpoint('everybody has heard it'),
  ],
})
// #endregion
