// A contract on a real port: the handle speaks its words.
import { expectTypeOf } from 'expect-type'
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { contract } from '../contract/contract.ts'
import { typed } from '../contract/typed.ts'
import { type AttachedContractWsMock, attachWsMock } from './attach-ws.ts'
import { type Arrived, connectWs } from './connect-ws.ts'
import { type ServedContractWsMock, serveWsMock } from './serve-ws.ts'

const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: { subscribe: typed<{ room: string }>(), say: typed<{ text: string }>() },
  serverToClient: { subscribed: typed<{ room: string }>(), said: typed<{ text: string }>() },
  groups: { room: { join: { by: 'subscribe', ack: 'subscribed', key: 'room' } } },
})

const messageOf = (arrived: Arrived): unknown =>
  arrived.on === 'frame' ? JSON.parse(String(arrived.frame.payload)) : arrived

describe('serveWsMock with a contract', () => {
  it('is at the path of the contract, does what it promises, and speaks its words', async () => {
    await using chat = await serveWsMock(chatContract, ({ on }) => [
      on('say').reply('said', ({ message }) => ({ text: message.text })),
    ])
    expectTypeOf(chat).toEqualTypeOf<ServedContractWsMock<typeof chatContract>>()
    expect(chat.url).toBe(`ws://127.0.0.1:${chat.port}/rooms`)
    const socket = await connectWs(chat.url)
    socket.send(JSON.stringify({ type: 'subscribe', room: 'lobby' }))
    socket.send(JSON.stringify({ type: 'say', text: 'hi' }))
    const client = await chat.client()
    const heard = [await socket.next(), await socket.next()]
    client.send('said', { text: 'ho' })
    chat.group('room', 'lobby').broadcast('said', { text: 'all' })
    heard.push(await socket.next(), await socket.next())
    expect(heard.map(messageOf)).toEqual([
      { type: 'subscribed', room: 'lobby' },
      { type: 'said', text: 'hi' },
      { type: 'said', text: 'ho' },
      { type: 'said', text: 'all' },
    ])
    // @ts-expect-error no such message
    expect(() => client.send('sad', { text: 'ho' })).toThrow("no message 'sad'")
    await socket.close()
  })
})

describe('attachWsMock with a contract', () => {
  it('takes the path of the contract unless another is given', async () => {
    const server = createServer()
    await using chat = attachWsMock(server, chatContract)
    expectTypeOf(chat).toEqualTypeOf<AttachedContractWsMock<typeof chatContract>>()
    expect(chat.observed.label).toBe('mock /rooms')
    await using other = attachWsMock(server, chatContract, undefined, { path: '/other' })
    expect(other.observed.label).toBe('mock /other')
    // @ts-expect-error the path is missing
    expect(() => attachWsMock(server, [])).toThrow('the path is missing')
  })
})
