// What a chat's clients and its server may say to each other, and what the server promises. Front end and back end share
// this file.
// #region contract
import { contract, exactlyOnce, membersOnly, totalOrder } from '@parley-ws/core'
import { z } from 'zod'

const room = z.string()
const id = z.string()
const text = z.string()

export const chat = {
  url: '/rooms',
  clientToServer: {
    subscribe: z.object({ room }),
    unsubscribe: z.object({ room }),
    say: z.object({ room, id, text }),
    sync: z.object({ id }),
  },
  serverToClient: {
    subscribed: z.object({ room }),
    unsubscribed: z.object({ room }),
    said: z.object({ room, id, text }),
    taken: z.object({ id }),
    synced: z.object({ id }),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      barrier: { by: 'sync', ack: 'synced', id: 'id' }, // answered when all before it is done
      guarantees: [exactlyOnce(), totalOrder(), membersOnly()],
    },
  },
  replies: { say: { with: 'taken', correlate: 'id', withinMs: 1_000 } },
  closeCodes: { 1008: 'said what nobody understands', 4001: 'signed in elsewhere' },
} as const

export const chatContract = contract('chat', chat)
// #endregion
