// One client of a recording proxy, and the connection to the server that was made for it: passes on what comes as it
// comes, and writes it down. Listening and the end of all pairs are the proxy's.
import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import { WebSocket, type WebSocketServer } from 'ws'
import type { Dialled } from '../../transports/port.ts'
import { ignoreError, refuse } from '../../transports/socket/http-answer.ts'
import { ABNORMAL, NO_STATUS } from '../../wire/close-code.ts'
import { copyBytes, type Direction, type Payload } from '../../wire/frame.ts'
import type { RecordingLog } from './log.ts'

/** What one side may have waiting before the other is no longer read, in bytes. */
const MOST_WAITING_BYTES = 1024 * 1024

/** Who connects, and what it is to be connected to. */
interface PairOptions {
  readonly client: string
  readonly log: RecordingLog
  readonly request: IncomingMessage
  readonly stream: Duplex
  readonly head: Buffer
  readonly dialled: Dialled
  readonly target: URL
  readonly targetTls: ConnectionOptions | undefined
  /** How long the server may take to answer a handshake, in ms. */
  readonly timeoutMs: number
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

export class RecordedPair {
  readonly over: Promise<void>
  readonly #client: string
  readonly #log: RecordingLog
  readonly #upstream: WebSocket
  #downstream: WebSocket | undefined
  readonly #stream: Duplex
  readonly #finish: () => void
  /** The close entry was written. */
  #isClosed = false
  /** Who sent the first close frame. */
  #closer: Direction | undefined

  constructor({
    client,
    log,
    request,
    stream,
    head,
    dialled,
    target,
    targetTls,
    timeoutMs,
    acceptor,
  }: PairOptions) {
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
      ...targetTls,
      headers: passed,
      autoPong: false,
      perMessageDeflate: false,
      handshakeTimeout: timeoutMs,
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
