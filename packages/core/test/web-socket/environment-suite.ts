// What holds where a test runs inside an environment (jsdom, happy-dom): the socket's classes are the environment's.
import { describe, expect, it } from 'vitest'
import { nextTurn } from '../../src/clock.ts'
import { Pump } from '../../src/transports/memory/pump.ts'
import { realmOf } from '../../src/transports/memory/realm.ts'
import { createWebSocketClass } from '../../src/transports/memory/web-socket.ts'
import { notingUncaughtInNode } from './uncaught.ts'

const EchoSocket = createWebSocketClass({
  realm: realmOf(globalThis),
  pump: new Pump(),
  connect: (_, link) => {
    link.accept('')
    return {
      mock: {
        frame: (frame) => link.deliver(frame),
        closing: (code, reason) => link.close(code, reason),
        closed() {},
      },
    }
  },
})

const next = <Type extends keyof WebSocketEventMap>(
  socket: WebSocket,
  type: Type,
): Promise<WebSocketEventMap[Type]> =>
  new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }))

/** Called in a file that runs in the environment. */
export function describeInEnvironment(name: string): void {
  describe(`WebSocket in memory under ${name}`, () => {
    it("fires events that are instances of the environment's classes", async () => {
      const socket = new EchoSocket('ws://chat.example/')
      expect(socket).toBeInstanceOf(EventTarget)
      expect(await next(socket, 'open')).toBeInstanceOf(Event)
      socket.send('x')
      expect(await next(socket, 'message')).toBeInstanceOf(MessageEvent)
      socket.close()
      expect(await next(socket, 'close')).toBeInstanceOf(CloseEvent)
    })

    it('dispatches events that the app made', async () => {
      const socket = new EchoSocket('ws://chat.example/')
      const received = next(socket, 'message')
      const event = new MessageEvent('message', { data: 'mine' })
      expect(socket.dispatchEvent(event)).toBe(true)
      expect(await received).toBe(event)
    })

    it("takes and gives the environment's Blob", async () => {
      const socket = new EchoSocket('ws://chat.example/')
      await next(socket, 'open')
      socket.send(new Blob(['text']))
      const { data } = (await next(socket, 'message')) as MessageEvent<Blob>
      expect(data).toBeInstanceOf(Blob)
      expect(await data.text()).toBe('text')
    })

    it('resolves a relative URL against the document', () => {
      expect(new EchoSocket('/chat?room=1').url).toBe('ws://localhost:3000/chat?room=1')
    })

    it("throws the environment's DOMException", () => {
      expect(() => new EchoSocket('ftp://chat.example/')).toThrow(DOMException)
    })

    it('reports what a listener throws, so that the run fails', async () => {
      const lines: string[] = []
      await notingUncaughtInNode(
        (line) => lines.push(line),
        async () => {
          const socket = new EchoSocket('ws://chat.example/')
          const opened = next(socket, 'open')
          socket.addEventListener('open', () => {
            throw new Error('a failed assertion')
          })
          await opened
          await new Promise<void>(nextTurn)
        },
      )
      expect(lines).toEqual(['uncaught a failed assertion'])
    })
  })
}
