// What MSW 3 does by itself, without Parley, where docs/msw.md says that it falls short. A test here that fails says that MSW
// has mended the fault: then the page is wrong, and what makes up for the fault in Parley may go.
import { setupServer } from 'msw/node'
import { ws } from 'msw/ws'
import { afterEach, expect, it } from 'vitest'
import { WebSocket as NodeClient } from 'ws'

const url = 'wss://plain.example.com/'

type MswServer = ReturnType<typeof setupServer>
type Listener = Parameters<ReturnType<typeof ws.link>['addEventListener']>[1]

let server: MswServer | undefined
afterEach(() => {
  server?.close()
  server = undefined
})

function listening(listener: Listener): ReturnType<typeof ws.link> {
  const link = ws.link(url)
  server = setupServer(link.addEventListener('connection', listener))
  server.listen()
  return link
}

interface Closed {
  readonly messages: readonly unknown[]
  readonly code: number
  readonly wasClean: boolean
}

function closed(socket: WebSocket): Promise<Closed> {
  const messages: unknown[] = []
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => messages.push(data))
  return new Promise((resolve) =>
    socket.addEventListener('close', ({ code, wasClean }) => resolve({ messages, code, wasClean })),
  )
}

function opened(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => socket.addEventListener('open', resolve))
}

it('messages before a close are lost', async () => {
  listening(({ client }) =>
    client.addEventListener('message', () => {
      client.send('one')
      client.send('two')
      client.close(4001)
    }),
  )
  const socket = new WebSocket(url)
  const end = closed(socket)
  await opened(socket)
  socket.send('go')
  expect(await end).toEqual({ messages: [], code: 4001, wasClean: true })
})

it('clients that have closed stay in link.clients', async () => {
  const link = listening(() => {})
  for (let each = 0; each < 3; each++) {
    const socket = new WebSocket(url)
    // oxlint-disable eslint/no-await-in-loop -- one connection after the other
    await opened(socket)
    const end = closed(socket)
    socket.close()
    await end
    // oxlint-enable eslint/no-await-in-loop
  }
  expect(link.clients.size).toBe(3)
})

it('server.close() leaves open what is open', async () => {
  listening(({ client }) => client.addEventListener('message', () => client.send('still here')))
  const socket = new WebSocket(url)
  await opened(socket)
  server?.close()
  server = undefined
  const answer = new Promise<MessageEvent>((resolve) => socket.addEventListener('message', resolve))
  socket.send('anybody?')
  expect((await answer).data).toBe('still here')
  socket.close()
})

it('the first subprotocol that was offered is taken, whatever the handler wants', async () => {
  listening(() => {})
  const socket = new WebSocket(url, ['v1', 'v2'])
  await opened(socket)
  expect(socket.protocol).toBe('v1')
})

it('bytes are shown as they were given, whatever binaryType says', async () => {
  listening(({ client }) => client.send(new Uint8Array([1])))
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  const { data } = await new Promise<MessageEvent<unknown>>((resolve) =>
    socket.addEventListener('message', resolve),
  )
  expect(data).toBeInstanceOf(Uint8Array)
})

it('a close without a code is one with 1000, and every close is clean', async () => {
  listening(({ client }) => client.addEventListener('message', () => client.close(1006)))
  const [left, cut] = [new WebSocket(url), new WebSocket(url)]
  const ends = Promise.all([closed(left), closed(cut)])
  await Promise.all([opened(left), opened(cut)])
  left.close()
  cut.send('go')
  expect(await ends).toMatchObject([
    { code: 1000, wasClean: true },
    { code: 1006, wasClean: true },
  ])
})

it('clients of the ws package open, and are then told nothing, while others are', async () => {
  const heard: unknown[] = []
  listening(({ client }) => {
    client.addEventListener('message', ({ data }) => heard.push(`handler: ${String(data)}`))
    client.send('hello')
  })
  const deaf = new NodeClient(url)
  deaf.on('message', (data) => heard.push(`deaf: ${String(data)}`))
  await new Promise((resolve) => deaf.on('open', resolve))
  deaf.send('hi')
  const other = new WebSocket(url)
  const { data } = await new Promise<MessageEvent<unknown>>((resolve) =>
    other.addEventListener('message', resolve),
  )
  expect(data).toBe('hello')
  expect(heard).toEqual([])
  deaf.terminate()
  other.close()
})
