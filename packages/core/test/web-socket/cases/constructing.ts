// Cases: what the constructor accepts, refuses and makes of its arguments.
import type { ClientCase } from '../case.ts'

/** Sockets that only their constructor is asked about are closed at once. */
export const constructing: readonly ClientCase[] = [
  {
    name: 'needs a URL, and `new`',
    play({ WebSocket, attempt }) {
      attempt('no argument', () => Reflect.construct(WebSocket, []))
      attempt('without new', () =>
        Reflect.apply(WebSocket as unknown as () => void, undefined, ['ws://127.0.0.1']),
      )
    },
  },
  {
    name: 'refuses URLs that cannot be parsed',
    play({ WebSocket, attempt }) {
      for (const url of ['ws://', 'ws://foo bar.com/', 'ws://127.0.0.1:99999/', 'http://[', '#test']) {
        attempt(url, () => new WebSocket(url))
      }
    },
  },
  {
    name: 'refuses a relative URL where there is nothing it could be relative to',
    play({ WebSocket, attempt }) {
      for (const url of ['', '/path', '//127.0.0.1', '?query']) attempt(url, () => void new WebSocket(url))
    },
  },
  {
    name: 'refuses schemes other than ws, wss, http and https',
    play({ WebSocket, attempt }) {
      for (const url of [
        'ftp://127.0.0.1/',
        'mailto:a@example.org',
        'about:blank',
        'file:///x',
        'javascript:0',
        'blob:x',
      ]) {
        attempt(url, () => new WebSocket(url))
      }
    },
  },
  {
    name: 'refuses a fragment, also an empty one',
    play({ WebSocket, url, attempt }) {
      for (const end of ['/#', '/#test', '#', '/?query#', '/path#a#b'])
        attempt(end, () => new WebSocket(url + end))
    },
  },
  {
    name: 'takes a percent-encoded number sign for part of the path',
    async play({ WebSocket, url, attempt, watch, next }) {
      const socket = watch(new WebSocket(`${url}/%23?%23`))
      attempt('url', () => socket.url.slice(url.length))
      await next(socket, 'open')
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'serialises its URL: resolved path, encoded characters, lower-case host, trailing slash',
    script: { handshake: 400 },
    async play({ WebSocket, url, note, next }) {
      for (const end of ['', '/a/../b', '/ü?ü', '/a b', '?query', '/%7Euser', '/x\ny\t', '/\ud800']) {
        const socket = new WebSocket(url + end)
        note(`${JSON.stringify(end)}: ${socket.url.slice(url.length)}`)
        await next(socket, 'close')
      }
    },
  },
  {
    name: 'leaves out the default port, keeps user and password, and turns http into ws and https into wss',
    script: { handshake: 400 },
    async play({ WebSocket, url, attempt, next }) {
      const authority = url.slice('ws://'.length)
      for (const given of [
        `http://${authority}/x`,
        `HTTP://${authority}/x`,
        `ws://user:pass@${authority}/x`,
      ]) {
        const socket = new WebSocket(given)
        attempt(given.replace(authority, ''), () => socket.url.replace(authority, ''))
        await next(socket, 'close')
      }
    },
  },
  {
    name: 'takes anything that converts to a string for a URL',
    async play({ WebSocket, url, attempt, watch, next }) {
      for (const given of [new URL(url), { toString: () => url }]) {
        const socket = watch(new WebSocket(given as URL))
        await next(socket, 'open')
        socket.close()
        await next(socket, 'close')
      }
      attempt('a symbol', () => Reflect.construct(WebSocket, [Symbol('url')]))
    },
  },
  {
    name: 'refuses subprotocols that are no tokens',
    play({ WebSocket, url, attempt }) {
      const separators = [...'()<>@,;:\\"/[]?={}']
      for (const protocol of ['', ' ', 'a b', 'a\tb', 'ü', '\u0080', 'a\u0000', 'a\u007f', ...separators]) {
        attempt(JSON.stringify(protocol), () => new WebSocket(url, protocol))
        attempt(`[${JSON.stringify(protocol)}]`, () => new WebSocket(url, ['ok', protocol]))
      }
    },
  },
  {
    name: 'refuses subprotocols given twice, also in another case',
    play({ WebSocket, url, attempt }) {
      attempt('same', () => new WebSocket(url, ['a', 'b', 'a']))
      attempt('other case', () => new WebSocket(url, ['echo', 'eCho']))
    },
  },
  {
    name: 'reports a bad URL before a bad subprotocol',
    play({ WebSocket, attempt }) {
      attempt('both', () => new WebSocket('ftp://127.0.0.1', ['a', 'a']))
    },
  },
  {
    name: 'takes every token for a subprotocol, as a string, an array or any iterable',
    async play({ WebSocket, url, watch, note, next }) {
      const token = "!#$%&'*+-.^_`|~09azAZ"
      for (const given of [token, [token, 'b'], new Set([token, 'b'])]) {
        const socket = watch(new WebSocket(url, given as string[]))
        await next(socket, 'open')
        note(`protocol ${socket.protocol}`)
        socket.close()
        await next(socket, 'close')
      }
    },
  },
  {
    name: 'converts what is no iterable into a string',
    async play({ WebSocket, url, watch, note, next, attempt }) {
      for (const given of [null, 7, true, [1, null]]) {
        const socket = watch(Reflect.construct(WebSocket, [url, given]) as WebSocket)
        await next(socket, 'open')
        note(`protocol ${socket.protocol}`)
        socket.close()
        await next(socket, 'close')
      }
      attempt('a symbol', () => Reflect.construct(WebSocket, [url, Symbol('protocol')]))
    },
  },
  {
    name: 'takes an object of options for subprotocols, as Node does',
    async play({ WebSocket, url, watch, attempt, note, next }) {
      attempt('bad', () => Reflect.construct(WebSocket, [url, { protocols: ['ü'] }]))
      for (const options of [
        {},
        { protocols: 'a' },
        { protocols: ['a', 'b'], headers: { 'x-user': 'ana' } },
      ]) {
        let socket: WebSocket | undefined
        attempt('good', () => {
          socket = watch(Reflect.construct(WebSocket, [url, options]) as WebSocket)
        })
        if (socket === undefined) continue
        await next(socket, 'open')
        note(`protocol ${socket.protocol}`)
        socket.close()
        await next(socket, 'close')
      }
    },
  },
  {
    name: 'fails on ports that the platform blocks',
    async play({ WebSocket, watch, next }) {
      for (const port of [22, 6000, 10080])
        await next(watch(new WebSocket(`ws://127.0.0.1:${port}/`)), 'close')
    },
  },
]
