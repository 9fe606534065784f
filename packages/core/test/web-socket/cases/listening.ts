// Cases: listeners and handlers.
import type { ClientCase, Stage } from '../case.ts'

const types = ['open', 'message', 'error', 'close'] as const

const handler = (): void => {}

async function ending({ next }: Stage, socket: WebSocket): Promise<void> {
  if (socket.readyState === 0) await next(socket, 'open')
  socket.close()
  await next(socket, 'close')
}

export const listening: readonly ClientCase[] = [
  {
    name: 'has handlers that are null at first, and that can be set and taken away',
    async play(stage) {
      const socket = stage.dial()
      for (const type of types) {
        const name = `on${type}` as const
        stage.attempt(name, () => socket[name])
        socket[name] = handler
        stage.attempt(name, () => socket[name] === handler)
        for (const nothing of [null, 1, undefined, 'x', true]) {
          socket[name] = handler
          socket[name] = nothing as null
          stage.attempt(`${name} = ${nothing}`, () => socket[name])
        }
      }
      await ending(stage, socket)
    },
  },
  {
    name: 'keeps an object for a handler and never calls it',
    async play(stage) {
      const socket = stage.dial()
      const object = { handleEvent: () => stage.note('called') }
      socket.onopen = object as unknown as () => void
      stage.attempt('onopen', () => (socket.onopen as unknown) === object)
      await ending(stage, socket)
    },
  },
  {
    name: 'calls listeners and handlers in the order they were added',
    async play(stage) {
      const socket = stage.dial()
      socket.addEventListener('open', () => stage.note('1'))
      socket.onopen = () => stage.note('2')
      socket.addEventListener('open', () => stage.note('3'))
      await ending(stage, socket)
    },
  },
  {
    name: 'keeps the place of a handler that is replaced',
    async play(stage) {
      const socket = stage.dial()
      socket.onopen = () => stage.note('replaced')
      socket.addEventListener('open', () => stage.note('2'))
      socket.onopen = () => stage.note('1')
      await ending(stage, socket)
    },
    deviation: {
      reason: 'undici adds the new handler at the end; HTML only exchanges what the listener calls',
      platform: ['open readyState=1', '2', '1', 'close readyState=3 code=1005 reason="" wasClean=true'],
      standard: ['open readyState=1', '1', '2', 'close readyState=3 code=1005 reason="" wasClean=true'],
    },
  },
  {
    name: 'puts a handler at the end that was null meanwhile',
    async play(stage) {
      const socket = stage.dial()
      socket.onopen = () => stage.note('gone')
      socket.addEventListener('open', () => stage.note('1'))
      socket.onopen = null
      socket.onopen = () => stage.note('2')
      await ending(stage, socket)
    },
  },
  {
    name: 'calls a function that is handler and listener for both',
    async play(stage) {
      const socket = stage.dial()
      const both = (): void => stage.note('called')
      socket.addEventListener('open', both)
      socket.onopen = both
      await ending(stage, socket)
    },
    deviation: {
      reason:
        'undici adds the handler itself as a listener, so that it is there only once; in HTML they are two',
      platform: ['open readyState=1', 'called', 'close readyState=3 code=1005 reason="" wasClean=true'],
      standard: [
        'open readyState=1',
        'called',
        'called',
        'close readyState=3 code=1005 reason="" wasClean=true',
      ],
    },
  },
  {
    name: 'calls a handler with the socket as this, and ignores what it returns',
    async play(stage) {
      const socket = stage.dial()
      socket.onopen = function (this: WebSocket, event) {
        stage.note(`${this === socket} ${event.target === socket} ${arguments.length}`)
        return false
      }
      const opened = await stage.next(socket, 'open')
      stage.note(`defaultPrevented=${opened.defaultPrevented}`)
      await ending(stage, socket)
    },
  },
  {
    name: 'calls the handler that is set while its event is fired',
    async play(stage) {
      const socket = stage.dial()
      socket.addEventListener('open', () => (socket.onopen = () => stage.note('too late or not')))
      await ending(stage, socket)
    },
  },
  {
    name: 'calls each listener although another throws, and reports the error',
    async play(stage) {
      await stage.notingUncaught(async () => {
        const socket = stage.dial()
        socket.onopen = () => {
          throw new Error('handler')
        }
        socket.addEventListener('open', () => {
          throw new Error('listener')
        })
        socket.addEventListener('open', () => stage.note('still called'))
        await stage.next(socket, 'open')
        socket.send('x')
        await stage.next(socket, 'message')
        await ending(stage, socket)
      })
    },
  },
  {
    name: 'calls capturing listeners too',
    async play(stage) {
      const socket = stage.dial()
      socket.addEventListener('open', () => stage.note('bubbling'))
      socket.addEventListener('open', () => stage.note('capturing'), true)
      await ending(stage, socket)
    },
  },
  {
    name: 'honours once, signal, handleEvent and removal',
    async play(stage) {
      const socket = stage.dial()
      const abort = new stage.globals.AbortController()
      const { note } = stage
      const removed = (): void => note('removed')
      socket.addEventListener('message', () => note('once'), { once: true })
      socket.addEventListener('message', () => note('until aborted'), { signal: abort.signal })
      socket.addEventListener('message', { handleEvent: () => note('object') })
      socket.addEventListener('message', removed)
      socket.removeEventListener('message', removed)
      const twice = (): void => note('added twice')
      socket.addEventListener('message', twice)
      socket.addEventListener('message', twice)
      await stage.next(socket, 'open')
      socket.send('1')
      await stage.next(socket, 'message')
      abort.abort()
      socket.send('2')
      await stage.next(socket, 'message')
      await ending(stage, socket)
    },
  },
  {
    name: 'lets a listener stop the ones behind it',
    async play(stage) {
      const socket = new stage.WebSocket(stage.url)
      socket.addEventListener('open', (event) => {
        stage.note('first')
        event.stopImmediatePropagation()
      })
      socket.onopen = () => stage.note('second')
      await stage.roundTrip()
      socket.close()
      await stage.next(socket, 'close')
    },
  },
  {
    name: 'dispatches events that the program makes, handlers included',
    async play(stage) {
      const socket = stage.dial()
      await stage.next(socket, 'open')
      socket.onmessage = (event) => stage.note(`handler ${event.type}`)
      const { Event } = stage.globals
      stage.attempt('dispatch', () => socket.dispatchEvent(new Event('message')))
      socket.addEventListener('mine', () => stage.note('mine'))
      stage.attempt('dispatch', () => socket.dispatchEvent(new Event('mine')))
      stage.attempt('readyState', () => socket.readyState)
      await ending(stage, socket)
    },
  },
]
