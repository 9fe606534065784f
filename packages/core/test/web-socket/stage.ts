// The client's half of a case: a log, and the words a case is written in.
import type { Globals, Log, Script, Stage } from './case.ts'

/** Somewhere a case can be played: its class, a server, and what the server saw. */
export interface World {
  readonly WebSocket: typeof WebSocket
  readonly globals: Globals
  readonly url: string
  /** Notes, while something runs, the errors that nobody caught. */
  notingUncaught(note: (line: string) => void, run: () => Promise<void>): Promise<void>
  /** What the server noted, once every connection has ended. */
  serverLog(): Promise<readonly string[]>
  [Symbol.asyncDispose](): Promise<void>
}

export type OpenWorld = (script: Script) => Promise<World>

/** Plays a case in a world. */
export async function playIn(
  openWorld: OpenWorld,
  script: Script,
  play: (stage: Stage) => Promise<void> | void,
): Promise<Log> {
  await using world = await openWorld(script)
  const client: string[] = []
  await play(stageIn(world, client))
  return { client, server: await world.serverLog() }
}

const next: Stage['next'] = (socket, type) =>
  new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }))

function stageIn(world: World, log: string[]): Stage {
  const note = (line: string): void => void log.push(line)
  const watch = <Socket extends WebSocket>(socket: Socket): Socket => {
    for (const type of ['open', 'message', 'error', 'close'] as const) {
      socket.addEventListener(type, (event) => note(describeEvent(event)))
    }
    return socket
  }
  return {
    WebSocket: world.WebSocket,
    globals: world.globals,
    url: world.url,
    note,
    attempt: (what, call) => note(`${what}: ${outcome(world.globals, call)}`),
    watch,
    dial: (protocols = []) => watch(new world.WebSocket(world.url, protocols as string | string[])),
    next,
    messages: (socket, count) =>
      new Promise((resolve) => {
        const got: MessageEvent<unknown>[] = []
        socket.addEventListener('message', (event) => {
          got.push(event)
          if (got.length === count) resolve(got)
        })
      }),
    async roundTrip() {
      const socket = new world.WebSocket(`${world.url}/echo`)
      await next(socket, 'open')
      socket.send('there and back')
      await next(socket, 'message')
      socket.close()
      await next(socket, 'close')
    },
    notingUncaught: (run) => world.notingUncaught(note, run),
  }
}

function outcome({ DOMException }: Globals, call: () => unknown): string {
  try {
    return show(call())
  } catch (error) {
    if (error instanceof DOMException) return `threw DOMException ${error.name}`
    return `threw ${error instanceof Error ? error.name : String(error)}`
  }
}

function describeEvent(event: Event): string {
  const { type, bubbles, cancelable, isTrusted } = event
  const socket = event.target as WebSocket
  const words = [type, `readyState=${socket.readyState}`]
  if (bubbles || cancelable || isTrusted) words.push('unlike the events of a platform in JavaScript')
  if (event.currentTarget !== socket) words.push('currentTarget is another')
  if ('origin' in event) words.push(show((event as MessageEvent).data), `origin=${String(event.origin)}`)
  if ('wasClean' in event) {
    const { code, reason, wasClean } = event as CloseEvent
    words.push(`code=${code} reason=${show(reason)} wasClean=${wasClean}`)
  }
  return words.join(' ')
}

/** A value as a log shows it. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 40 ? `a string of ${value.length}` : JSON.stringify(value)
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${new Uint8Array(value).join(',')}`
  if (value instanceof Uint8Array) return `bytes ${value.join(',')}`
  if (value !== null && typeof value === 'object' && 'arrayBuffer' in value)
    return `Blob of ${(value as Blob).size}`
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value)
  if (typeof value === 'function') return 'a function'
  return String(value)
}
