import { bytes, onConnect, text } from '@parley-ws/core'
import { event, ioOf, onEvent, socketIo, withArgs } from '@parley-ws/core/socket.io'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { disconnectAll, heard, next, openSocket } from './open-socket.ts'

const departed: string[] = []

const chatMock = setupWsMock(
  'wss://chat.example.com/socket.io/',
  socketIo({
    connection: ({ socket }) => socket.emit('welcome', socket.id),
    on: {
      join: withArgs([text()], ({ args: [room], socket }) => socket.join(room)),
      leave: withArgs([text()], ({ args: [room], socket }) => socket.leave(room)),
      say: withArgs([text(), text()], ({ args: [room, said], socket, ack }) => {
        socket.to(room).emit('said', said)
        ack('ok', said.length)
      }),
      shout: ({ args, socket }) => socket.broadcast.emit('shouted', ...args),
      whisper: withArgs([text(), text()], ({ args: [to, said], socket }) =>
        socket.to(to).emit('whispered', said),
      ),
      sum: ({ args }) => (args as number[]).reduce((sum, each) => sum + each, 0),
      'slow sum': async ({ args, socket }) => {
        const factor = await socket.emitWithAck('factor?')
        return Number(args[0]) * Number(factor)
      },
      draw: withArgs([bytes(), text()], ({ args: [picture, title], socket, ack }) => {
        socket.broadcast.emit('drawn', { title, picture })
        ack(picture)
      }),
      'kick me': ({ socket }) => socket.disconnect(),
      'kick me out': ({ socket }) => socket.disconnect(true),
    },
    disconnect: ({ socket, reason }) => departed.push(`${socket.id} ${reason}`),
    namespaces: {
      '/admin': {
        use: ({ auth, refuse }) => {
          if (auth['token'] !== 's3cret') refuse('not authorized', { retry: false })
        },
        on: { status: ({ socket }) => `up, says ${socket.id}` },
      },
    },
  }),
)

beforeEach(() => {
  departed.length = 0
})

afterEach(disconnectAll)

/** A client that is connected. */
async function connected(namespace?: string, options?: Parameters<typeof openSocket>[1]) {
  const socket = openSocket(namespace, options)
  await next(socket, 'connect')
  return socket
}

describe('a client', () => {
  it('connects, is told its id, and hears what it is greeted with', async () => {
    const socket = openSocket()
    expect(await next(socket, 'welcome')).toBe('client-1:/')
    expect([socket.connected, socket.id]).toEqual([true, 'client-1:/'])
    expect(socket.io.engine.transport.name).toBe('websocket')
  })

  it('brings its query and headers', async () => {
    await connected('/', { query: { room: 'lobby' }, extraHeaders: { 'X-User': 'ada' } })
    const client = await chatMock.client()
    expect([client.query['room'], client.headers['x-user']]).toEqual(['lobby', 'ada'])
  })

  it('emits events, which can be asserted on', async () => {
    const socket = await connected()
    const client = await chatMock.client()
    socket.emit('shout', 'hi', { loud: true })
    await expect(client).toHaveSent(event('shout', 'hi', { loud: true }))
    await expect(client).toHaveReceived(event('welcome', text()))
    await expect(chatMock).toHaveBroadcast(event('shouted', 'hi'), { group: '/' })
  })

  it('is answered otherwise in one test', async () => {
    chatMock.use(onEvent('sum', () => 'another answer'))
    const socket = await connected()
    expect(await socket.emitWithAck('sum', 1)).toBe('another answer')
  })

  it('is told of a refused handshake', async () => {
    chatMock.use(onConnect().reject(401))
    const error = await next(openSocket(), 'connect_error')
    expect(error).toMatchObject({ message: 'websocket error' })
  })
})

describe('acknowledgements', () => {
  it('answer an event, with what the handler says or returns', async () => {
    const socket = await connected()
    const answers: unknown[][] = []
    socket.emit('say', 'lobby', 'hello', (...args: unknown[]) => answers.push(args))
    expect(await socket.emitWithAck('sum', 1, 2, 3)).toBe(6)
    expect(answers).toEqual([['ok', 5]])
  })

  it('are asked of the client too, in the middle of a handler', async () => {
    const socket = await connected()
    socket.on('factor?', (ack: (factor: number) => void) => ack(7))
    expect(await socket.emitWithAck('slow sum', 6)).toBe(42)
  })

  it('are asked of the client from a test', async () => {
    const socket = await connected()
    socket.on('are you there?', (name: string, ack: (answer: string) => void) => ack(`${name} is`))
    const [seen] = ioOf(chatMock).sockets
    expect(await seen?.emitWithAck('are you there?', 'ada')).toBe('ada is')
  })

  it('are not asked of a client that is gone', async () => {
    const socket = await connected()
    const [seen] = ioOf(chatMock).sockets
    const asked = seen?.emitWithAck('are you there?')
    socket.disconnect()
    await expect(asked).rejects.toThrow('client-1:/ disconnected before it acknowledged')
    await expect(seen?.emitWithAck('are you there?')).rejects.toThrow('client-1:/ is not connected')
  })

  it('that are not given time out at the client', async () => {
    chatMock.use(onEvent('sum', () => undefined))
    const socket = await connected()
    await expect(socket.timeout(5).emitWithAck('sum', 1)).rejects.toThrow('operation has timed out')
  })
})

describe('bytes', () => {
  it('travel as attachments, both ways and with acknowledgements', async () => {
    const alice = await connected()
    const bob = await connected()
    const drawn = next(bob, 'drawn')
    const picture = Buffer.from([1, 2, 3])
    expect(await alice.emitWithAck('draw', picture, 'a line')).toEqual(picture)
    expect(await drawn).toEqual({ title: 'a line', picture })
  })
})

describe('rooms', () => {
  it('are heard by their members, without who spoke', async () => {
    const [alice, bob, eve] = [await connected(), await connected(), await connected()]
    const said = [alice, bob, eve].map((socket) => heard(socket, 'said'))
    alice.emit('join', 'lobby')
    bob.emit('join', 'lobby')
    await expect.poll(() => chatMock.group('lobby').members).toHaveLength(2)
    alice.emit('say', 'lobby', 'hi')
    eve.emit('say', 'lobby', 'anybody?')
    await expect.poll(() => said[1]).toHaveLength(2)
    await chatMock.drain()
    expect(said).toEqual([[['anybody?']], expect.arrayContaining([['hi'], ['anybody?']]), []])
  })

  it('are left, and spoken to from a test', async () => {
    const [alice, bob] = [await connected(), await connected()]
    const news = [alice, bob].map((socket) => heard(socket, 'news'))
    alice.emit('join', 'lobby')
    bob.emit('join', 'lobby')
    bob.emit('leave', 'lobby')
    await expect.poll(() => chatMock.group('lobby').members).toHaveLength(1)
    ioOf(chatMock).to('lobby').emit('news', 'for the lobby')
    ioOf(chatMock).emit('news', 'for all')
    await chatMock.drain()
    expect(news).toEqual([[['for the lobby'], ['for all']], [['for all']]])
  })

  it('that bear the id of a socket are its own', async () => {
    const [alice, bob] = [await connected(), await connected()]
    const whispered = [alice, bob].map((socket) => heard(socket, 'whispered'))
    alice.emit('whisper', bob.id, 'psst')
    await expect.poll(() => whispered).toEqual([[], [['psst']]])
  })
})

describe('namespaces', () => {
  it('have events of their own, on one connection', async () => {
    const main = await connected()
    const admin = main.io.socket('/admin', { auth: { token: 's3cret' } })
    expect(await admin.emitWithAck('status')).toBe('up, says client-1:/admin')
    expect(chatMock.clients).toHaveLength(1)
    expect(ioOf(chatMock).of('/admin').sockets[0]?.auth).toEqual({ token: 's3cret' })
  })

  it('refuse who may not connect, and those that do not exist', async () => {
    const admin = openSocket('/admin', { auth: { token: 'guess' } })
    expect(await next(admin, 'connect_error')).toMatchObject({
      message: 'not authorized',
      data: { retry: false },
    })
    const nowhere = openSocket('/nowhere')
    expect(await next(nowhere, 'connect_error')).toMatchObject({ message: 'Invalid namespace' })
  })

  it('are left by themselves, and the connection stays', async () => {
    const main = await connected()
    const admin = main.io.socket('/admin', { auth: { token: 's3cret' } })
    await next(admin, 'connect')
    admin.disconnect()
    expect(await main.emitWithAck('sum', 1, 1)).toBe(2)
    expect(ioOf(chatMock).of('/admin').sockets).toEqual([])
  })
})

describe('the end', () => {
  it('is told by the client', async () => {
    const socket = await connected()
    socket.disconnect()
    await expect.poll(() => departed).toEqual(['client-1:/ client namespace disconnect'])
  })

  it('is told by a connection that is lost, and the client connects again', async () => {
    const socket = await connected('/', { reconnectionDelay: 1, reconnectionDelayMax: 1 })
    const client = await chatMock.client()
    const reason = next(socket, 'disconnect')
    client.cut()
    expect(await reason).toBe('transport close')
    await next(socket, 'connect')
    expect(socket.id).toBe('client-2:/')
    expect(departed).toEqual(['client-1:/ transport close'])
  })

  it('is told by the server, of a namespace or of the connection', async () => {
    const main = await connected()
    const admin = main.io.socket('/admin', { auth: { token: 's3cret' } })
    await next(admin, 'connect')
    main.emit('kick me')
    expect(await next(main, 'disconnect')).toBe('io server disconnect')
    expect(await admin.emitWithAck('status')).toBe('up, says client-1:/admin')

    const other = await connected()
    other.emit('kick me out')
    expect(await next(other, 'disconnect')).toBe('io server disconnect')
    await expect.poll(() => chatMock.clients).toHaveLength(1)
  })
})
