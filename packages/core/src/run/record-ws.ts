// `recordWs`: a proxy between real clients and a real server that keeps everything said in a transcript. Passes on what
// comes as it comes: subprotocols, refusals, text, binary, pings, pongs, closes. Judges nothing.
import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, SecureContextOptions } from 'node:tls'
import { WebSocketServer } from 'ws'
import { dateOn, realClock } from '../clock.ts'
import { checkOptionNames, mistake } from '../errors.ts'
import type { Transcript } from '../transcript/entry.ts'
import { Recorder } from '../transcript/recorder.ts'
import { handshakeTimeoutOf, limitsOf } from '../transports/socket/limits.ts'
import { createRedaction, type RedactionOptions } from '../transcript/redaction.ts'
import { ignoreError, refuse } from '../transports/socket/http-answer.ts'
import { asksForWebSocket, readHandshake, requestUrl } from '../transports/socket/upgrade.ts'
import { addressOf, checkPort, httpServer, listen, originOf } from './port-server.ts'
import { RecordedPair } from './recording/pair.ts'
import { RecordingLog } from './recording/log.ts'

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

/** How long the closing handshakes may take at the end, in ms. */
const END_PATIENCE_MS = 1_000

/**
 * Puts a proxy in front of a real server and records what passes. Compression is not offered to the server, as its
 * frames would not be those of the transcript.
 *
 * @throws MistakeError for an option that is none, a key and a certificate that do not fit, or a port that is taken
 */
export async function recordWs(options: RecordWsOptions): Promise<RecordingWs> {
  const attempted = 'recordWs()'
  checkOptionNames(attempted, options, NAMES)
  const target = URL.parse(String(options.target))
  if (target === null || !/^wss?:$/.test(target.protocol)) {
    throw mistake(attempted, `the target is ${String(options.target)}`, 'Give a ws: or wss: URL')
  }
  const { port = 0, host = '127.0.0.1', tls, targetTls, timeoutMs = 10_000 } = options
  checkPort(attempted, port)
  const recorder = new Recorder(
    () => realClock.now(),
    () => dateOn(realClock),
    limitsOf(attempted, options).maxTranscriptBytes,
  )
  const log = new RecordingLog(recorder, createRedaction(options.redaction))
  const acceptor = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false })
  const pairs = new Set<RecordedPair>()
  let clients = 0
  const patienceMs = handshakeTimeoutOf(attempted, undefined)
  const server = httpServer(attempted, tls, patienceMs, (_request, response) => {
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
    const pair = new RecordedPair({
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
    })
    pairs.add(pair)
    void pair.over.then(() => pairs.delete(pair))
  })
  await listen(attempted, server, host, port)
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
    url: originOf(server, host, tls !== undefined),
    port: addressOf(server).port,
    transcript: recorder,
    subscribe: (listener) => recorder.subscribe(listener),
    [Symbol.asyncDispose]: () => (ending ??= end()),
  }
}
