// The same app under Node's own test runner: a mock lives from `mockWs()` to the end of its scope.
import { mockWs, on, onConnect, text } from '@parley-ws/core'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openChat } from '../src/open-chat.ts'

const url = 'wss://chat.example.com/rooms/lobby'

const rules = [
  onConnect().send({ type: 'welcome' }),
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
]

describe('the app, in any runner', () => {
  it('shows what another member says', async () => {
    await using chatMock = await mockWs(url, rules)
    const app = openChat(url)
    const client = await chatMock.client()
    await chatMock.drain()
    assert.deepEqual(client.groups, ['lobby'])

    chatMock.broadcast({ type: 'said', text: 'hi' }, { group: 'lobby' })

    await chatMock.drain()
    assert.deepEqual(app.lines, ['hi'])
    app.close()
  })

  it('says what it was told to say once it is in the room', async () => {
    await using chatMock = await mockWs(url, rules)
    const app = openChat(url)
    app.say('hi')
    await chatMock.client()
    await chatMock.drain()
    assert.deepEqual(app.lines, ['hi'])
    app.close()
  })

  it('has a WebSocket of its own again when the scope has ended', async () => {
    const before = globalThis.WebSocket
    {
      await using chatMock = await mockWs(url, rules)
      assert.notEqual(globalThis.WebSocket, before)
      assert.deepEqual(chatMock.clients, [])
    }
    assert.equal(globalThis.WebSocket, before)
  })

  it('fails with what a rule threw', async () => {
    const noSuchRoom = on({ type: 'subscribe' }).run(() => {
      throw new Error('no such room')
    })
    const chatMock = await mockWs(url, [noSuchRoom])
    const app = openChat(url)
    await chatMock.client()
    await chatMock.drain()
    app.close()
    // `await using` does this at the end of the scope.
    await assert.rejects(async () => await chatMock[Symbol.asyncDispose](), /no such room/)
  })
})
