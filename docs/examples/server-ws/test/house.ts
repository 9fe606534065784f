// How the scenarios' server steps are done on a chat server: what an admin API would be called for.
import type { VerifyOptions } from '@parley-ws/core'
import type { chatContract } from '@parley-ws/example-chat-contract/chat-contract'
import type { ChatServer } from '../src/chat-server.ts'

/** What it takes to hold a chat server to the scenarios. */
export const heldTo = (server: ChatServer): VerifyOptions<typeof chatContract, 'alice' | 'bob' | 'eve'> => ({
  url: server.url,
  headers: (client) => ({ 'x-user': client }),
  trigger: {
    broadcast: (_to, message) => message.type === 'said' && server.announce(message),
    close: (client) => client !== undefined && server.signedInElsewhere(client),
  },
})
