// What the differential suite cannot compare: turns, contexts, broadcasts, and real sockets beside those in memory.
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { manyPromises } from '../../../test/web-socket/many-promises.ts'
import { platformWorld } from '../../../test/web-socket/platform-world.ts'
import type { Frame } from '../../wire/frame.ts'
import type { Dialled, Link, MockSide } from '../port.ts'
import { linkEvents } from './event-lineage.ts'
import { createSocketEvents } from './events.ts'
import { fanOutOver } from './link.ts'
import { Pump } from './pump.ts'
import { realmOf } from './realm.ts'
import { type Connect, createWebSocketClass, type WebSocketClassOptions } from './web-socket.ts'

const hello: Frame = { opcode: 'text', payload: 'hello' }

function echoing(link: Link): MockSide {
  link.accept('')
  return {
    frame: (frame) => link.deliver(frame),
    closing: (code, reason) => link.close(code, reason),
    closed() {},
  }
}

function classWith(options: Partial<WebSocketClassOptions> = {}): typeof WebSocket {
  return createWebSocketClass({
    realm: realmOf(globalThis),
    pump: new Pump(),
    connect: (_, link) => ({ mock: echoing(link) }),
    ...options,
  })
}

function socketTo(connect: Connect, pump = new Pump()): WebSocket {
  return new (classWith({ connect, pump }))('ws://chat.example/')
}

function next<Type extends keyof WebSocketEventMap>(
  socket: WebSocket,
  type: Type,
): Promise<WebSocketEventMap[Type]> {
  return new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }))
}

async function audience(size: number): Promise<{ pump: Pump; links: Link[]; sockets: WebSocket[] }> {
  const pump = new Pump()
  const links: Link[] = []
  const Socket = classWith({
    pump,
    connect: (_, link) => {
      links.push(link)
      return { mock: echoing(link) }
    },
  })
  const sockets = Array.from({ length: size }, () => new Socket('ws://chat.example/'))
  await pump.idle()
  return { pump, links, sockets }
}

async function echo(socket: WebSocket): Promise<unknown> {
  await next(socket, 'open')
  socket.send('x')
  const { data } = await next(socket, 'message')
  socket.close()
  await next(socket, 'close')
  return data
}

describe('WebSocket in memory', () => {
  it('lets a test await the same event of several sockets one after the other', async () => {
    const Socket = classWith()
    const sockets = ['a', 'b', 'c'].map((room) => new Socket(`ws://chat.example/${room}`))
    for (const socket of sockets) await next(socket, 'open')
    expect(sockets.map(({ readyState }) => readyState)).toEqual([1, 1, 1])
  })

  it('lets a test await several messages one after the other, with promises between', async () => {
    const socket = socketTo((_, link) => {
      const mock = echoing(link)
      for (const payload of ['1', '2', '3']) link.deliver({ opcode: 'text', payload })
      return { mock }
    })
    const got: unknown[] = []
    for (let n = 0; n < 3; n++) {
      got.push((await next(socket, 'message')).data)
      await manyPromises()
    }
    expect(got).toEqual(['1', '2', '3'])
  })

  it('lets a test await error and then close', async () => {
    const socket = socketTo((_, link) => {
      link.reject(503, 'Later')
      return { mock: { frame() {}, closing() {}, closed() {} } }
    })
    await next(socket, 'error')
    expect((await next(socket, 'close')).code).toBe(1006)
  })

  it('has sent, not only queued, what was sent before the network is idle', async () => {
    const pump = new Pump()
    const socket = new (classWith({ pump }))('ws://chat.example/')
    await next(socket, 'open')
    let echoes = 0
    socket.onmessage = () => echoes++
    socket.send(new Blob(['read later']))
    socket.send('behind it')
    await pump.idle()
    expect([echoes, socket.bufferedAmount]).toEqual([2, 0])
  })

  it('tells the mock once that the connection is gone, after everything the client had sent', async () => {
    const log: string[] = []
    const pump = new Pump()
    const socket = socketTo((_, link) => {
      link.accept('')
      return {
        mock: {
          frame: ({ payload }) => void (log.push(`frame ${String(payload)}`), link.close(4000, 'enough')),
          closing: (code) => log.push(`closing ${code}`),
          closed: (code, reason) => log.push(`closed ${code} ${reason}`),
        },
      }
    }, pump)
    socket.onopen = () => {
      socket.send('1')
      socket.send('2')
      socket.close(3000, 'bye')
    }
    await pump.idle()
    expect(log).toEqual(['frame 1', 'frame 2', 'closed 3000 bye'])
  })

  it('lets each side hear the close of the other when both close at once', async () => {
    const log: string[] = []
    const pump = new Pump()
    let link: Link | undefined
    const socket = socketTo((_, far) => {
      link = far
      return { mock: { ...echoing(far), closed: (code) => log.push(`mock: ${code}`) } }
    }, pump)
    socket.onclose = ({ code }) => log.push(`client: ${code}`)
    await next(socket, 'open')
    socket.close(3000)
    link?.close(4000, '')
    await pump.idle()
    expect(log).toEqual(['mock: 3000', 'client: 4000'])
  })

  it('says what it wants to the mock: serialised URL, subprotocols, no headers', () => {
    let dialled: unknown
    const Socket = classWith({
      connect: (what, link) => {
        dialled = what
        return { mock: echoing(link) }
      },
    })
    void new Socket('https://CHAT.example/a/../room?x=ü', ['v1', 'v2'])
    expect(dialled).toEqual({ url: 'wss://chat.example/room?x=%C3%BC', protocols: ['v1', 'v2'], headers: {} })
  })

  it.each([
    { 'X-User': 'ana', accept: 1 },
    [
      ['x-user', 'ana'],
      ['Accept', '1'],
    ],
    new Headers({ 'X-User': 'ana', Accept: '1' }),
  ])("says the headers of Node's options to the mock: %o", (headers) => {
    let dialled: Dialled | undefined
    const Socket = classWith({
      connect: (what, link) => {
        dialled = what
        return { mock: echoing(link) }
      },
    })
    void Reflect.construct(Socket, ['ws://chat.example/', { protocols: 'v1', headers }])
    expect(dialled?.protocols).toEqual(['v1'])
    expect(dialled?.headers).toEqual({ 'x-user': 'ana', accept: '1' })
  })

  it('throws from its constructor what the decision throws', () => {
    const Socket = classWith({
      connect: () => {
        throw new Error('no mock for this URL')
      },
    })
    expect(() => new Socket('ws://chat.example/')).toThrow('no mock for this URL')
  })

  it('runs its listeners in the async context it is given', async () => {
    const context = new AsyncLocalStorage<string>()
    const Socket = classWith({
      connect: (_, link) => ({
        mock: echoing(link),
        run: AsyncLocalStorage.snapshot(),
      }),
    })
    const socket = context.run('mine', () => new Socket('ws://chat.example/'))
    const seen: unknown[] = []
    socket.onopen = () => seen.push(context.getStore())
    socket.onmessage = () => seen.push(context.getStore())
    await next(socket, 'open')
    context.run('another', () => socket.send('x'))
    await next(socket, 'message')
    expect(seen).toEqual(['mine', 'mine'])
  })

  it('fires events that are instances of the classes they are linked to', async () => {
    const realm = realmOf(globalThis)
    // Classes as a platform has them; not every Node has its own CloseEvent.
    const platform = createSocketEvents(Event)
    const socket = new (classWith({ realm }))('ws://chat.example/')
    await next(socket, 'open')
    linkEvents(realm, platform)
    socket.send('x')
    const message = await next(socket, 'message')
    expect(message).toBeInstanceOf(platform.MessageEvent)
    expect([message.data, message.origin, message.constructor.name]).toEqual([
      'x',
      'ws://chat.example',
      'MessageEvent',
    ])
    socket.close()
    expect(await next(socket, 'close')).toBeInstanceOf(platform.CloseEvent)
  })
})

describe('fanOutOver', () => {
  it('lets a test await a broadcast at each of its sockets one after the other', async () => {
    const { pump, links, sockets } = await audience(5)
    fanOutOver(pump)(links, hello)
    const got: unknown[] = []
    for (const socket of sockets) got.push((await next(socket, 'message')).data)
    expect(got).toEqual(Array.from({ length: 5 }, () => 'hello'))
  })

  it.each([5, 500])(
    'reaches those who were meant at that instant and are still open, of %i',
    async (size) => {
      const { pump, links, sockets } = await audience(size)
      let messages = 0
      for (const socket of sockets) socket.onmessage = () => messages++
      fanOutOver(pump)(links, hello)
      links.length = 0
      sockets[1]?.close()
      await pump.idle()
      expect(messages).toBe(size - 1)
    },
  )

  it.each([5, 500])('keeps the order of broadcasts and messages to one, with %i sockets', async (size) => {
    const { pump, links, sockets } = await audience(size)
    const got: unknown[] = []
    const last = sockets[size - 1]!
    last.onmessage = ({ data }) => got.push(data)
    const fanOut = fanOutOver(pump)
    for (const payload of ['1', '3']) {
      fanOut(links, { opcode: 'text', payload })
      links[size - 1]!.deliver({ opcode: 'text', payload: `after ${payload}` })
    }
    await pump.idle()
    expect(got).toEqual(['1', 'after 1', '3', 'after 3'])
  })
})

describe('WebSocket in memory, for what no mock answers', () => {
  const Original = globalThis.WebSocket
  const mixed = (): typeof WebSocket =>
    classWith({
      connect: ({ url }, link) => (url.startsWith('ws://chat.example') ? { mock: echoing(link) } : 'bypass'),
      original: () => Original,
    })

  it('makes real sockets, which are instances of both', async () => {
    await using world = await platformWorld({})
    const Socket = mixed()
    const real = new Socket(world.url, new Set(['v1']).values() as unknown as string[])
    expect(real).toBeInstanceOf(Socket)
    expect(real).toBeInstanceOf(Original)
    expect(real.constructor).toBe(Original)
    expect(await echo(real)).toBe('x')
    expect(real.protocol).toBe('v1')
  })

  it('makes real and unreal sockets of one subclass', async () => {
    await using world = await platformWorld({})
    class Chat extends mixed() {
      sent = 0
      override send(data: string): void {
        this.sent++
        super.send(data)
      }
    }
    for (const url of [world.url, 'ws://chat.example/']) {
      const socket = new Chat(url)
      let messages = 0
      socket.onmessage = () => messages++
      socket.binaryType = 'arraybuffer'
      expect(socket).toBeInstanceOf(Chat)
      expect(await echo(socket)).toBe('x')
      expect([socket.sent, messages, socket.binaryType, socket.readyState]).toEqual([1, 1, 'arraybuffer', 3])
      expect(socket.url).toMatch(/^ws:/)
      expect(socket.onmessage).toBeTypeOf('function')
    }
  })

  it('does not ask for the real class before it is needed', async () => {
    let asked = 0
    const original = (): typeof WebSocket => {
      asked++
      return Original
    }
    const Socket = classWith({ original })
    const socket = new Socket('ws://chat.example/')
    expect(socket).toBeInstanceOf(Socket)
    expect({}).not.toBeInstanceOf(Socket)
    await echo(socket)
    expect(asked).toBe(0)
  })

  it('says so when there is no real class', () => {
    const Socket = classWith({ connect: () => 'bypass' })
    expect(() => new Socket('ws://elsewhere.example/')).toThrow(/no WebSocket/)
  })
})
