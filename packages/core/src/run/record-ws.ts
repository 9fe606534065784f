// `recordWs`: a proxy between real clients and a real server that keeps everything said in a transcript. Passes on what
// comes as it comes: subprotocols, refusals, text, binary, pings, pongs, closes. Judges nothing.
import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, SecureContextOptions } from 'node:tls'
import { WebSocket, WebSocketServer } from 'ws'
import { dateOn, realClock } from '../clock.ts'
import { checkOptionNames, mistake } from '../errors.ts'
import type { Entry, Transcript } from '../transcript/entry.ts'
import { Recorder } from '../transcript/recorder.ts'
import { limitsOf } from '../transports/socket/limits.ts'
import { createRedaction, type Redaction, type RedactionOptions } from '../transcript/redaction.ts'
import type { Dialled } from '../transports/port.ts'
import { ignoreError, refuse } from '../transports/socket/http-answer.ts'
import { asksForWebSocket, readHandshake, requestUrl } from '../transports/socket/upgrade.ts'
import { ABNORMAL, NO_STATUS } from '../wire/close-code.ts'
import { copyBytes, type Direction, type Payload } from '../wire/frame.ts'

export interface RecordWsOptions {
  /** The server: `ws:` or `wss:`. The path and query of each client are put behind its path. */
  readonly target: string | URL
  /** Default: one that is free. */
  readonly port?: number | undefined
  /** The interface to listen on. Default `127.0.0.1`. */
  readonly host?: string | undefined
  /** Key and certificate, in PEM; with them clients connect with `wss:`. */
  readonly tls?: SecureContextOptions | undefined
  /** How the server is connected to: `ca`, `cert`, `key`, `rejectUnauthorized`, `servername`. */
  readonly targetTls?: ConnectionOptions | undefined
  /** How long the server may take to answer a handshake, in ms; then the client is refused with 504. Default 10,000. */
  readonly timeoutMs?: number | undefined
  /** What is hidden before anything is recorded; secrets in headers, query and subprotocols are by default. */
  readonly redaction?: RedactionOptions | undefined
  /** What the transcript may take in memory, in bytes, by estimate; then its oldest entries are forgotten. Default: no limit. */
  readonly maxTranscriptBytes?: number | undefined
}

/** A recording proxy. Ends with its scope: `await using proxy = await recordWs({ target })`. */
export interface RecordingWs extends AsyncDisposable {
  /** Where clients connect instead of to the server. */
  readonly url: string
  readonly port: number
  /** Everything that was said, while it grows. */
  readonly transcript: Transcript
  /**
   * Calls `listener` after new entries, until the returned function is called. `isForgetting`: the oldest entries are
   * dropped when it returns, and whoever wants them reads them now.
   */
  subscribe(listener: (isForgetting: boolean) => void): () => void
  /** Closes both sides with 1001 and frees the port. Called by `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

const NAMES: readonly string[] = [
  'target',
  'port',
  'host',
  'tls',
  'targetTls',
  'timeoutMs',
  'redaction',
  'maxTranscriptBytes',
] satisfies (keyof RecordWsOptions)[]

/** What one side may have waiting before the other is no longer read, in bytes. */
const MOST_WAITING_BYTES = 1024 * 1024
/** How long the closing handshakes may take at the end, in ms. */
const END_PATIENCE_MS = 1_000

/**
 * Puts a proxy in front of a real server and records what passes. Compression is not offered to the server, as its
 * frames would not be those of the transcript.
 *
 * @throws MistakeError for an option that is none, or a port that is taken
 */
export async function recordWs(options: RecordWsOptions): Promise<RecordingWs> {
  const attempted = 'recordWs()'
  checkOptionNames(attempted, options, NAMES)
  const target = URL.parse(String(options.target))
  if (target === null || !/^wss?:$/.test(target.protocol)) {
    throw mistake(attempted, `the target is ${String(options.target)}`, 'Give a ws: or wss: URL')
  }
  const { port = 0, host = '127.0.0.1', tls } = options
  const recorder = new Recorder(
    () => realClock.now(),
    () => dateOn(realClock),
    limitsOf(attempted, options).maxTranscriptBytes,
  )
  const log = new Log(recorder, createRedaction(options.redaction))
  const acceptor = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false })
  const pairs = new Set<Pair>()
  let clients = 0
  const server = tls === undefined ? createServer() : createTlsServer({ ...tls })
  server.on('request', (_request, response) => {
    response.writeHead(426, { 'Content-Type': 'text/plain; charset=utf-8', Upgrade: 'websocket' })
    response.end('This records WebSockets: connect with a WebSocket client.\n')
  })
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', ignoreError)
    const url = asksForWebSocket(request) ? requestUrl(request) : undefined
    if (url === undefined) return refuse(stream, { status: 400, reason: 'This is no WebSocket handshake.' })
    const dialled = readHandshake(request, url)
    if ('status' in dialled) return refuse(stream, dialled)
    const client = `client-${++clients}`
    const pair = new Pair({ client, log, request, stream, head, dialled, target, options, acceptor })
    pairs.add(pair)
    void pair.over.then(() => pairs.delete(pair))
  })
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw mistake(`${attempted} on ${host}:${port}`, why, 'Give a port that is free', { cause })
  }
  const address = server.address() as AddressInfo
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  const end = async (): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    for (const pair of pairs) pair.end()
    const cancel = realClock.after(END_PATIENCE_MS, () => {
      for (const pair of pairs) pair.cut()
    })
    await Promise.all(Array.from(pairs, ({ over }) => over))
    cancel()
    server.closeAllConnections()
    await closed
  }
  let ending: Promise<void> | undefined
  return {
    url: `${tls === undefined ? 'ws' : 'wss'}://${name.includes(':') ? `[${name}]` : name}:${address.port}`,
    port: address.port,
    transcript: recorder,
    subscribe: (listener) => recorder.subscribe(listener),
    [Symbol.asyncDispose]: () => (ending ??= end()),
  }
}

type Unnumbered<E> = E extends Entry ? Omit<E, 'seq' | 'at'> : never

/** Writes entries, with what is secret hidden. */
class Log {
  readonly #recorder: Recorder
  readonly redaction: Redaction

  constructor(recorder: Recorder, redaction: Redaction) {
    this.#recorder = recorder
    this.redaction = redaction
  }

  write(entry: Unnumbered<Entry>): void {
    this.#recorder.record({ ...entry, seq: 0, at: this.#recorder.now() } as Entry)
  }
}

interface PairOptions {
  readonly client: string
  readonly log: Log
  readonly request: IncomingMessage
  readonly stream: Duplex
  readonly head: Buffer
  readonly dialled: Dialled
  readonly target: URL
  readonly options: RecordWsOptions
  readonly acceptor: WebSocketServer
}

/** What the server's own handshake has, and the client's must not replace. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'upgrade',
  'host',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
])

/** One client, and the connection to the server that was made for it. */
class Pair {
  readonly over: Promise<void>
  readonly #client: string
  readonly #log: Log
  readonly #upstream: WebSocket
  #downstream: WebSocket | undefined
  readonly #stream: Duplex
  readonly #finish: () => void
  /** The close entry was written. */
  #isClosed = false
  /** Who sent the first close frame. */
  #closer: Direction | undefined

  constructor({ client, log, request, stream, head, dialled, target, options, acceptor }: PairOptions) {
    this.#client = client
    this.#log = log
    this.#stream = stream
    const { promise, resolve } = Promise.withResolvers<void>()
    this.over = promise
    this.#finish = resolve
    const { url, protocols: offered, headers = {} } = dialled
    const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name)))
    const { redaction } = log
    this.#upstream = new WebSocket(behind(target, url), [...offered], {
      ...options.targetTls,
      headers: passed,
      autoPong: false,
      perMessageDeflate: false,
      handshakeTimeout: options.timeoutMs ?? 10_000,
    })
    const upstream = this.#upstream
    stream.once('close', () => {
      if (this.#downstream === undefined) upstream.terminate()
      this.#finishIfGone()
    })
    upstream.on('error', (error: Error) => {
      // A breach of the protocol closes with its code by itself; only what comes before the opening is answered here.
      if (this.#downstream === undefined && !this.#isClosed) {
        const isLate = /timed out/i.test(error.message)
        this.#refused(url, isLate ? 504 : 502, `the server behind it: ${error.message}`)
      }
    })
    upstream.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = Buffer.concat(chunks)
        this.#answerAs(url, response, body)
        upstream.terminate()
      })
      response.on('error', () => this.#refused(url, 502, 'the server behind it broke off its answer'))
    })
    upstream.once('open', () => {
      if (stream.destroyed) return upstream.terminate()
      const chosen = upstream.protocol
      // ws asks its options which subprotocol it is to be; the server has chosen it.
      acceptor.options.handleProtocols = () => (chosen === '' ? false : chosen)
      acceptor.handleUpgrade(request, stream, head, (downstream) => {
        this.#downstream = downstream
        log.write({
          kind: 'open',
          client,
          url: redaction.redactUrl(url),
          protocol: redaction.redactProtocols([chosen])[0] ?? '',
          offered: offered.length === 0 ? undefined : redaction.redactProtocols(offered),
          headers: redaction.redactHeaders(headers),
        })
        this.#pass(downstream, upstream, 'clientToServer')
        this.#pass(upstream, downstream, 'serverToClient')
      })
    })
  }

  /** Ends both sides. */
  end(): void {
    const client = this.#client
    if (!this.#isClosed && this.#downstream !== undefined) {
      this.#isClosed = true
      const reason = 'the recording is over'
      this.#log.write({ kind: 'close', client, direction: 'serverToClient', code: 1001, reason, clean: true })
    }
    this.#downstream?.close(1001, 'the recording is over')
    if (this.#downstream === undefined) this.cut()
    else this.#upstream.close(1001)
  }

  /** Ends both sides at once. */
  cut(): void {
    this.#upstream.terminate()
    this.#downstream?.terminate()
    this.#stream.destroy()
    this.#finish()
  }

  #pass(from: WebSocket, to: WebSocket, direction: Direction): void {
    const client = this.#client
    const { redaction } = this.#log
    from.on('message', (data: Buffer, isBinary) => {
      const payload: Payload = isBinary ? copyBytes(data) : data.toString()
      const opcode = isBinary ? 'binary' : 'text'
      this.#log.write({
        kind: 'message',
        client,
        direction,
        opcode,
        payload: redaction.redactPayload(payload),
      })
      if (to.readyState !== WebSocket.OPEN) return
      to.send(data, { binary: isBinary }, () => {
        if (to.bufferedAmount <= MOST_WAITING_BYTES && from.isPaused) from.resume()
      })
      if (to.bufferedAmount > MOST_WAITING_BYTES) from.pause()
    })
    for (const kind of ['ping', 'pong'] as const) {
      from.on(kind, (data: Buffer) => {
        this.#log.write({ kind, client, direction, payload: copyBytes(data) })
        if (to.readyState === WebSocket.OPEN) to[kind](data)
      })
    }
    from.on('error', ignoreError)
    from.on('close', (code, reason) => {
      const text = String(reason)
      if (!this.#isClosed) {
        this.#isClosed = true
        this.#closer = direction
        this.#log.write({
          kind: 'close',
          client,
          ...(code === ABNORMAL ? {} : { direction }),
          code,
          reason: text,
          clean: code !== ABNORMAL,
        })
      }
      if (this.#closer === direction) {
        // Its own words go on; a connection that broke off breaks off on the other side too.
        if (code === ABNORMAL) to.terminate()
        else if (code === NO_STATUS) to.close()
        else to.close(code, text)
      }
      this.#finishIfGone()
    })
  }

  #finishIfGone(): void {
    const isGone = (socket: WebSocket | undefined): boolean =>
      socket === undefined || socket.readyState === WebSocket.CLOSED
    if (isGone(this.#downstream) && (this.#downstream !== undefined || this.#stream.destroyed)) {
      if (isGone(this.#upstream) || this.#downstream === undefined) this.#finish()
    }
  }

  #refused(url: string, status: number, reason: string): void {
    this.#isClosed = true
    const shown = this.#log.redaction.redactUrl(url)
    this.#log.write({ kind: 'reject', client: this.#client, url: shown, status, reason })
    refuse(this.#stream, { status, reason })
    this.#finish()
  }

  /** Gives the client the answer of the server, with its headers and its body. */
  #answerAs(url: string, response: IncomingMessage, body: Buffer): void {
    this.#isClosed = true
    const { statusCode: status = 502, statusMessage = '', rawHeaders } = response
    this.#log.write({
      kind: 'reject',
      client: this.#client,
      url: this.#log.redaction.redactUrl(url),
      status,
      reason: body.toString().trim(),
    })
    const lines: string[] = []
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? ''
      if (!/^(?:connection|content-length|transfer-encoding|keep-alive)$/i.test(name)) {
        lines.push(`${name}: ${rawHeaders[index + 1] ?? ''}\r\n`)
      }
    }
    lines.push(`Content-Length: ${body.byteLength}\r\n`, 'Connection: close\r\n')
    this.#stream.once('finish', () => this.#stream.destroy())
    this.#stream.write(`HTTP/1.1 ${status} ${statusMessage}\r\n${lines.join('')}\r\n`)
    this.#stream.end(body)
    this.#finish()
  }
}

/** The target with the path and the query that the client asked for behind it. */
function behind(target: URL, url: string): URL {
  const { pathname, search } = new URL(url)
  const address = new URL(target)
  address.pathname = `${target.pathname.replace(/\/$/, '')}${pathname === '/' ? '' : pathname}` || '/'
  const queries = [target.search, search].map((each) => each.replace(/^\?/, '')).filter((each) => each !== '')
  address.search = queries.join('&')
  return address
}
