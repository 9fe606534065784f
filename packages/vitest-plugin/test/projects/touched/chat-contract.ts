// The contract of the project's tests, and one that no test touches.
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
  handshake: { refusals: { 401: 'who are you?' } },
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
  closeCodes: { 4000: 'banned' },
})

export const newsContract = contract('news', {
  url: '/news',
  clientToServer: {},
  serverToClient: { headline: typed<{ text: string }>() },
})

/** A client that says what it is told to when it has connected. */
export async function talk(url: string, ...messages: readonly unknown[]): Promise<WebSocket> {
  const socket = new WebSocket(url)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  for (const message of messages) socket.send(JSON.stringify(message))
  return socket
}
