// Six conversations of the chat: for the contract's mock, for an app that is one of the clients, for a real server.
import { capture, each, ref, scenario, together } from '@parley-ws/core'
import { chatContract } from './chat-contract.ts'

export { fanOut, notice } from './broadcasts.ts'

export const oneOrder = scenario('what two say at once is heard by all in one order', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve }) => [
    each(alice, bob).ignore('taken'),
    each(alice, bob, eve).joinGroup('room', 'lobby'),
    together(
      [alice.send('say', { room: 'lobby', id: '1', text: 'one' })],
      [bob.send('say', { room: 'lobby', id: '2', text: 'two' })],
    ),
    alice.expect('said', { text: capture('first') }),
    alice.expect('said', { text: capture('second') }),
    each(bob, eve).expect('said', { text: ref('first') }),
    each(bob, eve).expect('said', { text: ref('second') }),
  ],
})

export const leaving = scenario('who has left a room hears no more of it', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve }) => [
    alice.ignore('taken'),
    each(alice, bob, eve).joinGroup('room', 'lobby'),
    bob.leaveGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: '1', text: 'where is bob?' }),
    each(alice, eve).expect('said', { text: 'where is bob?' }),
    bob.expectNothing(),
    bob.joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: '2', text: 'welcome back' }),
    each(alice, bob, eve).expect('said', { text: 'welcome back' }),
  ],
})

export const elsewhere = scenario('who signs in elsewhere is shown out, with the reason', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    bob.ignore('taken'),
    each(alice, bob, eve).joinGroup('room', 'lobby'),
    server.close(4001, 'signed in elsewhere', { to: alice }),
    alice.expectClose(4001),
    bob.send('say', { room: 'lobby', id: '1', text: 'where is alice?' }),
    each(bob, eve).expect('said', { text: 'where is alice?' }),
  ],
})

export const returning = scenario('a new connection is a member of nothing', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve }) => [
    alice.ignore('taken'),
    each(alice, bob).joinGroup('room', 'lobby'),
    bob.cut(),
    bob.connect(),
    alice.send('say', { room: 'lobby', id: '1', text: 'is anybody there?' }),
    alice.expect('said', { text: 'is anybody there?' }),
    each(bob, eve).expectNothing(),
    bob.joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: '2', text: 'there you are' }),
    each(alice, bob).expect('said', { text: 'there you are' }),
    bob.close(1000),
  ],
})
