import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { entryOf } from '../../test/socket/entry.ts'
import { MistakeError, ViolationError } from '../errors.ts'
import { text } from '../match/matchers/text.ts'
import { on, onConnect, onPing } from '../mock/rule.ts'
import { connectWs, HandshakeRefused } from './connect-ws.ts'
import { serveWsMock } from './serve-ws.ts'

describe('connectWs', () => {
  it('keeps what comes from the moment the connection opens', async () => {
    await using chat = await serveWsMock([
      onConnect().send('1').send(Uint8Array.of(2)).send('3').close(4000, 'bye'),
    ])
    await using client = await connectWs(chat.url)
    await entryOf(chat, 'close')
    expect([await client.next(), await client.next(), await client.next(), await client.next()]).toEqual([
      { on: 'frame', frame: { opcode: 'text', payload: '1' } },
      { on: 'frame', frame: { opcode: 'binary', payload: Uint8Array.of(2) } },
      { on: 'frame', frame: { opcode: 'text', payload: '3' } },
      { on: 'closed', code: 4000, reason: 'bye' },
    ])
    expect(await client.next()).toMatchObject({ on: 'closed' })
  })

  it('gives messages to those who wait in the order they asked', async () => {
    await using chat = await serveWsMock([])
    await using client = await connectWs(chat.url)
    const both = Promise.all([client.next(), client.next()])
    chat.broadcast('1')
    chat.broadcast('2')
    expect(await both).toMatchObject([{ frame: { payload: '1' } }, { frame: { payload: '2' } }])
  })

  it('says when nothing comes in time, and takes nothing for whoever asks next', async () => {
    await using chat = await serveWsMock([])
    await using client = await connectWs(chat.url)
    await expect(client.next({ timeoutMs: 5 })).rejects.toThrow(/nothing came within 5 ms/)
    chat.broadcast('late')
    expect(await client.next()).toMatchObject({ frame: { payload: 'late' } })
  })

  it('knows by a pong that what was written before has arrived', async () => {
    await using chat = await serveWsMock([on(text()).reply('answer'), onPing('lost').cut()])
    await using client = await connectWs(chat.url)
    client.send('x')
    await client.ping('fence')
    expect(await client.next({ timeoutMs: 0 })).toMatchObject({ frame: { payload: 'answer' } })
    await expect(client.ping('lost')).rejects.toThrow('the connection ended before the pong came')
    await expect(client.ping()).rejects.toThrow(ViolationError)
  })

  it('reads nothing while it is paused', async () => {
    await using chat = await serveWsMock([])
    await using client = await connectWs(chat.url)
    client.pause()
    chat.broadcast('x')
    await chat.drain()
    await expect(client.next({ timeoutMs: 20 })).rejects.toThrow(/nothing came/)
    client.resume()
    expect(await client.next()).toMatchObject({ frame: { payload: 'x' } })
  })

  it('closes with a code, with none, or not at all', async () => {
    await using chat = await serveWsMock([])
    const [one, two, three] = [
      await connectWs(chat.url),
      await connectWs(chat.url),
      await connectWs(chat.url),
    ]
    expect(await one.close(4000, 'bye')).toMatchObject({ code: 4000, reason: 'bye' })
    expect(await two.close(1005)).toMatchObject({ code: 1005 })
    three.terminate()
    await entryOf(chat, 'close', ({ client }) => client === 'client-3')
    const ends = chat.transcript.entries.flatMap((entry) =>
      entry.kind === 'close' ? [[entry.code, entry.clean]] : [],
    )
    expect(ends).toEqual([
      [4000, true],
      [1005, true],
      [1006, false],
    ])
    expect(() => one.close(999)).toThrow('999 is not a close code')
    expect(() => one.send('x')).toThrow('the connection is no longer open')
    expect(() => one.send('x')).toThrow(MistakeError)
  })

  it('fails with the status of a refusal, with what the network says, or when nothing answers', async () => {
    await using chat = await serveWsMock([onConnect().reject(403, 'not you')])
    await expect(connectWs(chat.url)).rejects.toBeInstanceOf(HandshakeRefused)
    await expect(connectWs(chat.url)).rejects.toThrow('the server refused the handshake with 403: not you')
    const sockets: Socket[] = []
    const mute = createServer((socket) => sockets.push(socket))
    mute.listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const url = `ws://127.0.0.1:${(mute.address() as AddressInfo).port}`
    await expect(connectWs(url, { timeoutMs: 10 })).rejects.toThrow(/handshake has timed out/)
    for (const socket of sockets) socket.destroy()
    mute.close()
    await once(mute, 'close')
    await expect(connectWs(url)).rejects.toThrow(/ECONNREFUSED/)
  })

  it('refuses what is no URL, no option, no subprotocol', async () => {
    await expect(connectWs('chat')).rejects.toThrow(MistakeError)
    await expect(connectWs('ws://x/#y')).rejects.toThrow(/fragment/)
    await expect(connectWs('ws://x', { protocols: ['a', 'a'] })).rejects.toThrow(/each subprotocol once/)
    await expect(connectWs('ws://x', { header: {} } as object)).rejects.toThrow('there is no option "header"')
  })
  it('says what is wrong with a subprotocol, a header or a message that is none', async () => {
    const refusal = (options: object): Promise<unknown> => connectWs('ws://x', options).catch(String)
    expect(await refusal({ protocols: 'chat' })).toContain(
      `protocols is "chat", no list. Give a list: ['chat']`,
    )
    expect(await refusal({ headers: { 'x y': '1' } })).toContain('headers that HTTP can carry')
    await using chat = await serveWsMock([on(text()).reply('y')])
    await using client = await connectWs(chat.url)
    for (const none of [undefined, null, 5, { type: 'say' }, ['say']]) {
      expect(() => client.send(none as never)).toThrow(
        'it is neither text nor bytes. Give JSON.stringify() of it.',
      )
    }
    client.send('x')
    expect(await client.next()).toMatchObject({ frame: { payload: 'y' } })
  })
})
