// The chat of SimpleW's guide as a mock: rooms that are joined, left and spoken to, with the ops of its WebSocket module.
import { bytes, on, onClose, opRouter, route, type Rule, text } from '@parley-ws/core'

/** What everybody in a room is told. */
const chatEvent = (kind: 'join' | 'leave' | 'msg', room: string, name: string, said: string) => ({
  kind,
  room,
  name,
  text: said,
})

const inRoom = { room: text(), name: text() }

export const chatRules: readonly Rule[] = [
  on(bytes()).reply(({ message }) => ({ op: 'binary', payload: { length: message.length } })),
  ...opRouter(
    {
      ping: ({ reply }) => reply(undefined, { as: 'pong' }),
      'chat/join': route(inRoom, ({ data: { room, name }, client, join, send, broadcast }) => {
        client.user = name
        join(room)
        const others = { group: room, except: 'sender' } as const
        broadcast('chat/event', chatEvent('join', room, name, `${name} joined`), others)
        send('chat/event', chatEvent('join', room, name, `joined ${room}`))
      }),
      'chat/leave': route(inRoom, ({ data: { room, name }, leave, broadcast }) => {
        leave(room)
        broadcast('chat/event', chatEvent('leave', room, name, `${name} left`), { group: room })
      }),
      'chat/msg': route({ ...inRoom, text: text() }, ({ data: { room, name, text: said }, broadcast }) =>
        broadcast('chat/event', chatEvent('msg', room, name, said), { group: room }),
      ),
    },
    {
      unknown: ({ name, data, client }) =>
        client.send(name === undefined ? `bad message: ${String(data)}` : `unknown op: ${name}`),
    },
  ),
  onClose().run(({ client: { user = 'somebody' }, groups, broadcast }) => {
    for (const room of groups) {
      const event = chatEvent('leave', room, user, `${user} disconnected`)
      broadcast({ op: 'chat/event', payload: event }, { group: room })
    }
  }),
]
