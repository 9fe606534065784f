// The chat contract over GraphQL: the same messages, groups and promises, in frames of graphql-transport-ws. A connection
// is opened with two messages more, which are the protocol's and no part of a chat.
import { contract, scenario, type Scenario, type Step, together } from '@parley-ws/core'
import { chat, type chatContract } from '@parley-ws/example-chat-contract/chat-contract'
import { z } from 'zod'
import { decode, encode } from './graphql-wire.ts'

export const chatOverGraphql = contract('chat over GraphQL', {
  ...chat,
  codec: { encode, decode },
  handshake: { protocols: ['graphql-transport-ws'] },
  clientToServer: { ...chat.clientToServer, connectionInit: z.object({}) },
  serverToClient: { ...chat.serverToClient, connectionAck: z.object({}) },
  replies: { ...chat.replies, connectionInit: { with: 'connectionAck' } },
  // That an operation is complete says nothing in a chat.
  unknownMessages: 'ignore',
})

type Cast = 'alice' | 'bob' | 'eve'

/** The same conversation, step by step; only that every connection is opened before anything is said over it. */
export function overGraphql({
  title,
  clients,
  steps,
}: Scenario<typeof chatContract, Cast>): Scenario<typeof chatOverGraphql, Cast> {
  return scenario(title, {
    contract: chatOverGraphql,
    clients,
    steps: (cast) => {
      const opening = (client: Cast): readonly Step[] => [
        cast[client].send('connectionInit', {}),
        cast[client].expect('connectionAck'),
      ]
      return [
        // All at once: until it is opened, nothing else may be said over a connection.
        together(...clients.map(opening)),
        ...steps.flatMap((step) =>
          step.do === 'connect' ? [step, ...opening(step.client as Cast)] : [step],
        ),
      ]
    },
  })
}
