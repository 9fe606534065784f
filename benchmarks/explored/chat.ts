// The chat whose promises are explored, as its contract implies it.
import { contract } from '../../packages/core/src/contract/contract.ts'
import {
  exactlyOnce,
  leaveFence,
  membersOnly,
  noCreation,
  progress,
  senderOrder,
  totalOrder,
} from '../../packages/core/src/contract/promise.ts'
import { typed } from '../../packages/core/src/contract/typed.ts'

export const chat = contract('chat', {
  url: '/rooms',
  clientToServer: {
    subscribe: typed<{ room: string }>(),
    unsubscribe: typed<{ room: string }>(),
    say: typed<{ room: string; id: string; text: string }>(),
  },
  serverToClient: {
    subscribed: typed<{ room: string }>(),
    unsubscribed: typed<{ room: string }>(),
    said: typed<{ room: string; id: string; text: string }>(),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [
        noCreation(),
        exactlyOnce(),
        membersOnly(),
        leaveFence(),
        senderOrder(),
        totalOrder(),
        progress(),
      ],
    },
  },
})
