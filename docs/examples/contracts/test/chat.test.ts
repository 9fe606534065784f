// The chat of docs/contracts.md, simulated and mocked.
import { expect, test } from 'vitest'
// #region scenario
import { each, mock, mockWs, scenario, simulate } from '@parley-ws/core'
import { chatContract } from './chat.ts'

const fanOut = scenario('a message reaches every member of its room', {
  contract: chatContract,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    alice.joinGroup('room', 'lobby'), // sends subscribe, and awaits subscribed
    bob.joinGroup('room', 'lobby'),
    alice.send('say', { room: 'lobby', id: '1', text: 'hi' }),
    each(alice, bob).expect('said', { text: 'hi' }),
    eve.expectNothing(),
    server.broadcast('said', { room: 'lobby', id: '2', text: 'bye' }, { group: ['room', 'lobby'] }),
    alice.expectInAnyOrder([['said', { id: '2' }]]),
    bob.expect('said'),
  ],
})
// #endregion

test('the contract’s own mock', async () => {
  // #region simulate
  await simulate(fanOut) // the mock that the contract implies
  // #endregion
})

test('rules', async () => {
  // #region rules
  const loudMock = mock(chatContract, ({ on, onConnect }) => [
    onConnect().send('said', { room: '', id: '0', text: 'welcome' }),
    on('say', { text: /!$/ }).broadcast(
      'said',
      ({ message }) => ({ ...message, text: message.text.toUpperCase() }),
      {
        group: ({ message }) => ['room', message.room],
      },
    ),
  ])
  // #endregion
  await simulate(
    scenario('loud', {
      contract: chatContract,
      clients: ['alice'],
      steps: ({ alice }) => [
        alice.expect('said', { text: 'welcome' }),
        alice.joinGroup('room', 'lobby'),
        alice.send('say', { room: 'lobby', id: '1', text: 'hi!' }),
        alice.expect('said', { text: 'HI!' }),
      ],
    }),
    { mock: loudMock },
  )
})

test('a handle', async () => {
  const url = 'wss://chat.example.com/rooms'
  // #region handle
  await using chat = await mockWs(url, chatContract)
  const socket = new WebSocket(url)
  await chat.client()
  chat.broadcast('said', { room: 'lobby', id: '1', text: 'hi' })
  chat.use(({ on }) => [on('say').reply('said', { room: 'den', id: '2', text: 'only you hear this' })])
  // #endregion
  const heard = new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data)))
  expect(await heard).toBe('{"type":"said","room":"lobby","id":"1","text":"hi"}')
})

test('a breach', async () => {
  const wrong = scenario('a number where a text should be', {
    contract: chatContract,
    clients: ['alice'],
    // @ts-expect-error the compiler says so, too
    steps: ({ alice }) => [alice.send('say', { room: 'lobby', id: '1', text: 7 })],
  })
  await expect(simulate(wrong)).rejects.toThrow(
    'alice sent {"type":"say","room":"lobby","id":"1","text":7}: say breaks the contract chat: ' +
      'text: Invalid input: expected string, received number.',
  )
})
