// `connectWs`: a real client, for playing one side of a conversation over TCP. Keeps every message from the moment the
// connection opens, so that nobody who asks late misses one. Owns no scenario and no transcript.
import type { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { ConnectionOptions } from 'node:tls'
import { WebSocket } from 'ws'
import { type CancelTimer, realClock } from '../clock.ts'
import { checkOptionNames, mistake, ViolationError } from '../errors.ts'
import { OWN_CLIENT } from '../transports/intercept-http/modules.ts'
import { checkClose } from '../wire/close-code.ts'
import { copyBytes, type DataFrame, isBytes, type Payload, utf8Bytes } from '../wire/frame.ts'

export interface ConnectWsOptions {
  /** Subprotocols to offer, in order of preference. */
  readonly protocols?: readonly string[] | undefined
  /** Sent with the handshake. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** How long the handshake may take, in ms of real time. Default 1,000. */
  readonly timeoutMs?: number | undefined
  /** For `wss:`: `ca`, `cert`, `key`, `rejectUnauthorized`, `servername`. */
  readonly tls?: ConnectionOptions | undefined
  /** Whether to offer compression (RFC 7692). Default false. */
  readonly perMessageDeflate?: boolean | undefined
}

/** What comes from the server, in order. */
export type Arrived =
  | { readonly on: 'frame'; readonly frame: DataFrame }
  /** The last of them; 1005: a close frame without a code, 1006: no close frame. */
  | { readonly on: 'closed'; readonly code: number; readonly reason: string }

/** One end of a real connection. */
export interface WsConnection extends AsyncDisposable {
  readonly url: string
  /** The subprotocol that the server chose, or `''`. */
  readonly protocol: string
  /**
   * The oldest message that was not taken yet, or the next to come, or the end.
   *
   * @param options `timeoutMs`: how long to wait, in ms of real time. Default 1,000
   * @throws ViolationError when nothing comes in time
   */
  next(options?: { readonly timeoutMs?: number | undefined }): Promise<Arrived>
  /** Text as it is, bytes as a binary frame. @throws MistakeError when the connection is no longer open */
  send(payload: string | ArrayBuffer | ArrayBufferView): void
  /**
   * Sends a ping (RFC 6455 section 5.5.2) of at most 125 bytes. Resolves with its pong: what the server had written
   * before has arrived by then.
   *
   * @throws ViolationError when the connection ends first
   */
  ping(payload?: string): Promise<void>
  /** Stops reading from the socket: a slow reader. `resume` goes on. */
  pause(): void
  resume(): void
  /** Closes with a code, 1005 for none, and resolves with how it ended. @throws MistakeError for an invalid code or reason */
  close(code?: number, reason?: string): Promise<{ readonly code: number; readonly reason: string }>
  /** Ends the connection without a close frame: the server sees 1006. */
  terminate(): void
  /** Ends it abruptly if it is open, and resolves when it is gone. */
  [Symbol.asyncDispose](): Promise<void>
}

/** The server answered the handshake with an HTTP status. */
export class HandshakeRefused extends ViolationError {
  override readonly name = 'HandshakeRefused'
  readonly status: number
  /** The body of the answer. */
  readonly reason: string
  constructor(url: string, status: number, reason: string) {
    super(
      `connectWs(${JSON.stringify(url)}): the server refused the handshake with ${status}${reason && `: ${reason}`}`,
    )
    this.status = status
    this.reason = reason
  }
}

/** For `ws`, which hands its options on to `node:http`, where mocks look. */
const asOwnClient = { [OWN_CLIENT]: true }

const NAMES: readonly string[] = [
  'protocols',
  'headers',
  'timeoutMs',
  'tls',
  'perMessageDeflate',
] satisfies (keyof ConnectWsOptions)[]

/** For what ws and Node refuse, whose words say which of them it is. */
const REMEDY =
  'Give a ws: or wss: URL, each subprotocol once, headers that HTTP can carry, and timeoutMs in milliseconds'

/**
 * Opens a WebSocket to a real server.
 *
 * @throws HandshakeRefused when the server answers with an HTTP status
 * @throws ViolationError when nothing answers, or not in time
 * @throws MistakeError for a URL or an option that is none
 */
export async function connectWs(url: string | URL, options: ConnectWsOptions = {}): Promise<WsConnection> {
  const attempted = `connectWs(${JSON.stringify(String(url))})`
  checkOptionNames(attempted, options, NAMES)
  const { protocols = [], headers = {}, timeoutMs = 1_000, tls = {}, perMessageDeflate = false } = options
  if (!Array.isArray(protocols)) {
    throw mistake(attempted, `protocols is ${JSON.stringify(protocols)}, no list`, "Give a list: ['chat']")
  }
  let socket: WebSocket
  try {
    socket = new WebSocket(url, [...protocols], {
      ...tls,
      headers: { ...headers },
      perMessageDeflate,
      handshakeTimeout: timeoutMs,
      ...asOwnClient,
    })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw mistake(attempted, why, REMEDY, { cause })
  }
  const connection = new Connection(socket)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('open', resolve)
  socket.on('error', (cause: Error) =>
    reject(new ViolationError(`${attempted}: ${cause.message}`, { cause })),
  )
  socket.once('unexpected-response', (_request, response) => {
    void bodyOf(response).then((body) => {
      reject(new HandshakeRefused(String(url), response.statusCode ?? 0, body))
      socket.terminate()
    })
  })
  await promise
  return connection
}

class Connection implements WsConnection {
  readonly #socket: WebSocket
  readonly #arrived: Arrived[] = []
  #end: Extract<Arrived, { on: 'closed' }> | undefined
  #whoWaits: (() => void)[] = []
  readonly #pongs: ((isPong: boolean) => void)[] = []
  readonly #ended = Promise.withResolvers<Extract<Arrived, { on: 'closed' }>>()

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer, isBinary) => {
      const payload: Payload = isBinary ? copyBytes(data) : data.toString()
      const frame =
        typeof payload === 'string'
          ? ({ opcode: 'text', payload } as const)
          : ({ opcode: 'binary', payload } as const)
      this.#arrived.push({ on: 'frame', frame })
      this.#stir()
    })
    socket.on('pong', () => this.#pongs.shift()?.(true))
    socket.on('close', (code, reason) => {
      this.#end = { on: 'closed', code, reason: String(reason) }
      for (const settle of this.#pongs.splice(0)) settle(false)
      this.#ended.resolve(this.#end)
      this.#stir()
    })
  }

  get url(): string {
    return this.#socket.url
  }

  get protocol(): string {
    return this.#socket.protocol
  }

  async next({ timeoutMs = 1_000 }: { readonly timeoutMs?: number | undefined } = {}): Promise<Arrived> {
    let isLate = false
    let cancel: CancelTimer | undefined
    try {
      for (;;) {
        const next = this.#arrived.shift() ?? this.#end
        if (next !== undefined) return next
        if (isLate) throw new ViolationError(`next() of ${this.url}: nothing came within ${timeoutMs} ms.`)
        // oxlint-disable-next-line eslint/no-await-in-loop -- whoever asked first takes what comes first
        await new Promise<void>((resolve) => {
          this.#whoWaits.push(resolve)
          cancel ??= realClock.after(timeoutMs, () => {
            isLate = true
            this.#stir()
          })
        })
      }
    } finally {
      cancel?.()
    }
  }

  send(payload: string | ArrayBuffer | ArrayBufferView): void {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      throw mistake(`send() to ${this.url}`, 'the connection is no longer open', 'Send before it is closed')
    }
    if (typeof payload !== 'string' && !isBytes(payload)) {
      const given = JSON.stringify(payload) ?? String(payload)
      throw mistake(
        `send(${given}) to ${this.url}`,
        'it is neither text nor bytes',
        'Give JSON.stringify() of it',
      )
    }
    this.#socket.send(isBytes(payload) ? copyBytes(payload) : payload)
  }

  async ping(payload = ''): Promise<void> {
    const bytes = utf8Bytes(payload)
    if (bytes.byteLength > 125) {
      throw mistake(
        'ping()',
        `the payload has ${bytes.byteLength} bytes and a control frame holds 125`,
        'Shorten it',
      )
    }
    const isPong = await new Promise<boolean>((resolve) => {
      if (this.#socket.readyState !== WebSocket.OPEN) return resolve(false)
      this.#pongs.push(resolve)
      this.#socket.ping(bytes)
    })
    if (!isPong) throw new ViolationError(`ping() to ${this.url}: the connection ended before the pong came.`)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(code = 1000, reason = ''): Promise<{ readonly code: number; readonly reason: string }> {
    if (code === 1005) {
      this.#socket.close()
    } else {
      checkClose(`close(${code})`, code, reason)
      this.#socket.close(code, reason)
    }
    return this.#ended.promise
  }

  terminate(): void {
    this.#socket.terminate()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.terminate()
    await this.#ended.promise
  }

  #stir(): void {
    for (const resolve of this.#whoWaits.splice(0)) resolve()
  }
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = ''
  response.setEncoding('utf8')
  for await (const chunk of response) body += String(chunk)
  return body.trim()
}
