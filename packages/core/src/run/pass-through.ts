// `passThrough`: a mock that connects each client to a real server and passes on what either says, so that the mock's
// transcript is a recording. `record`: the same for the URL that the code under test opens. Owns neither the interception nor
// what is hidden in a transcript.
import { checkOptionNames, mistake } from '../errors.ts'
import { anything } from '../match/matchers/presence.ts'
import type { MockClient } from '../mock/client.ts'
import type { HandlerContext } from '../mock/context.ts'
import { mock, type MockDefinition } from '../mock/definition.ts'
import { on, onClose, onConnect, type Rule } from '../mock/rule.ts'
import type { MockUrl } from '../mock/url-pattern.ts'
import { interceptionOf } from '../transports/intercept.ts'
import { shownUrl } from '../transports/unhandled.ts'
import { isSendableCloseCode, NO_STATUS } from '../wire/close-code.ts'
import type { Payload } from '../wire/frame.ts'
import { mockWs, type MockWsOptions, type ScopedWsMock } from './mock-ws.ts'

export interface PassThroughOptions {
  /**
   * The server, as a `ws:` or `wss:` URL. Without a path of its own it gets the client's; the query is the client's. Default:
   * where the client wanted to go; a mock on a port needs one, or a `connect`.
   */
  readonly target?: string | URL | undefined
  /**
   * Connects to it. Default: the WebSocket of this environment, with the client's subprotocols. Headers and cookies of a
   * client in Node are passed on by whoever can: `({ url, protocols, headers }) => new WebSocket(url, { protocols, headers })`.
   */
  readonly connect?: ((dialled: PassedOn) => WebSocket) | undefined
}

/** Where a client is connected to, and what it brought along. */
export interface PassedOn {
  readonly url: string
  readonly protocols: readonly string[]
  /** Of the client's handshake, names in lower case; those of the handshake itself are left out. */
  readonly headers: Readonly<Record<string, string>>
}

export interface RecordOptions extends PassThroughOptions, Omit<MockWsOptions, 'unmatched'> {}

const NAMES: readonly string[] = ['target', 'connect'] satisfies (keyof PassThroughOptions)[]

/**
 * A mock that passes everything on: `setupWsMock(url, passThrough())`, `serveWsMock(passThrough({ target }))`. Messages, subprotocols and
 * closes pass both ways; its transcript is what was said. Pings are answered on either side.
 *
 * @throws MistakeError for an option that is none, or a target that is no WebSocket URL
 */
export function passThrough(options: PassThroughOptions = {}): MockDefinition {
  checkOptionNames('passThrough()', options, NAMES)
  const { target, connect = connectPlainly } = options
  if (target !== undefined && !/^wss?:$/.test(URL.parse(String(target))?.protocol ?? '')) {
    throw mistake('passThrough()', `the target is ${String(target)}`, 'Give a ws: or wss: URL')
  }
  const goesWhereDialled = target === undefined && options.connect === undefined
  return { ...mock(() => rulesOf(target, connect)), goesWhereDialled }
}

/**
 * Records what the code under test and a real server say to each other, from this call to the end of its scope:
 * `await using recording = await record('wss://chat.example.com/*')`, then `writeTranscript(recording.transcript)`.
 *
 * @throws MistakeError as `mockWs` and `passThrough` do
 */
export function record(url: MockUrl, options: RecordOptions = {}): Promise<ScopedWsMock> {
  const { target, connect, ...mockOptions } = options
  return mockWs(url, passThrough({ target, connect }), mockOptions)
}

function rulesOf(
  target: string | URL | undefined,
  connect: (dialled: PassedOn) => WebSocket,
): readonly Rule[] {
  const upstreams = new WeakMap<MockClient, Upstream>()
  return [
    onConnect()
      .run(async (context) => {
        const upstream = new Upstream(dialledBy(context.client, target), connect, context)
        upstreams.set(context.client, upstream)
        await upstream.opened
      })
      .accept({ protocol: ({ client }) => upstreams.get(client)?.protocol ?? '' })
      .run(({ client }) => upstreams.get(client)?.flowTo(client)),
    on(anything()).run(({ client, payload }) => {
      if (payload !== undefined) upstreams.get(client)?.send(payload)
    }),
    onClose().run(({ client, code, reason }) => upstreams.get(client)?.close(code, reason)),
  ]
}

function dialledBy(client: MockClient, target: string | URL | undefined): PassedOn {
  const headers = Object.entries(client.headers).filter(([name]) => !OF_THE_HANDSHAKE.test(name))
  return {
    url: target === undefined ? client.url : targetFor(String(target), client.url),
    protocols: client.protocols,
    headers: Object.fromEntries(headers),
  }
}

/** What the next handshake says for itself. */
const OF_THE_HANDSHAKE = /^(?:host|connection|upgrade|sec-websocket-.*)$/

function targetFor(target: string, wanted: string): string {
  const url = new URL(target)
  const { pathname, search } = new URL(wanted)
  if (url.pathname === '/') url.pathname = pathname
  if (search !== '') url.search = search
  return url.href
}

function connectPlainly({ url, protocols }: PassedOn): WebSocket {
  return new (interceptionOf().realWebSocket)(url, [...protocols])
}

/** One connection to the real server. */
class Upstream {
  readonly opened: Promise<void>
  readonly #socket: WebSocket
  /** What came before the client could hear it. */
  #early: (() => void)[] | undefined = []
  #client: MockClient | undefined

  constructor(
    dialled: PassedOn,
    connect: (dialled: PassedOn) => WebSocket,
    { signal }: HandlerContext<undefined>,
  ) {
    // Past every mock: this one answers the URL, too.
    const socket = interceptionOf().past(() => connect(dialled))
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    this.opened = new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('error', () => reject(notConnected(dialled.url)))
      socket.addEventListener('close', () => reject(notConnected(dialled.url)))
    })
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.#whenFlowing((client) => client.send(data))
    })
    socket.addEventListener('close', ({ code, reason }) => {
      this.#whenFlowing((client) => endAs(client, code, reason))
    })
    // A client that leaves while its handshake waits has no close to pass on.
    signal.addEventListener('abort', () => {
      if (this.#client === undefined) this.close(NO_STATUS, '')
    })
  }

  get protocol(): string {
    return this.#socket.protocol
  }

  /** The client can hear: what came before comes now. */
  flowTo(client: MockClient): void {
    this.#client = client
    const early = this.#early ?? []
    this.#early = undefined
    for (const each of early) each()
  }

  send(payload: Payload): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(payload)
  }

  /** The client is gone; the server is told, with its code where a client may send it. */
  close(code: number, reason: string): void {
    if (this.#socket.readyState > OPEN) return
    if (code === 1000 || (code >= 3000 && code <= 4999)) this.#socket.close(code, reason)
    else this.#socket.close()
  }

  #whenFlowing(what: (client: MockClient) => void): void {
    const now = (): void => {
      if (this.#client?.open === true) what(this.#client)
    }
    if (this.#early === undefined) now()
    else this.#early.push(now)
  }
}

const OPEN = 1

function endAs(client: MockClient, code: number, reason: string): void {
  if (isSendableCloseCode(code) || code === NO_STATUS) client.close(code, reason)
  else client.cut()
}

function notConnected(url: string): Error {
  return mistake(
    `passing a connection on to ${shownUrl(url)}`,
    'it could not be opened, or was refused',
    'Start the server, or give another { target }; for headers give { connect }',
  )
}
