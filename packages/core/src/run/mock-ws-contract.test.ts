// A mock with a contract, as a test holds it.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from '../contract/contract.ts'
import { ViolationError } from '../errors.ts'
import { mockWs } from './mock-ws.ts'

const room = z.string()
const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: { subscribe: z.object({ room }), say: z.object({ room, text: z.string() }) },
  serverToClient: { subscribed: z.object({ room }), said: z.object({ room, text: z.string() }) },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room' },
    },
  },
})
const url = 'wss://chat.example.com/rooms'

class App {
  readonly heard: unknown[] = []
  readonly #socket = new WebSocket(url)
  readonly opened = new Promise((resolve) => this.#socket.addEventListener('open', resolve))
  constructor() {
    this.#socket.addEventListener('message', ({ data }) => this.heard.push(JSON.parse(String(data))))
  }
  say(message: unknown): void {
    this.#socket.send(JSON.stringify(message))
  }
}

describe('mockWs with a contract', () => {
  it('does what the contract promises, and speaks its words', async () => {
    await using chat = await mockWs(url, chatContract)
    const app = new App()
    await app.opened
    app.say({ type: 'subscribe', room: 'lobby' })
    await chat.drain()
    chat.broadcast('said', { room: 'lobby', text: 'hi' }, { group: ['room', 'lobby'] })
    chat.group('room', 'lobby').broadcast('said', { room: 'lobby', text: 'ho' })
    chat.send('said', { room: 'lobby', text: 'hum' })
    await chat.drain()
    expect(chat.group('room', 'lobby').members.map(({ name }) => name)).toEqual(['client-1'])
    expect(app.heard).toEqual([
      { type: 'subscribed', room: 'lobby' },
      { type: 'said', room: 'lobby', text: 'hi' },
      { type: 'said', room: 'lobby', text: 'ho' },
      { type: 'said', room: 'lobby', text: 'hum' },
    ])
  })

  it('fails the test of a client that breaks the contract, with the message, the path and the schema’s words', async () => {
    const chat = await mockWs(url, chatContract)
    const app = new App()
    await app.opened
    app.say({ type: 'say', room: 'lobby', text: 7 })
    await chat.drain()
    expect(app.heard).toEqual([])
    await expect(chat[Symbol.asyncDispose]()).rejects.toThrow(
      new ViolationError(
        'client-1 sent {"type":"say","room":"lobby","text":7}: say breaks the contract chat: ' +
          'text: Invalid input: expected string, received number.',
      ),
    )
  })

  it('fails the test that lets the mock break the contract', async () => {
    const chat = await mockWs(url, chatContract)
    const app = new App()
    await app.opened
    // @ts-expect-error the text is missing
    chat.broadcast('said', { room: 'lobby' })
    await expect(chat[Symbol.asyncDispose]()).rejects.toThrow(
      'said breaks the contract chat: text: Invalid input',
    )
  })

  it('refuses a message that clients send, and one that nobody sends', async () => {
    await using chat = await mockWs(url, chatContract)
    // @ts-expect-error subscribe is what clients say
    expect(() => chat.broadcast('subscribe', { room: 'lobby' })).toThrow(
      "broadcast('subscribe'): chat has no message 'subscribe' that the server sends. Use one of subscribed, said.",
    )
    // @ts-expect-error no such message
    expect(() => chat.send('sad', { room: 'lobby' })).toThrow("no message 'sad'")
    // @ts-expect-error the whole message, where its name goes
    expect(() => chat.broadcast({ type: 'said', room: 'a', text: 'x' })).toThrow(
      "broadcast({ type: 'said', room: 'a', text: 'x' }): the first argument is { type: 'said', room: 'a', text: 'x' }, and not the name of a message. Write the name, and behind it the message, { … }. What the server sends: subscribed, said.",
    )
    // @ts-expect-error no such kind of group
    expect(() => chat.group('rooms', 'lobby')).toThrow("no groups of the kind 'rooms'. Its kinds are: room.")
  })

  it('refuses an audience that would reach others than are meant', async () => {
    await using chat = await mockWs(url, chatContract)
    const said = { room: 'lobby', text: 'hi' }
    // @ts-expect-error a group is its kind and its key
    expect(() => chat.broadcast('said', said, { group: 'room/lobby' })).toThrow(
      "a group of chat: the group is 'room/lobby'. Give its kind and its key, a string: { group: ['room', 'lobby'] }.",
    )
    // @ts-expect-error misspelt
    expect(() => chat.broadcast('said', said, { grup: ['room', 'lobby'] })).toThrow(
      'there is no option "grup"',
    )
    // @ts-expect-error misspelt
    expect(() => chat.use(({ on }) => [on('say').broadcast('said', said, { grup: ['room', 'x'] })])).toThrow(
      `on('say').broadcast('said'): there is no option "grup"`,
    )
  })

  it('puts rules in front, in the words of the contract', async () => {
    await using chat = await mockWs(url, chatContract, ({ on, onConnect }) => [
      onConnect().send('said', { room: '', text: 'welcome' }),
      on('say', { text: 'quit' }).close(4000),
    ])
    chat.use(({ on }) => [
      on('say').run(({ message, reply, join }) => {
        join('room', message.room)
        reply('said', { room: message.room, text: message.text.toUpperCase() })
      }),
    ])
    const app = new App()
    await app.opened
    app.say({ type: 'say', room: 'den', text: 'hi' })
    await chat.drain()
    expect(app.heard).toEqual([
      { type: 'said', room: '', text: 'welcome' },
      { type: 'said', room: 'den', text: 'HI' },
    ])
    expect(chat.clients[0]?.groups).toEqual(['room/den'])
  })
})
