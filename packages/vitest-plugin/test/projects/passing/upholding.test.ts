import {
  atMostOnce,
  contract,
  exactlyOnce,
  fifoOnly,
  leaveFence,
  noCreation,
  senderOrder,
  typed,
} from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { expect, test } from 'vitest'
import { openChat } from '../chat-app.ts'
import { chatRules } from '../chat-rules.ts'

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', chatRules)

const promising = contract('promising', {
  url: 'ws://promising.test/',
  clientToServer: { join: typed<{ room: string }>(), say: typed<{ room: string; id: string }>() },
  serverToClient: { joined: typed<{ room: string }>(), said: typed<{ room: string; id: string }>() },
  groups: {
    room: {
      join: { by: 'join', ack: 'joined', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [noCreation(), exactlyOnce()],
    },
  },
})
const promisingMock = setupWsMock('ws://promising.test/', promising)

test('promises are judged of a mock, of a client, of a transcript, after what is in flight has arrived', async () => {
  const apps = [openChat(), openChat()]
  await expect(chatMock).toHaveReceived({ type: 'subscribed' }, { times: 2 })
  for (const app of apps) {
    app.say('one')
    app.say('two')
  }
  await expect(chatMock).toHaveSent({ type: 'say' }, { times: 4 })
  await expect(chatMock).toUphold(exactlyOnce())
  await expect(chatMock).toUphold([exactlyOnce(), senderOrder()])
  await expect(await chatMock.client()).toUphold(atMostOnce())
  await expect(chatMock).toUphold(fifoOnly, { allowUnknown: true })

  const { entries } = chatMock.transcript
  await expect(chatMock.transcript).toUphold(exactlyOnce())
  await expect({ transcript: { entries } }).toUphold(exactlyOnce())
  const lost = entries.findLastIndex(({ kind }) => kind === 'message')
  await expect({ entries: entries.toSpliced(lost, 1) }).not.toUphold(exactlyOnce())
  await expect({ entries: entries.toSpliced(lost, 1) }).toUphold(atMostOnce())
})

test('what nobody did is unknown, which is neither kept nor broken', async () => {
  openChat()
  await expect(chatMock).toHaveReceived({ type: 'subscribed' })
  await expect(expect(chatMock).toUphold(leaveFence())).rejects.toThrow('cannot be judged')
  await expect(expect(chatMock).not.toUphold(leaveFence())).rejects.toThrow('cannot be judged')
})

test('a mock with a contract is judged by it', async () => {
  const socket = new WebSocket('ws://promising.test/')
  socket.onopen = () => {
    socket.send(JSON.stringify({ type: 'join', room: 'lobby' }))
    socket.send(JSON.stringify({ type: 'say', room: 'lobby', id: 'm1' }))
    socket.send(JSON.stringify({ type: 'say', room: 'lobby', id: 'm2' }))
  }
  await expect(promisingMock).toHaveReceived({ id: 'm2' })
  await expect(promisingMock).toUphold(noCreation())
  await expect(promisingMock).toUphold(undefined, { allowUnknown: true })
})
