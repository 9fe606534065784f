import { bytes, on } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, it } from 'vitest'
import { createWebSocketStream, type RawData, WebSocket } from 'ws'

const url = 'wss://files.example.com/upload'

const filesMock = setupWsMock(url, [on('done').reply('thanks'), on(/./).drop(), on(bytes()).drop()])

const content = Buffer.from([0, 7, 255])

async function openSocket() {
  const socket = new WebSocket(url)
  const received: (readonly [kind: string, data: RawData | string])[] = []
  socket.on('message', (data, isBinary) => {
    received.push(isBinary ? ['bytes', data] : ['text', String(data)])
  })
  const client = await filesMock.client()
  return { socket, received, client }
}

describe('what ws sends', () => {
  it.each([
    ['a Buffer', content],
    ['an ArrayBuffer', Uint8Array.from(content).buffer],
    ['a view of a part of a buffer', new DataView(Uint8Array.of(9, ...content, 9).buffer, 1, 3)],
    ['a Blob', new Blob([content])],
  ])('is one binary message where it is %s', async (_name, data) => {
    const { socket, client } = await openSocket()
    socket.send(data)
    await expect(client).toHaveSent(bytes(content), { times: 1 })
  })

  it('is one message where it is sent in fragments', async () => {
    const { socket, client } = await openSocket()
    socket.send(content.subarray(0, 1), { fin: false })
    socket.send(content.subarray(1, 2), { fin: false })
    await expect(client).not.toHaveSent()
    socket.send(content.subarray(2), { fin: true })
    await expect(client).toHaveSent(bytes(content), { times: 1 })
    await expect(client).toHaveSent(bytes(), { times: 1 })
  })

  it('is text where a Buffer is sent as text', async () => {
    const { socket, received, client } = await openSocket()
    socket.send(Buffer.from('done'), { binary: false })
    await expect(client).toHaveReceived('thanks')
    await filesMock.drain()
    expect(received).toEqual([['text', 'thanks']])
  })

  it('tells its callback when it has been written', async () => {
    const { socket, client } = await openSocket()
    const problem = await new Promise<unknown>((resolve) => {
      socket.send('done', resolve)
    })
    expect(problem).toBeFalsy()
    await expect(client).toHaveSent('done', { times: 1 })
  })

  it('arrives whole and in order from a stream', async () => {
    const { socket, client } = await openSocket()
    const stream = createWebSocketStream(socket)
    stream.write(content)
    stream.end(Buffer.alloc(100_000, 1))
    await expect(client).toHaveClosed(1005)
    await expect(client).toHaveSent(bytes(content), { times: 1 })
    await expect(client).toHaveSent(bytes(Buffer.alloc(100_000, 1)), { times: 1 })
  })
})

describe('what ws receives', () => {
  it.each([
    ['nodebuffer', content],
    ['arraybuffer', Uint8Array.from(content).buffer],
    ['fragments', [content]],
  ] as const)('is of its binaryType: %s', async (binaryType, expected) => {
    const { socket, received, client } = await openSocket()
    socket.binaryType = binaryType
    client.send(content)
    await expect.poll(() => received).toEqual([['bytes', expected]])
  })

  it('keeps its order and its kinds', async () => {
    const { received, client } = await openSocket()
    client.send('one')
    client.send(content)
    client.send({ n: 3 })
    await expect
      .poll(() => received)
      .toEqual([
        ['text', 'one'],
        ['bytes', content],
        ['text', '{"n":3}'],
      ])
  })

  it('may not be larger than its maxPayload: the mock is told 1009', async () => {
    const socket = new WebSocket(url, { maxPayload: 100 })
    const problems: string[] = []
    socket.on('error', ({ message }) => problems.push(message))
    const client = await filesMock.client()
    client.send(new Uint8Array(101))
    await expect(client).toHaveClosed(1009)
    expect(problems).toEqual(['Max payload size exceeded'])
  })
})
