import { contract, exactlyOnce, mock, typed } from '@parley-ws/core'
import { explore } from '@parley-ws/core/property'
import { test } from 'vitest'

const chat = contract('chat', {
  url: '/chat',
  clientToServer: { join: typed<{ room: string }>(), say: typed<{ room: string; id: string }>() },
  serverToClient: { joined: typed<{ room: string }>(), said: typed<{ room: string; id: string }>() },
  groups: {
    room: {
      join: { by: 'join', ack: 'joined', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [exactlyOnce()],
    },
  },
})

const deaf = mock(chat, ({ on }) => [on('say').drop()])

test('a promise is broken', async () => {
  await explore(deaf, { seed: 1 }) // explored
})
