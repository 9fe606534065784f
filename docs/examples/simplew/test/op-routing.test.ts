import { opRouter } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, it } from 'vitest'
import { chatRules } from '../src/chat.ts'

const url = 'ws://localhost:2015/ws'

const server = setupWsMock(url, chatRules)

interface Message {
  readonly op: string
  readonly id?: string | number
  readonly payload?: unknown
}

/** A client as in the guide's page, and what it hears: messages, or text where it is none. */
async function connected() {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  const heard: unknown[] = []
  socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
    heard.push(data.startsWith('{') ? JSON.parse(data) : data)
  })
  const client = await server.client()
  const say = async (...messages: readonly (Message | string | Uint8Array<ArrayBuffer>)[]): Promise<void> => {
    for (const message of messages) {
      const isRaw = typeof message === 'string' || message instanceof Uint8Array
      socket.send(isRaw ? message : JSON.stringify(message))
    }
    await server.drain()
  }
  return { socket, client, heard, say }
}

/** A client in the room `general`, that has heard nothing since. */
async function joined(name: string) {
  const member = await connected()
  await member.say({ op: 'chat/join', payload: { name, room: 'general' } })
  member.heard.length = 0
  return member
}

const chatEvent = (kind: string, name: string, text: string) => ({
  op: 'chat/event',
  payload: { kind, room: 'general', name, text },
})

describe('Map', () => {
  it('routes by op, exactly', async () => {
    const { heard, say } = await connected()
    await say({ op: 'ping' }, { op: 'Ping' }, { op: 'ping/' })
    expect(heard).toEqual([{ op: 'pong' }, 'unknown op: Ping', 'unknown op: ping/'])
  })

  it('correlates an answer with its request, by an id that is a text or a number', async () => {
    server.use(opRouter({ 'user/get': ({ data }) => ({ name: String(data) }) }))
    const { heard, say } = await connected()
    await say({ op: 'user/get', id: '42', payload: 'ada' }, { op: 'user/get', id: 43, payload: 'bob' })
    expect(heard).toEqual([
      { op: 'user/get', id: '42', payload: { name: 'ada' } },
      { op: 'user/get', id: 43, payload: { name: 'bob' } },
    ])
  })
})

describe('OnUnknown', () => {
  it('takes unknown ops, payloads that are none, and what is no envelope', async () => {
    const { heard, say } = await connected()
    await say({ op: 'chat/sing' }, { op: 'chat/join', payload: { room: 'general' } }, 'hello')
    expect(heard).toEqual(['unknown op: chat/sing', 'unknown op: chat/join', 'bad message: hello'])
  })
})

describe('OnBinary', () => {
  it('takes binary frames', async () => {
    const { heard, say } = await connected()
    await say(Uint8Array.of(1, 2, 3))
    expect(heard).toEqual([{ op: 'binary', payload: { length: 3 } }])
  })
})

describe('rooms', () => {
  it('tell the others who joins, and who joins that it has', async () => {
    const alice = await joined('alice')
    const bob = await connected()
    await bob.say({ op: 'chat/join', payload: { name: 'bob', room: 'general' } })
    expect(alice.heard).toEqual([chatEvent('join', 'bob', 'bob joined')])
    expect(bob.heard).toEqual([chatEvent('join', 'bob', 'joined general')])
    await expect(bob.client).toHaveJoined('general')
  })

  it('hear every message, who spoke included', async () => {
    const [alice, bob] = [await joined('alice'), await joined('bob')]
    const eve = await connected()
    alice.heard.length = 0
    await bob.say({ op: 'chat/msg', payload: { name: 'bob', room: 'general', text: 'hi' } })
    const hi = chatEvent('msg', 'bob', 'hi')
    expect([alice.heard, bob.heard, eve.heard]).toEqual([[hi], [hi], []])
  })

  it('tell who leaves, and who is gone', async () => {
    const [alice, bob, carol] = [await joined('alice'), await joined('bob'), await joined('carol')]
    alice.heard.length = 0
    await bob.say({ op: 'chat/leave', payload: { name: 'bob', room: 'general' } })
    carol.socket.close()
    await server.drain()
    expect(alice.heard).toEqual([
      chatEvent('leave', 'bob', 'bob left'),
      chatEvent('leave', 'carol', 'carol disconnected'),
    ])
  })
})
