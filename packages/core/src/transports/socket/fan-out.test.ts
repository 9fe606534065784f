import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { entryOf } from '../../../test/socket/entry.ts'
import { RawClient } from '../../../test/socket/raw-client.ts'
import { text } from '../../match/matchers/text.ts'
import { on, onConnect } from '../../mock/rule.ts'
import { connectWs, type WsConnection } from '../../run/connect-ws.ts'
import { serveWsMock } from '../../run/serve-ws.ts'

const payloadOf = async (client: WsConnection): Promise<unknown> => {
  const next = await client.next()
  return next.on === 'frame' ? next.frame.payload : next.code
}

describe('a broadcast on sockets', () => {
  it('of one turn goes to each client in one write, whatever else is said to it', async () => {
    await using chat = await serveWsMock([])
    await using one = await RawClient.open(chat.port)
    await using two = await RawClient.open(chat.port)
    const chunks: number[] = []
    for (const { socket } of [one, two]) socket.on('data', (chunk: Uint8Array) => chunks.push(chunk.length))
    const [, second] = [await chat.client(), await chat.client()]
    for (let n = 0; n < 10; n++) chat.broadcast(`${n}`)
    second.send('and you')
    await Promise.resolve()
    chat.broadcast('last')
    const got = async (client: RawClient, frames: number): Promise<string[]> => {
      const heard: string[] = []
      while (heard.length < frames) heard.push((await client.frame()).payload.toString())
      return heard
    }
    expect(await got(one, 11)).toEqual([...'0123456789', 'last'])
    expect(await got(two, 12)).toEqual([...'0123456789', 'and you', 'last'])
    expect(chunks.toSorted((a, b) => a - b)).toEqual([10 * 3 + 6, 10 * 3 + 9 + 6])
  })

  it('reaches others while one does not read, and that one in order later', async () => {
    await using chat = await serveWsMock([onConnect().join('all')])
    await using slow = await connectWs(chat.url)
    await using quick = await connectWs(chat.url)
    await chat.client()
    await chat.client()
    slow.pause()
    const filler = 'x'.repeat(100_000)
    for (let n = 0; n < 50; n++) {
      chat.group('all').broadcast(`${n} ${filler}`)
      expect(String(await payloadOf(quick))).toMatch(new RegExp(`^${n} `))
    }
    slow.resume()
    for (let n = 0; n < 50; n++) expect(String(await payloadOf(slow))).toMatch(new RegExp(`^${n} `))
  })

  it('is once and in order for two thousand clients in another process', { timeout: 30_000 }, async () => {
    await using chat = await serveWsMock([])
    const script = fileURLToPath(new URL('../../../test/socket/many-clients.ts', import.meta.url))
    const child = fork(script, [chat.url, '2000', '30'], { execArgv: [] })
    const ended = once(child, 'exit')
    const died = ended.then(([code]) => Promise.reject(new Error(`the clients ended with ${String(code)}`)))
    const told = async (): Promise<unknown> => (await Promise.race([once(child, 'message'), died]))[0]
    expect([await told(), chat.clients.length]).toEqual(['connected', 2_000])
    for (let n = 1; n <= 30; n++) {
      chat.broadcast(String(n))
      if (n % 10 === 0) await chat.drain()
    }
    expect(await told()).toEqual({ right: 2_000 })
    await ended
  })
})

describe('a client that does not read', () => {
  const flood = 'x'.repeat(1_000_000)

  it.each([
    ['close-1008', 1008],
    ['close-1013', 1013],
  ] as const)('is closed by %s, and the transcript says why', async (slowReader, code) => {
    await using chat = await serveWsMock([onConnect().join('all'), on(text()).reply('still here')], {
      slowReader,
      maxBufferedBytes: 1_000_000,
    })
    await using slow = await connectWs(chat.url)
    await using quick = await connectWs(chat.url)
    await chat.client()
    await chat.client()
    slow.pause()
    let sent = 0
    const closed = entryOf(chat, 'close')
    while (!chat.transcript.entries.some(({ kind }) => kind === 'close')) {
      chat.broadcast(flood)
      sent++
      await payloadOf(quick)
    }
    const entry = await closed
    expect(entry).toMatchObject({ client: 'client-1', code, clean: false })
    expect(entry.reason).toMatch(/^slow reader: \d+ bytes are waiting, 1000000 may$/)
    expect(chat.group('all').members.map(({ name }) => name)).toEqual(['client-2'])
    quick.send('?')
    expect(await payloadOf(quick)).toBe('still here')
    slow.resume()
    for (let n = 0; n < sent; n++) expect(String(await payloadOf(slow))).toHaveLength(flood.length)
    expect(await slow.next()).toMatchObject({ code, reason: entry.reason })
  })

  it('is waited for without limit where that is chosen', async () => {
    await using chat = await serveWsMock([], { slowReader: 'unbounded' })
    await using slow = await connectWs(chat.url)
    await chat.client()
    slow.pause()
    for (let n = 0; n < 40; n++) chat.broadcast(flood)
    slow.resume()
    for (let n = 0; n < 40; n++) expect(String(await payloadOf(slow))).toHaveLength(flood.length)
    expect(chat.transcript.entries.filter(({ kind }) => kind === 'close')).toEqual([])
  })

  it('does not keep the mock from ending', async () => {
    const chat = await serveWsMock([], { slowReader: 'unbounded' })
    await using slow = await connectWs(chat.url)
    await chat.client()
    slow.pause()
    for (let n = 0; n < 40; n++) chat.broadcast(flood)
    await chat[Symbol.asyncDispose]()
    slow.resume()
  })
})
