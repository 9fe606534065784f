// Cases: what a client receives, and in which form.
import type { ClientCase, Peer } from '../case.ts'
import { show } from '../stage.ts'

const threeBytes = new Uint8Array([1, 2, 255])
const sends =
  (...list: readonly (string | Uint8Array<ArrayBuffer>)[]) =>
  (peer: Peer): void => {
    for (const message of list) peer.send(message)
  }

export const receiving: readonly ClientCase[] = [
  {
    name: 'gives text as a string, whatever is in it',
    script: { opened: sends('', 'x', 'ünïcödé 🎉', '\u0000', 'x'.repeat(70_000)) },
    async play({ dial, next, messages, note }) {
      const socket = dial()
      for (const { data } of await messages(socket, 5)) note(typeof data)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'gives bytes as a Blob by default',
    script: { opened: sends(threeBytes, new Uint8Array(0)) },
    async play({ globals: { Blob }, dial, next, messages, note }) {
      const socket = dial()
      for (const { data } of (await messages(socket, 2)) as MessageEvent<Blob>[]) {
        note(`${data instanceof Blob} type=${show(data.type)} ${show(await data.arrayBuffer())}`)
      }
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'gives bytes as an ArrayBuffer when asked, each event its own',
    script: { opened: sends(threeBytes, threeBytes) },
    async play({ dial, next, messages, note }) {
      const socket = dial()
      socket.binaryType = 'arraybuffer'
      socket.addEventListener('message', ({ data }) => void new Uint8Array(data as ArrayBuffer).fill(9, 0, 1))
      for (const { data } of await messages(socket, 2)) note(`${data instanceof ArrayBuffer} ${show(data)}`)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'looks at binaryType when the message is fired',
    script: { opened: sends(threeBytes, threeBytes) },
    async play({ dial, next, messages }) {
      const socket = dial()
      socket.addEventListener('message', () => (socket.binaryType = 'arraybuffer'))
      await messages(socket, 2)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'ignores values of binaryType that are no such type',
    async play({ dial, next, attempt }) {
      const socket = dial()
      socket.binaryType = 'arraybuffer'
      for (const value of ['Blob', 'nodebuffer', '', null, undefined, 0]) {
        socket.binaryType = value as BinaryType
        attempt(String(value), () => socket.binaryType)
      }
      await next(socket, 'open')
      socket.close()
      await next(socket, 'close')
    },
    deviation: {
      reason: 'undici falls back to blob; Web IDL ignores a value that is not in the enumeration',
      platform: [
        ...['Blob', 'nodebuffer', '', 'null', 'undefined', '0'].map((value) => `${value}: "blob"`),
        'open readyState=1',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
      standard: [
        ...['Blob', 'nodebuffer', '', 'null', 'undefined', '0'].map((value) => `${value}: "arraybuffer"`),
        'open readyState=1',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
    },
  },
  {
    name: 'takes an object for binaryType if it converts to one of the two',
    async play({ dial, next, attempt }) {
      const socket = dial()
      socket.binaryType = { toString: () => 'arraybuffer' } as unknown as BinaryType
      attempt('binaryType', () => socket.binaryType)
      await next(socket, 'open')
      socket.close()
      await next(socket, 'close')
    },
    deviation: {
      reason: 'undici compares without converting; Web IDL converts to a string first',
      platform: [
        'binaryType: "blob"',
        'open readyState=1',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
      standard: [
        'binaryType: "arraybuffer"',
        'open readyState=1',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
    },
  },
  {
    name: 'fires MessageEvents of the standard shape',
    script: { opened: sends('x') },
    async play({ globals: { Event }, dial, next, note }) {
      const socket = dial()
      const event = await next(socket, 'message')
      note(`${event.constructor.name} ${Object.prototype.toString.call(event)} ${event instanceof Event}`)
      note(`lastEventId=${show(event.lastEventId)} source=${show(event.source)}`)
      note(
        `ports=${JSON.stringify(event.ports)} frozen=${Object.isFrozen(event.ports)} same=${event.ports === event.ports}`,
      )
      note(`composed=${event.composed} defaultPrevented=${event.defaultPrevented} phase=${event.eventPhase}`)
      note(`target=${event.target === socket} currentTarget=${show(event.currentTarget)}`)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'takes the origin from its URL: no path, no user',
    script: { opened: sends('x') },
    async play({ WebSocket, url, watch, next }) {
      const socket = watch(new WebSocket(url.replace('ws://', 'ws://user:pass@') + '/path?query'))
      await next(socket, 'message')
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'keeps a byte order mark that begins a text',
    script: { opened: sends('\ufefftext') },
    async play({ dial, next, attempt }) {
      const socket = dial()
      const { data } = await next(socket, 'message')
      attempt('length', () => String(data).length)
      socket.close()
      await next(socket, 'close')
    },
    deviation: {
      reason: 'undici decodes with a TextDecoder that drops the mark; in RFC 6455 it is part of the text',
      platform: [
        'open readyState=1',
        'message readyState=1 "text" origin=ws://server',
        'length: 4',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
      standard: [
        'open readyState=1',
        'message readyState=1 "\ufefftext" origin=ws://server',
        'length: 5',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
    },
  },
  {
    name: 'keeps the order of messages in both directions',
    async play({ dial, next, messages }) {
      const socket = dial()
      await next(socket, 'open')
      for (let n = 0; n < 20; n++) socket.send(n % 2 === 0 ? String(n) : new Uint8Array([n]))
      await messages(socket, 20)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'answers a ping, and shows neither ping nor pong',
    script: {
      heard(data, peer) {
        peer.ping()
        peer.send(data)
      },
    },
    async play({ dial, next }) {
      const socket = dial()
      await next(socket, 'open')
      socket.send('1')
      await next(socket, 'message')
      socket.send('2')
      await next(socket, 'message')
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'drops messages that arrive after close() was called',
    script: { heard: (_, peer) => peer.send('late') },
    async play({ dial, next }) {
      const socket = dial()
      await next(socket, 'open')
      socket.send('answer me')
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'drops messages that follow the one whose listener closes',
    script: { opened: sends('1', '2', '3') },
    async play({ dial, next }) {
      const socket = dial()
      socket.addEventListener('message', () => socket.close())
      await next(socket, 'close')
    },
  },
]
