import { exactlyOnce, integer, leaveFence, on, onConnect } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { beforeEach, expect, test } from 'vitest'

const mock = setupWsMock('ws://matchers.test/:room', [
  onConnect().send({ type: 'welcome', to: 'all' }).join('lobby'),
  on({ type: 'leave' }).close(4000, 'left'),
])
const soon = { timeoutMs: 1 }
let socket: WebSocket

beforeEach(async () => {
  socket = new WebSocket('ws://matchers.test/lobby')
  socket.onopen = () => socket.send(JSON.stringify({ type: 'say', text: 'hello', id: 'x1' }))
  await expect(mock).toHaveSent({ type: 'say' })
})

test('toHaveSent', async () => {
  await expect(mock).toHaveSent({ type: 'say', id: integer() }, soon) // toHaveSent
})
test('toHaveSent of a client', async () => {
  const client = await mock.client()
  await expect(client).toHaveSent({ type: 'shout' }, soon) // toHaveSent of a client
})
test('toHaveSent once', async () => {
  socket.send('again')
  socket.send('again')
  await expect(mock).toHaveSent('again', { times: 1, ...soon }) // toHaveSent once
})
test('not.toHaveSent', async () => {
  await expect(mock).not.toHaveSent({ type: 'say' }) // not.toHaveSent
})
test('toHaveReceived', async () => {
  await expect(mock).toHaveReceived({ type: 'welcome', to: 'me' }, soon) // toHaveReceived
})
test('toHaveReceived after', async () => {
  await expect(mock).toHaveReceived({ type: 'welcome' }, { after: 3, ...soon }) // toHaveReceived after
})
test('toHaveReceivedInOrder', async () => {
  mock.broadcast('b')
  mock.broadcast('a')
  await expect(mock).toHaveReceivedInOrder(['a', 'b'], soon) // toHaveReceivedInOrder
})
test('toHaveBroadcast', async () => {
  mock.broadcast('to all')
  await expect(mock).toHaveBroadcast('to all', { group: 'lobby', ...soon }) // toHaveBroadcast
})
test('toHaveJoined', async () => {
  await expect(mock).toHaveJoined('attic', soon) // toHaveJoined
})
test('toHaveClosed', async () => {
  await expect(mock).toHaveClosed(1000, soon) // toHaveClosed
})
test('toHaveClosed otherwise', async () => {
  const client = await mock.client()
  socket.send(JSON.stringify({ type: 'leave' }))
  await expect(client).toHaveClosed({ code: 1000, reason: 'bye' }) // toHaveClosed otherwise
})
test('toBeSilent', async () => {
  await expect(mock).toBeSilent({ forMs: 1 }) // toBeSilent
})
test('not.toBeSilent', async () => {
  const { length } = mock.transcript.entries
  await expect(mock).not.toBeSilent({ after: length }) // not.toBeSilent
})
test('toUphold', async () => {
  mock.broadcast('news', { group: 'lobby' })
  await mock.drain()
  const { entries } = mock.transcript
  const lost = entries.findLastIndex(({ kind }) => kind === 'message')
  await expect({ entries: entries.toSpliced(lost, 1) }).toUphold(exactlyOnce()) // toUphold
})
test('toUphold the unknown', async () => {
  await expect(mock).toUphold(leaveFence()) // toUphold the unknown
})
test('not.toUphold', async () => {
  mock.broadcast('news', { group: 'lobby' })
  await expect(mock).not.toUphold(exactlyOnce()) // not.toUphold
})
test('not awaited', () => {
  void expect(mock).toHaveSent({ type: 'say' })
})
test('not awaited and failing', () => {
  void expect(mock).toHaveSent('nothing', soon)
})
test('client()', async () => {
  await mock.client()
  await mock.client(soon) // client()
})
test('expect.soft', async () => {
  await expect.soft(mock).toHaveSent('first', soon)
  await expect.soft(mock).toHaveSent('second', soon)
})
test('with a message', async () => {
  await expect(mock, 'the app greets').toHaveSent('hello', soon) // with a message
})
async function inHelper(): Promise<void> {
  await expect(mock).toHaveSent('helper', soon)
}
test('in a helper', async () => {
  await inHelper() // in a helper
})
