// A chat room: its server as rules, once as it should be and once with a mistake, and the conversation that tells them apart.
import { each, on, type Rule, scenario, type Scenario, text, together } from '@parley-ws/core'

export const chatRoom: readonly Rule[] = [
  on({ type: 'join', room: text() })
    .join(({ message }) => message.room)
    .reply(({ message }) => ({ type: 'joined', room: message.room })),
  on({ type: 'say', room: text(), text: text() }).broadcast(
    ({ message }) => ({ type: 'said', text: message.text }),
    { group: ({ message }) => message.room },
  ),
]

/** Whoever wrote this forgot the room: everybody who is connected hears it. */
export const leakyChatRoom: readonly Rule[] = [
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text })),
  ...chatRoom,
]

export const fanOut: Scenario<undefined, 'alice' | 'bob' | 'eve'> = scenario(
  'a message reaches every member of its room, once',
  {
    clients: ['alice', 'bob', 'eve'],
    steps: ({ alice, bob, eve }) => [
      together(
        [alice.send({ type: 'join', room: 'lobby' }), alice.expect({ type: 'joined' })],
        [bob.send({ type: 'join', room: 'lobby' }), bob.expect({ type: 'joined' })],
      ),
      alice.send({ type: 'say', room: 'lobby', text: 'hi' }),
      each(alice, bob).expect({ type: 'said', text: 'hi' }),
      eve.expectNothing(),
      bob.close(1000),
    ],
  },
)
