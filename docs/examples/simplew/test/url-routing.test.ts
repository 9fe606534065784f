import { route, text, urlRouter } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, it } from 'vitest'

const url = 'ws://localhost:2015/websocket'

// The controllers of the guide, by the url of their methods; Session.SendText() is client.send().
const server = setupWsMock(
  url,
  urlRouter(
    {
      '/websocket/test/index': ({ client }) => client.send('index'),
      '/websocket/user/index': ({ client }) => client.send({ hello: 'world' }),
      '/websocket/user/create': route({ name: text() }, ({ data, client }) =>
        client.send({ id: 1, name: data.name, enabled: true }),
      ),
    },
    { unknown: ({ name, client }) => client.send(`no route for ${name ?? 'this'}`) },
  ),
)

/** A client, and what it hears. */
async function connected() {
  const socket = new WebSocket(url)
  const heard: unknown[] = []
  socket.addEventListener('message', ({ data }) => heard.push(data))
  await server.client()
  const say = async (...messages: readonly unknown[]): Promise<void> => {
    for (const message of messages) socket.send(JSON.stringify(message))
    await server.drain()
  }
  return { heard, say }
}

describe('a WebSocketMessage', () => {
  it('is routed by its url to the method of a controller', async () => {
    const { heard, say } = await connected()
    await say(
      { url: '/websocket/test/index', body: null },
      { url: '/websocket/user/index' },
      { url: '/websocket/user/create', body: { name: 'ada' } },
    )
    expect(heard).toEqual(['index', '{"hello":"world"}', '{"id":1,"name":"ada","enabled":true}'])
  })

  it('that no method is for goes to the fallback', async () => {
    const { heard, say } = await connected()
    await say({ url: '/websocket/nowhere' }, { url: '/websocket/user/create', body: {} }, 'hello')
    expect(heard).toEqual([
      'no route for /websocket/nowhere',
      'no route for /websocket/user/create',
      'no route for this',
    ])
  })

  it('is answered under its url where the answer is a message too', async () => {
    server.use(urlRouter({ '/websocket/user/index': () => ({ hello: 'world' }) }))
    const { heard, say } = await connected()
    await say({ url: '/websocket/user/index' })
    expect(heard).toEqual(['{"url":"/websocket/user/index","body":{"hello":"world"}}'])
  })
})

describe('MulticastText', () => {
  it('reaches all clients', async () => {
    const [alice, bob] = [await connected(), await connected()]
    server.broadcast('server time is twelve')
    await server.drain()
    expect([alice.heard, bob.heard]).toEqual([['server time is twelve'], ['server time is twelve']])
  })
})
