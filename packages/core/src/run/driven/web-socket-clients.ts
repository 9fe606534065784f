// Clients that are sockets of the WHATWG standard: the global class, one that a mock intercepts, the platform's own.
// They can do what that class lets a page do, and no more.
import { mistake, ViolationError } from '../../errors.ts'
import { describeStep } from '../../scenario/describe-step.ts'
import type { ClientStep, ConnectOptions } from '../../scenario/step.ts'
import type { WebSocketClass } from '../../transports/memory/let-through.ts'
import { copyBytes, type DataFrame } from '../../wire/frame.ts'
import { dialledUrl } from '../dialled-url.ts'
import type { DrivenArrival, DrivenClients, DrivenConnection, Objection } from './client-port.ts'
import { Feed } from './feed.ts'

/**
 * Clients for `drive` that are sockets of a WHATWG class. Without a port where a mock intercepts the class:
 * `inMemoryClients(WebSocket, url)` after `mockWs(url)`. Headers need a class that takes them, as Node's does; pings,
 * cuts, and close codes other than 1000 and 3000-4999 are beyond such a class.
 *
 * @param url what they dial; their path parameters (`:room`) are filled in, their query is added
 */
export function inMemoryClients(socketClass: WebSocketClass, url: string | URL): DrivenClients {
  const urlOf = (client: string, options: ConnectOptions): string => dialledUrl(client, String(url), options)
  return {
    urlOf,
    objectionTo,
    async connect(client, options, signal) {
      const dialled = urlOf(client, options)
      const socket = open(socketClass, client, dialled, options)
      const giveUp = (): void => socket.close()
      signal.addEventListener('abort', giveUp)
      const connection = new SocketConnection(socket)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('close', () =>
        reject(new ViolationError(`${client}.connect(): the handshake with ${dialled} failed.`)),
      )
      try {
        await promise
      } finally {
        signal.removeEventListener('abort', giveUp)
      }
      return connection
    },
  }
}

function objectionTo(step: ClientStep): Objection | undefined {
  const remedy = 'Use clients that speak the wire protocol themselves'
  if (step.do === 'ping' || step.do === 'cut' || step.do === 'hold' || step.do === 'release')
    return { why: `a WebSocket class has no ${step.do}()`, remedy }
  if (step.do !== 'close' || step.code === 1000 || step.code >= 3000) return undefined
  return { why: `a WebSocket class closes with 1000 or 3000-4999, not with ${step.code}`, remedy }
}

function open(
  socketClass: WebSocketClass,
  client: string,
  url: string,
  { protocols = [], headers }: ConnectOptions,
): WebSocket {
  // Node's class takes an object there; the types of browsers don't know it.
  const second = headers === undefined ? [...protocols] : { protocols: [...protocols], headers }
  try {
    const socket = new socketClass(url, second as string[])
    socket.binaryType = 'arraybuffer'
    return socket
  } catch (cause) {
    const attempted = describeStep({ do: 'connect', client, protocols })
    const why = cause instanceof Error ? cause.message : String(cause)
    throw mistake(attempted, why, 'Give a ws: or wss: URL, and each subprotocol once', { cause })
  }
}

class SocketConnection implements DrivenConnection {
  readonly #socket: WebSocket
  readonly #feed = new Feed()

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.#feed.put({ on: 'frame', frame: frameOf(data) })
    })
    socket.addEventListener('close', ({ code, reason }) => this.#feed.put({ on: 'closed', code, reason }))
  }

  get protocol(): string {
    return this.#socket.protocol
  }
  receive(listener: (arrival: DrivenArrival) => void): void {
    this.#feed.receive(listener)
  }
  send({ payload }: DataFrame): void {
    this.#socket.send(payload)
  }
  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }
}

function frameOf(data: string | ArrayBuffer): DataFrame {
  return typeof data === 'string'
    ? { opcode: 'text', payload: data }
    : { opcode: 'binary', payload: copyBytes(data) }
}
