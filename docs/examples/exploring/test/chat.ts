// A chat, and a server of it that is not quite right.
import { contract, exactlyOnce, leaveFence, mock, totalOrder } from '@parley-ws/core'
import { z } from 'zod'

const room = z.string()

export const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: {
    subscribe: z.object({ room }),
    unsubscribe: z.object({ room }),
    say: z.object({ room, id: z.string(), text: z.string() }),
  },
  serverToClient: {
    subscribed: z.object({ room }),
    unsubscribed: z.object({ room }),
    said: z.object({ room, id: z.string(), text: z.string() }),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [exactlyOnce(), totalOrder(), leaveFence()],
    },
  },
})

// #region faulty
// Answers, and forgets to take the client out of the room.
export const forgetful = mock(chatContract, ({ on }) => [
  on('unsubscribe').reply('unsubscribed', ({ message }) => ({ room: message.room })),
])
// #endregion
