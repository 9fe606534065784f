// What it takes to hold a chat server to the scenarios: who the clients are, and how the house does its own steps. In a
// deployment the functions would call its admin API.
import type { VerifyOptions } from '@parley-ws/core'
import type { chatContract } from './chat-contract.ts'
import type { Said } from './messages.ts'

/** A chat server, seen from its admin's side. */
export interface House {
  readonly url: string
  announce(said: Said): void
  signedInElsewhere(user: string): void
}

export const heldTo = (house: House): VerifyOptions<typeof chatContract, 'alice' | 'bob' | 'eve'> => ({
  url: house.url,
  headers: (client) => ({ 'x-user': client }),
  trigger: {
    broadcast: (_to, message) => message.type === 'said' && house.announce(message),
    close: (client) => client !== undefined && house.signedInElsewhere(client),
  },
})
