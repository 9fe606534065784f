// The contract of the project's tests.
import { contract, exactlyOnce, leaveFence, typed } from '@parley-ws/core'

interface InRoom {
  room: string
}
interface Said extends InRoom {
  id: string
  text: string
}

export const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: { subscribe: typed<InRoom>(), unsubscribe: typed<InRoom>(), say: typed<Said>() },
  serverToClient: { subscribed: typed<InRoom>(), unsubscribed: typed<InRoom>(), said: typed<Said>() },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [exactlyOnce(), leaveFence()],
    },
  },
})
