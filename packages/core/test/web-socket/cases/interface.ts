// Cases: the class itself, as a program sees it without a connection.
import type { ClientCase } from '../case.ts'

const members = [
  'url',
  'readyState',
  'bufferedAmount',
  'onopen',
  'onerror',
  'onclose',
  'extensions',
  'protocol',
  'close',
  'onmessage',
  'binaryType',
  'send',
] as const

export const interfaceObject: readonly ClientCase[] = [
  {
    name: 'has the name, the length and the tag of the standard',
    play({ WebSocket, globals: { EventTarget }, attempt }) {
      attempt('name', () => WebSocket.name)
      attempt('length', () => WebSocket.length)
      attempt('tag', () => Object.prototype.toString.call(WebSocket.prototype))
      attempt('inherits', () => Object.getPrototypeOf(WebSocket) === EventTarget)
      attempt(
        'prototype inherits',
        () => Object.getPrototypeOf(WebSocket.prototype) === EventTarget.prototype,
      )
      attempt('constructor', () => WebSocket.prototype.constructor === WebSocket)
    },
  },
  {
    name: 'has its four constants on class and prototype, enumerable and constant',
    play({ WebSocket, attempt }) {
      for (const target of [WebSocket, WebSocket.prototype]) {
        for (const name of ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED']) {
          attempt(name, () => JSON.stringify(Object.getOwnPropertyDescriptor(target, name)))
          attempt(`${name} = 9`, () => Reflect.set(target, name, 9))
        }
      }
    },
  },
  {
    name: 'has its members on the prototype, enumerable',
    play({ WebSocket, note }) {
      for (const name of members) {
        const { get, set, value, enumerable, configurable } =
          Object.getOwnPropertyDescriptor(WebSocket.prototype, name) ?? {}
        const kind = get ? `get${set ? ' set' : ''}` : typeof value
        note(`${name}: ${kind} enumerable=${enumerable} configurable=${configurable}`)
      }
    },
  },
  {
    name: 'refuses to work for what is no WebSocket',
    play({ WebSocket, attempt }) {
      for (const name of members) {
        attempt(name, () => {
          const { get, value } = Object.getOwnPropertyDescriptor(WebSocket.prototype, name) ?? {}
          return Reflect.apply((get ?? value) as () => unknown, {}, [])
        })
      }
    },
  },
  {
    name: 'has read-only attributes',
    async play({ dial, attempt, next }) {
      const socket = dial()
      for (const name of ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol']) {
        attempt(name, () => Reflect.set(socket, name, 'x'))
      }
      await next(socket, 'open')
      attempt('readyState', () => socket.readyState)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'can be extended',
    async play({ WebSocket, url, watch, note, next }) {
      class Chat extends WebSocket {
        said = 0
        override send(data: string): void {
          this.said++
          super.send(`${data}!`)
        }
      }
      const socket = watch(new Chat(url))
      note(`instance of both: ${socket instanceof Chat && socket instanceof WebSocket}`)
      await next(socket, 'open')
      socket.send('hi')
      await next(socket, 'message')
      note(`said ${socket.said}`)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'recognises its instances and nothing else',
    async play({ WebSocket, globals: { EventTarget }, dial, attempt, next }) {
      const socket = dial()
      attempt('a socket', () => socket instanceof WebSocket)
      for (const other of [{}, null, undefined, 1, new EventTarget()])
        attempt(String(other), () => (other as object) instanceof WebSocket)
      attempt('a likeness', () => Object.create(WebSocket.prototype) instanceof WebSocket)
      await next(socket, 'open')
      socket.close()
      await next(socket, 'close')
    },
  },
]
