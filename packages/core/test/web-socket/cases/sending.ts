// Cases: what a client sends, how it is counted, and what becomes of it.
import type { ClientCase, Stage } from '../case.ts'

/** Opens, does something, and closes after the server has had it. */
async function whileOpen(
  { dial, next }: Stage,
  use: (socket: WebSocket) => void | Promise<void>,
): Promise<void> {
  const socket = dial()
  await next(socket, 'open')
  await use(socket)
  socket.close()
  await next(socket, 'close')
}

const silent = { heard: () => {} }

export const sending: readonly ClientCase[] = [
  {
    name: 'sends strings as text, lone surrogates replaced',
    script: silent,
    play: (stage) =>
      whileOpen(stage, (socket) => {
        for (const text of ['', 'x', 'ünïcödé 🎉', 'a\ud800b', '\udc00', '\u0000']) socket.send(text)
      }),
  },
  {
    name: 'sends everything else as the string it converts to',
    script: silent,
    play: (stage) =>
      whileOpen(stage, (socket) => {
        for (const value of [null, undefined, 1, -0, true, 10n, [1, [2]], {}, { toString: () => 'mine' }]) {
          socket.send(value as string)
        }
      }),
  },
  {
    name: 'throws what a conversion throws, and sends nothing',
    script: silent,
    play: (stage) =>
      whileOpen(stage, (socket) => {
        const { attempt } = stage
        attempt('a symbol', () => socket.send(Symbol('x') as unknown as string))
        attempt('nothing', () => Reflect.apply(socket.send, socket, []))
        const thrower = {
          toString() {
            throw new RangeError('mine')
          },
        }
        attempt('a thrower', () => socket.send(thrower as unknown as string))
        attempt('bufferedAmount', () => socket.bufferedAmount)
      }),
  },
  {
    name: 'sends buffers and exactly the part that a view shows',
    script: silent,
    play: (stage) =>
      whileOpen(stage, (socket) => {
        const { buffer } = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7])
        socket.send(buffer)
        socket.send(new ArrayBuffer(0))
        socket.send(new Uint8Array(buffer, 2, 3))
        socket.send(new Uint16Array(buffer, 2, 2))
        socket.send(new Float32Array([1]))
        socket.send(new DataView(buffer, 7))
        socket.send(new BigUint64Array(buffer))
      }),
  },
  {
    name: 'sends nothing of a buffer that was transferred away',
    script: silent,
    play: (stage) =>
      whileOpen(stage, (socket) => {
        const bytes = new Uint8Array([1, 2, 3])
        structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
        stage.attempt('transferred', () => socket.send(bytes.buffer))
      }),
    deviation: {
      reason: 'undici throws; by Web IDL a detached buffer holds no bytes, and an empty message is sent',
      platform: [
        'open readyState=1',
        'transferred: threw TypeError',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
      standard: [
        'open readyState=1',
        'transferred: undefined',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
    },
  },
  {
    name: 'takes shared memory for no buffer, and refuses a view of it',
    script: silent,
    play: (stage) =>
      whileOpen(stage, (socket) => {
        const shared = new SharedArrayBuffer(2)
        stage.attempt('shared', () => socket.send(shared as unknown as ArrayBuffer))
        stage.attempt('view', () =>
          socket.send(new Uint8Array(shared) as unknown as ArrayBufferView<ArrayBuffer>),
        )
      }),
    deviation: {
      reason: 'undici sends a view of shared memory as text; Web IDL refuses it without [AllowShared]',
      platform: [
        'open readyState=1',
        'shared: undefined',
        'view: undefined',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
      standard: [
        'open readyState=1',
        'shared: undefined',
        'view: threw TypeError',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
    },
  },
  {
    name: 'sends what a buffer holds at that moment',
    script: silent,
    play: (stage) =>
      whileOpen(stage, (socket) => {
        const bytes = new Uint8Array([1, 2, 3])
        socket.send(bytes)
        bytes.fill(9)
        socket.send(bytes.buffer)
        bytes.fill(7)
      }),
  },
  {
    name: 'sends the bytes of a Blob, and what follows it after it',
    async play({ globals: { Blob, File }, dial, next, messages }) {
      const socket = dial()
      await next(socket, 'open')
      socket.send('before')
      socket.send(new Blob([new Uint8Array([1, 2])]))
      socket.send('between')
      socket.send(new Blob([]))
      socket.send(new File([new Uint8Array([3])], 'name'))
      socket.send(new Uint8Array([4]))
      await messages(socket, 6)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'closes after a Blob that is still being read',
    script: {
      heard: (data, peer) => peer.close(4000, `had ${data.length}`),
    },
    async play({ globals: { Blob }, dial, next, note }) {
      const socket = dial()
      await next(socket, 'open')
      socket.send(new Blob(['x'.repeat(100_000)]))
      socket.close(3001, 'done')
      note(String(socket.readyState))
      await next(socket, 'close')
    },
    deviation: {
      reason:
        'undici closes at once and loses the Blob; the standard starts the handshake after the messages are sent',
      platform: ['open readyState=1', '2', 'close readyState=3 code=3001 reason="done" wasClean=true'],
      standard: ['open readyState=1', '2', 'close readyState=3 code=4000 reason="had 100000" wasClean=true'],
    },
  },
  {
    name: 'counts bufferedAmount in bytes, of text in UTF-8, until they are sent',
    async play({ globals: { Blob }, dial, next, messages, attempt }) {
      const socket = dial()
      await next(socket, 'open')
      const amounts: number[] = []
      for (const data of ['', 'x', 'ü€🎉', '\ud800', new Uint16Array(3), new Blob(['1234567'])]) {
        socket.send(data)
        amounts.push(socket.bufferedAmount)
      }
      attempt('amounts', () => amounts.join(' '))
      await messages(socket, 6)
      attempt('in the end', () => socket.bufferedAmount)
      socket.close()
      await next(socket, 'close')
    },
  },
  {
    name: 'sends nothing once close() was called, but counts it for good',
    script: silent,
    async play({ globals: { Blob }, dial, next, attempt }) {
      const socket = dial()
      await next(socket, 'open')
      socket.close()
      attempt('CLOSING', () => socket.send('123'))
      attempt('CLOSING', () => socket.send(new Uint8Array(2)))
      attempt('bufferedAmount', () => socket.bufferedAmount)
      await next(socket, 'close')
      attempt('CLOSED', () => socket.send('ü'))
      attempt('CLOSED', () => socket.send(new Blob(['1234'])))
      attempt('bufferedAmount', () => socket.bufferedAmount)
    },
    deviation: {
      reason:
        'undici does not count what is sent while CLOSING or CLOSED; the standard says that any call increases it',
      platform: [
        'open readyState=1',
        'CLOSING: undefined',
        'CLOSING: undefined',
        'bufferedAmount: 0',
        'close readyState=3 code=1005 reason="" wasClean=true',
        'CLOSED: undefined',
        'CLOSED: undefined',
        'bufferedAmount: 0',
      ],
      standard: [
        'open readyState=1',
        'CLOSING: undefined',
        'CLOSING: undefined',
        'bufferedAmount: 5',
        'close readyState=3 code=1005 reason="" wasClean=true',
        'CLOSED: undefined',
        'CLOSED: undefined',
        'bufferedAmount: 11',
      ],
    },
  },
  {
    name: 'sends from within the open event',
    async play({ dial, next }) {
      const socket = dial()
      socket.onopen = () => socket.send('at once')
      await next(socket, 'message')
      socket.close()
      await next(socket, 'close')
    },
  },
]
