// A GraphQL server over graphql-transport-ws, as rules: what it answers, not how it executes. The client under test names
// a subscription's id after its operation (see open-client.ts), so a stream can be written down with its id.
import { on, onConnect, type Rule, text } from '@parley-ws/core'

/** A subscription as the client asks for it. */
export const subscribe = <const Name extends string>(operationName: Name) =>
  ({ type: 'subscribe', id: text(), payload: { query: text(), operationName } }) as const

export const protocolRules: readonly Rule[] = [
  onConnect().accept({ protocol: 'graphql-transport-ws' }),
  on({ type: 'connection_init' }).run(({ client, reply, close }) => {
    if (client.state['isInitialised'] === true) return close(4429, 'Too many initialisation requests')
    client.state['isInitialised'] = true
    reply({ type: 'connection_ack' })
  }),
  on({ type: 'ping' }).reply({ type: 'pong' }),
  on({ type: 'pong' }).drop(),
]

export const subscriptionRules: readonly Rule[] = [
  on(subscribe('Greetings'))
    .reply(({ message }) => ({ type: 'next', id: message.id, payload: { data: { greetings: 'Hi' } } }))
    .reply(({ message }) => ({ type: 'next', id: message.id, payload: { data: { greetings: 'Zdravo' } } }))
    .reply(({ message }) => ({ type: 'complete', id: message.id })),
  on(subscribe('Broken')).reply(({ message }) => ({
    type: 'error',
    id: message.id,
    payload: [{ message: 'Cannot query field "nothing" on type "Subscription".' }],
  })),
  on(subscribe('Prices')).stream(
    (n) => ({ type: 'next', id: 'Prices', payload: { data: { price: 100 + n } } }),
    { everyMs: 1_000, name: 'Prices' },
  ),
  on(subscribe('News')).stream(
    [
      { type: 'next', id: 'News', payload: { data: { headline: 'up' } } },
      { type: 'next', id: 'News', payload: { data: { headline: 'down' } } },
    ],
    { everyMs: 1_500, name: 'News' },
  ),
  on({ type: 'complete', id: 'Prices' }).stopStream('Prices'),
  on({ type: 'complete', id: 'News' }).stopStream('News'),
]
