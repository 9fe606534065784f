// Cases: from the constructor to `open`, or to its failure.
import type { ClientCase } from '../case.ts'

export const opening: readonly ClientCase[] = [
  {
    name: 'begins CONNECTING with its initial values, and opens',
    async play({ dial, note, next }) {
      const socket = dial()
      note(
        `${socket.readyState} "${socket.protocol}" "${socket.extensions}" ${socket.bufferedAmount} ${socket.binaryType}`,
      )
      await next(socket, 'open')
      note(
        `${socket.readyState} "${socket.protocol}" "${socket.extensions}" ${socket.bufferedAmount} ${socket.binaryType}`,
      )
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'opens for a listener added right after the constructor, not before',
    async play({ dial, note, next }) {
      const socket = dial()
      socket.onopen = () => note('handler')
      note('constructed')
      await next(socket, 'open')
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'has the subprotocol the server chose among those offered',
    script: { chooses: 'b' },
    async play({ dial, note, next }) {
      const socket = dial(['a', 'b', 'c'])
      await next(socket, 'open')
      note(socket.protocol)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'fails when the server chooses a subprotocol that was not offered',
    script: { chooses: 'z' },
    async play({ dial, note, next }) {
      const socket = dial(['a', 'b'])
      await next(socket, 'close')
      note(`${socket.readyState} "${socket.protocol}"`)
    },
  },
  {
    name: 'fails when the server chooses a subprotocol though none was offered',
    script: { chooses: 'z' },
    async play({ dial, note, next }) {
      const socket = dial()
      await next(socket, 'close')
      note(`${socket.readyState} "${socket.protocol}"`)
    },
  },
  {
    name: 'fails when subprotocols are offered and the server chooses none',
    script: { chooses: '' },
    async play({ dial, note, next }) {
      const socket = dial(['a'])
      await next(socket, 'close')
      note(`${socket.readyState} "${socket.protocol}"`)
    },
  },
  ...[400, 401, 404, 426, 500, 503].map((status): ClientCase => ({
    name: `fails with error, then close 1006, when the server refuses with ${status}`,
    script: { handshake: status },
    async play({ dial, next, attempt }) {
      const socket = dial()
      await next(socket, 'close')
      attempt('readyState', () => socket.readyState)
      attempt('send', () => socket.send('x'))
      attempt('close', () => socket.close())
    },
  })),
  {
    name: 'fires a plain Event when it fails',
    script: { handshake: 400 },
    async play({ dial, note, next }) {
      const socket = dial()
      const closed = next(socket, 'close')
      const event = await next(socket, 'error')
      await closed
      note(`${event.constructor.name} ${Object.prototype.toString.call(event)} message=${'message' in event}`)
    },
    deviation: {
      reason: 'undici fires an ErrorEvent that tells the cause; the standard hides it and fires an Event',
      platform: [
        'error readyState=3',
        'close readyState=3 code=1006 reason="" wasClean=false',
        'ErrorEvent [object ErrorEvent] message=true',
      ],
      standard: [
        'error readyState=3',
        'close readyState=3 code=1006 reason="" wasClean=false',
        'Event [object Event] message=false',
      ],
    },
  },
  {
    name: 'stays CONNECTING as long as nobody answers',
    script: { handshake: 'silence' },
    async play({ dial, note, roundTrip, next }) {
      const socket = dial()
      await roundTrip()
      note(String(socket.readyState))
      const closed = next(socket, 'close')
      socket.close()
      await closed
    },
  },
  {
    name: 'refuses to send while CONNECTING, after converting the argument',
    async play({ globals: { Blob }, dial, attempt, next }) {
      const socket = dial()
      for (const data of ['', 'x', new Uint8Array(1), new ArrayBuffer(1), new Blob(['x'])]) {
        attempt('send', () => socket.send(data))
      }
      attempt('nothing', () => Reflect.apply(socket.send, socket, []))
      attempt('a symbol', () => socket.send(Symbol('data') as unknown as string))
      attempt('bufferedAmount', () => socket.bufferedAmount)
      await next(socket, 'open')
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'has the messages that the server sent with its handshake, after open',
    script: { opened: (peer) => ['1', '2', '3'].forEach((data) => peer.send(data)) },
    async play({ dial, next, messages }) {
      const socket = dial()
      await messages(socket, 3)
      socket.close()
      await next(socket, 'close')
    },
  },
]
