// Cases: how a connection ends, from either side.
import type { ClientCase } from '../case.ts'

const silent = { heard: () => {} }

export const closing: readonly ClientCase[] = [
  {
    name: 'closes without a code: 1005, cleanly',
    async play({ dial, next, note }) {
      const socket = dial()
      await next(socket, 'open')
      socket.close()
      note(String(socket.readyState))
      await next(socket, 'close')
      note(String(socket.readyState))
    },
  },
  ...(
    [
      [1000, undefined],
      [1000, 'done'],
      [3000, ''],
      [4999, 'ü'.repeat(61)],
      [3333, 'x'.repeat(123)],
      [undefined, undefined],
    ] as const
  ).map(([code, reason]): ClientCase => ({
    name: `closes with ${code} and a reason of ${reason?.length ?? 'nothing'}, which come back`,
    async play({ dial, next, attempt }) {
      const socket = dial()
      await next(socket, 'open')
      socket.close(code, reason)
      const event = await next(socket, 'close')
      attempt('reason', () => event.reason === (reason ?? ''))
    },
  })),
  {
    name: 'refuses other codes, whatever its state',
    async play({ dial, next, attempt }) {
      const socket = dial()
      const refused = (): void => {
        for (const code of [
          0,
          999,
          1001,
          1005,
          1006,
          1011,
          1015,
          2999,
          5000,
          65535,
          65536 + 1000,
          -1,
          NaN,
          Infinity,
        ]) {
          attempt(String(code), () => socket.close(code))
        }
      }
      refused()
      await next(socket, 'open')
      refused()
      socket.close()
      await next(socket, 'close')
      refused()
    },
  },
  {
    name: 'converts a code to a clamped number',
    async play({ dial, next, attempt }) {
      for (const code of [
        1000.4,
        999.5,
        1000.5,
        2999.6,
        '3001',
        { valueOf: () => 3002 },
        [3003],
        true,
        null,
        'x',
        4999.5,
      ]) {
        const socket = dial()
        await next(socket, 'open')
        attempt(JSON.stringify(code), () => socket.close(code as number))
        socket.close()
        await next(socket, 'close')
      }
    },
  },
  {
    name: 'throws what a conversion throws, and stays open',
    async play({ dial, next, attempt }) {
      const socket = dial()
      await next(socket, 'open')
      attempt('a symbol', () => socket.close(Symbol('x') as unknown as number))
      attempt('a symbol for a reason', () => socket.close(1000, Symbol('x') as unknown as string))
      attempt('readyState', () => socket.readyState)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'refuses a bigint for a code',
    async play({ dial, next, attempt }) {
      const socket = dial()
      await next(socket, 'open')
      attempt('a bigint', () => socket.close(1000n as unknown as number))
      socket.close(3001)
      await next(socket, 'close')
    },
    deviation: {
      reason: "undici converts with Number(); Web IDL's ToNumber throws for a bigint",
      platform: [
        'open readyState=1',
        'a bigint: undefined',
        'close readyState=3 code=1000 reason="" wasClean=true',
      ],
      standard: [
        'open readyState=1',
        'a bigint: threw TypeError',
        'close readyState=3 code=3001 reason="" wasClean=true',
      ],
    },
  },
  {
    name: 'converts a reason to a string, lone surrogates replaced',
    async play({ dial, next }) {
      for (const reason of [null, 7, {}, 'a\ud800b']) {
        const socket = dial()
        await next(socket, 'open')
        socket.close(1000, reason as string)
        await next(socket, 'close')
      }
    },
  },
  {
    name: 'refuses a reason of more than 123 bytes, whatever its state',
    async play({ dial, next, attempt }) {
      const socket = dial()
      const refused = (): void => {
        attempt('124 letters', () => socket.close(1000, 'x'.repeat(124)))
        attempt('62 umlauts', () => socket.close(1000, 'ü'.repeat(62)))
        attempt('without code', () => socket.close(undefined, 'x'.repeat(124)))
        attempt('code first', () => socket.close(1001, 'x'.repeat(124)))
      }
      refused()
      await next(socket, 'open')
      refused()
      attempt('readyState', () => socket.readyState)
      socket.close()
      await next(socket, 'close')
      refused()
    },
  },
  {
    name: 'sends a reason without a code as 1000',
    async play({ dial, next }) {
      const socket = dial()
      await next(socket, 'open')
      socket.close(undefined, 'why')
      await next(socket, 'close')
    },
  },
  {
    name: 'closes once, whatever is called again',
    async play({ dial, next, note }) {
      const socket = dial()
      await next(socket, 'open')
      socket.close(3001)
      socket.close(3002)
      socket.addEventListener('close', () => {
        socket.close(3003)
        note(String(socket.readyState))
      })
      await next(socket, 'close')
      socket.close()
      note(String(socket.readyState))
    },
  },
  {
    name: 'delivers everything sent before close() to the server',
    script: silent,
    async play({ dial, next }) {
      const socket = dial()
      await next(socket, 'open')
      for (let n = 0; n < 10; n++) socket.send(String(n))
      socket.close(1000)
      await next(socket, 'close')
    },
  },
  {
    name: 'shows everything the server sent before it closed',
    script: {
      opened(peer) {
        for (let n = 0; n < 10; n++) peer.send(String(n))
        peer.close(4000, 'bye')
      },
    },
    async play({ dial, next, note }) {
      const socket = dial()
      await next(socket, 'close')
      note(String(socket.readyState))
    },
  },
  ...(
    [
      [undefined, undefined],
      [1000, ''],
      [1001, 'going away'],
      [1011, 'ü'],
      [1012, ''],
      [4321, 'mine'],
    ] as const
  ).map(([code, reason]): ClientCase => ({
    name: `is closed by the server with ${code}`,
    script: { heard: (_, peer) => peer.close(code, reason) },
    async play({ dial, next }) {
      const socket = dial()
      await next(socket, 'open')
      socket.send('close me')
      await next(socket, 'close')
    },
  })),
  {
    name: 'closes right after open when the server does',
    script: { opened: (peer) => peer.close(1000) },
    async play({ dial, next }) {
      await next(dial(), 'close')
    },
  },
  {
    name: 'fires CloseEvents of the standard shape',
    async play({ globals: { Event }, dial, next, note }) {
      const socket = dial()
      await next(socket, 'open')
      socket.close()
      const event = await next(socket, 'close')
      note(`${event.constructor.name} ${Object.prototype.toString.call(event)} ${event instanceof Event}`)
      note(`target=${event.target === socket} composed=${event.composed}`)
    },
  },
  {
    name: 'ends with error and 1006 when the connection is cut',
    script: { heard: (_, peer) => peer.cut() },
    async play({ dial, next }) {
      const socket = dial()
      await next(socket, 'open')
      socket.send('cut me')
      await next(socket, 'close')
    },
  },
  {
    name: 'stays CLOSING as long as the server does not answer',
    script: { opened: (peer) => peer.stopReading() },
    async play({ dial, next, note, roundTrip }) {
      const socket = dial()
      await next(socket, 'open')
      socket.close()
      await roundTrip()
      note(String(socket.readyState))
    },
  },
  {
    name: 'ends with 1006 when its close is answered by a cut',
    script: {
      opened: (peer) => (peer.earlier === undefined ? peer.stopReading() : undefined),
      heard(_, peer) {
        peer.earlier?.cut()
        peer.close()
      },
    },
    async play({ WebSocket, url, dial, next }) {
      const socket = dial()
      await next(socket, 'open')
      socket.close()
      const accomplice = new WebSocket(url)
      accomplice.onopen = () => accomplice.send('cut the first')
      await next(socket, 'close')
    },
  },
  {
    name: 'fails when it is closed while CONNECTING',
    script: { handshake: 'silence' },
    async play({ dial, next, note, roundTrip }) {
      for (const wait of [() => Promise.resolve(), roundTrip]) {
        const socket = dial()
        await wait()
        const closed = next(socket, 'close')
        socket.close(3001, 'never mind')
        note(String(socket.readyState))
        await closed
      }
    },
    deviation: {
      reason: 'undici fires both events from within close(); the standard queues a task and returns first',
      platform: Array.from({ length: 2 }, () => [
        'error readyState=3',
        'close readyState=3 code=1006 reason="" wasClean=false',
        '2',
      ]).flat(),
      standard: Array.from({ length: 2 }, () => [
        '2',
        'error readyState=3',
        'close readyState=3 code=1006 reason="" wasClean=false',
      ]).flat(),
    },
  },
]
