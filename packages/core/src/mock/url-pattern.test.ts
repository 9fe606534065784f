import { describe, expect, it } from 'vitest'
import { contract } from '../contract/contract.ts'
import { compileUrl, type MockUrl } from './url-pattern.ts'

const params = (pattern: MockUrl, url: string): Readonly<Record<string, string>> | undefined =>
  compileUrl('test', pattern).match(url)

describe('compileUrl', () => {
  it('matches an exact URL, whatever its query', () => {
    expect(params('ws://chat.test/rooms', 'ws://chat.test/rooms?token=1')).toEqual({})
    expect(params('ws://chat.test/rooms', 'ws://chat.test/rooms/2')).toBeUndefined()
    expect(params('ws://chat.test', 'ws://chat.test/')).toEqual({})
    expect(params('WS://Chat.Test:80/', 'ws://chat.test/')).toEqual({})
  })

  it('hands out :params, one path segment each, decoded', () => {
    expect(params('wss://chat.test/:kind/:room', 'wss://chat.test/rooms/caf%C3%A9?x')).toEqual({
      kind: 'rooms',
      room: 'café',
    })
    expect(params('wss://chat.test/rooms/:room', 'wss://chat.test/rooms/a/b')).toBeUndefined()
    expect(params('wss://chat.test/rooms/:room', 'wss://chat.test/rooms/')).toBeUndefined()
    expect(params('ws://localhost:3000/:room', 'ws://localhost:3000/a%')).toEqual({ room: 'a%' })
  })

  it('lets * stand for anything, and a path alone for any host', () => {
    expect(params('ws://*/chat', 'ws://a.test:81/chat')).toEqual({})
    expect(params('*', 'wss://a.test/x')).toEqual({})
    expect(params('/rooms/:room', 'wss://any.test/rooms/1')).toEqual({ room: '1' })
    expect(params('/rooms', 'wss://any.test/other/rooms')).toBeUndefined()
  })

  it('knows the default ports, also beside a parameter', () => {
    expect(params('wss://chat.test:443/*', 'wss://chat.test/a')).toEqual({})
    expect(params('ws://chat.test:80/:room', 'ws://chat.test/a')).toEqual({ room: 'a' })
    expect(params('ws://chat.test:443/:room', 'ws://chat.test/a')).toBeUndefined()
  })

  it('knows URLs as sockets write them, also beside a parameter', () => {
    const socketsUrl = (url: string): string => new URL(url).href
    const matches = (pattern: string, url: string): unknown => params(pattern, socketsUrl(url))
    expect(matches('wss://CHAT.test/:room', 'wss://chat.test/Ana')).toEqual({ room: 'Ana' })
    expect(matches('wss://CHAT.test/Rooms/*', 'wss://chat.test/rooms/1')).toBeUndefined()
    expect(matches('wss://münchen.test/:room', 'wss://münchen.test/a')).toEqual({ room: 'a' })
    expect(matches('wss://:Stadt.münchen.test:*/a', 'wss://ost.münchen.test:81/a')).toEqual({ Stadt: 'ost' })
    expect(matches('wss://chat.test/räume/:raum', 'wss://chat.test/räume/küche')).toEqual({ raum: 'küche' })
    expect(matches('/räume/a b', 'wss://chat.test/räume/a b')).toEqual({})
    expect(matches('/räume/*', 'wss://chat.test/räume/{1}')).toEqual({})
    expect(matches('wss://chat.test/{a}/:x', 'wss://chat.test/{a}/1')).toEqual({ x: '1' })
    expect(matches('ws://0x7f.1/:x', 'ws://127.0.0.1/1')).toEqual({ x: '1' })
  })

  it('takes the colons of an IPv6 address for no parameters', () => {
    expect(params('ws://[fe80::a:a]/rooms', 'ws://[fe80::a:a]/rooms')).toEqual({})
    expect(params('ws://[2001:DB8::A]:3000/:room', 'ws://[2001:db8::a]:3000/1')).toEqual({ room: '1' })
    expect(params('ws://[2001:DB8::A]:*/:room', 'ws://[2001:db8::a]:3000/1')).toEqual({ room: '1' })
    expect(params('ws://[2001:db8::a]/rooms', 'ws://[2001:dead::a]/rooms')).toBeUndefined()
  })

  it('leaves user and password out of the match, unless it has them itself', () => {
    expect(params('wss://chat.test/rooms', 'wss://ana:pw@chat.test/rooms?x')).toEqual({})
    expect(params('wss://chat.test/:room', 'wss://ana:p%40w@chat.test/@1')).toEqual({ room: '@1' })
    expect(params('wss://ana:pw@chat.test/rooms', 'wss://ana:pw@chat.test/rooms')).toEqual({})
    expect(params('wss://ana:pw@chat.test/rooms', 'wss://bob:pw@chat.test/rooms')).toBeUndefined()
  })

  it('takes every character but : and * literally', () => {
    expect(params('ws://chat.test/a.b+c', 'ws://chat.test/a.b+c')).toEqual({})
    expect(params('ws://chat.test/:x/a.b', 'ws://chat.test/1/aXb')).toBeUndefined()
  })

  it.each(['/*/a/*', '/*a*a', '/*aa*a*', '/*a*/*a', '/*/:id/*a*', '/*a*/:id'])(
    'finds what is between several stars: %s',
    (url) => {
      const source = url.replaceAll('*', '.*').replace(':id', '(?<id>[^/]+?)')
      const plain = new RegExp(`^ws://h${source}$`)
      let paths = ['']
      for (let length = 0; length < 8; length++) {
        paths = paths.flatMap((path) => ['/', 'a', 'b'].map((next) => path + next))
        for (const path of paths) {
          const { groups } = plain.exec(`ws://h/${path}`) ?? {}
          const isFound = plain.test(`ws://h/${path}`)
          expect([path, params(url, `ws://h/${path}`)]).toEqual([path, isFound ? { ...groups } : undefined])
        }
      }
    },
  )

  it('takes no longer for a long URL with several stars', () => {
    const pattern = compileUrl('test', '/*/*/*/*/*/a')
    expect(pattern.match(`ws://h${'/'.repeat(16_000)}`)).toBeUndefined()
    expect(pattern.match(`ws://h${'/'.repeat(16_000)}a`)).toEqual({})
  })

  it('takes a RegExp, also a global one', () => {
    const pattern = compileUrl('test', /rooms\/(?<room>\d+)$/g)
    expect([pattern.match('ws://a.test/rooms/1'), pattern.match('ws://a.test/rooms/2')]).toEqual([
      { room: '1' },
      { room: '2' },
    ])
  })

  // Node has it from version 23.8.
  const { URLPattern } = globalThis as Partial<typeof globalThis>
  it.skipIf(URLPattern === undefined)('takes a URLPattern', () => {
    expect(params(new URLPattern!({ pathname: '/rooms/:room' }), 'ws://a.test/rooms/7?x')).toEqual({
      room: '7',
    })
  })

  it('refuses what is no URL, and says where a contract goes', () => {
    const chat = contract('chat', { url: '/chat', clientToServer: {}, serverToClient: {} })
    expect(() => compileUrl('mockWs()', chat as never)).toThrow(
      "mockWs(): the contract 'chat' stands where the URL goes. Give the URL that clients open first, then the contract",
    )
    expect(() => compileUrl('mockWs()', { a: 1 } as never)).toThrow('mockWs(): { a: 1 } is not a URL.')
  })

  it.each([
    ['', 'the URL is empty'],
    ['chat.test/rooms', 'is not a WebSocket URL'],
    ['ftp://chat.test/', 'ftp: is not a scheme of WebSockets'],
    ['ws://chat.test/#top', 'has a fragment'],
    ['ws://chat.test/?token=1', 'has a query'],
    ['ws://chat.test/:room/:room', ':room stands twice'],
    ['ws://', 'is not a URL'],
    ['ws:///rooms/:room', 'is not a URL'],
    ['ws://a b/:room', 'is not a URL'],
  ])('refuses %j', (url, why) => {
    expect(() => compileUrl('mockWs()', url)).toThrow(why)
  })
})
