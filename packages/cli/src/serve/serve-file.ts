// A mock from a file on a port: puts together what core serves, what is logged and kept, and what is watched.
import type { MockSource, ReplayOptions } from '@parley-ws/core'
import {
  serveWsMock,
  type ServedWsMock,
  type ServeWsOptions,
  type SlowReaderPolicy,
} from '@parley-ws/core/node'
import { type MockInFile, mockIn } from '../load/mock.ts'
import { errorText } from '../exit.ts'
import { reasonOf } from '../files.ts'
import { painter, print, printJson, remark } from '../output.ts'
import { admin } from '../admin/admin.ts'
import { newToken } from '../admin/guard.ts'
import { PREFIX } from '../admin/routes.ts'
import { type Answerer, inTurn } from './answerer.ts'
import { EntryFeed } from './entry-feed.ts'
import { Forwarder } from './forwarder.ts'
import { frameLog } from './frame-log.ts'
import { staticFiles } from './static-files.ts'
import { tlsOf, type TlsChoice } from './tls.ts'
import { TranscriptFiles } from './transcript-files.ts'
import { watchFiles } from './watch-files.ts'

export interface ServeFileOptions {
  readonly port: number
  readonly host: string
  readonly path?: string
  readonly export?: string
  readonly tls: TlsChoice
  readonly static?: string
  readonly watch?: boolean
  readonly transcript?: string
  readonly quiet?: boolean
  readonly json: boolean
  readonly seed?: number
  readonly match?: ReplayOptions['match']
  readonly delays?: ReplayOptions['delays']
  readonly exactFrames?: boolean
  readonly compress?: boolean
  readonly maxConnections?: number
  readonly maxMessageBytes?: number
  readonly maxFrameBytes?: number
  readonly maxBufferedBytes?: number
  readonly slowReader?: SlowReaderPolicy
  readonly maxTranscriptBytes: number
  readonly handshakeTimeout?: number
  /** Whose pages may connect. */
  readonly origin?: readonly string[]
  readonly admin?: boolean
  readonly adminToken?: string
  readonly olares?: boolean
  readonly forward?: string
  readonly forwardTimeout: number
  readonly forwardRetries: number
  readonly forwardQueue: number
  /** Ends the server when it resolves. */
  readonly stop?: Promise<string>
}

/**
 * Serves until `stop`.
 *
 * @returns whether nothing was wrong: no broken contract, no handler that threw
 */
export async function serveFile(file: string, options: ServeFileOptions): Promise<boolean> {
  const tell = teller(options.json)
  const found = await mockIn(file, {
    export: options.export,
    seed: options.seed,
    exactFrames: options.exactFrames,
    match: options.match,
    delays: options.delays,
    onNote: ({ path, text }) => tell('note', `${file}: ${path}: ${text}`, { file, path, text }),
  })
  const tls = await tlsOf(options.tls, options.host)
  const answerers: Answerer[] = options.static === undefined ? [] : [staticFiles(options.static)]
  const forwarder = forwarderOf(options, tell)
  const token = options.admin === true ? (options.adminToken ?? newToken()) : undefined
  if (token !== undefined) {
    const counts = {
      method: 'GET',
      path: `${PREFIX}/forwarding`,
      answer: () => forwarder?.counts ?? { forwarded: 0, lost: 0, waiting: 0, retries: 0 },
    } as const
    // First: no file of the folder takes the place of a route.
    answerers.unshift(
      admin(() => server, { token, host: options.host, olares: options.olares === true, more: [counts] }),
    )
  }
  const transcripts = options.transcript === undefined ? undefined : new TranscriptFiles(options.transcript)
  const server = await listening(transcripts, found.source, {
    host: options.host,
    port: options.port,
    path: options.path,
    tls,
    perMessageDeflate: options.compress,
    maxConnections: options.maxConnections,
    maxMessageBytes: options.maxMessageBytes,
    maxFrameBytes: options.maxFrameBytes,
    maxBufferedBytes: options.maxBufferedBytes,
    slowReader: options.slowReader,
    maxTranscriptBytes: options.maxTranscriptBytes,
    handshakeTimeoutMs: options.handshakeTimeout,
    origins: options.origin,
    onRequest: inTurn(answerers),
  })
  const feed = new EntryFeed(server)
  let isWritten = true
  const keep = transcripts?.write.bind(transcripts)
  if (keep !== undefined) {
    feed.add(({ path }, entries) => {
      try {
        if (isWritten) keep(path, entries)
      } catch (error) {
        // What is served goes on; the transcript cannot, as it would have a hole.
        isWritten = false
        tell('error', `the transcript ends here, it cannot be written: ${reasonOf(error)}`, {
          error: String(error),
        })
      }
    })
  }
  if (options.quiet !== true) feed.add(frameLog(options.json))
  if (forwarder !== undefined) feed.add((place, entries) => forwarder.take(place, entries))
  feed.follow()
  const watcher = options.watch === true ? watch(found, server, feed, tell, transcripts) : undefined
  tellReady(server, tell)
  if (token !== undefined) tellAdmin(server, options, token, tell)
  const signal = await options.stop
  tell('stopping', `${signal ?? 'stop'}: closing ${connectionsOf(server)} connections`, {
    signal,
    connections: connectionsOf(server),
  })
  watcher?.close()
  const failure = await server[Symbol.asyncDispose]().then(
    () => undefined,
    (error: unknown) => error,
  )
  feed.flush()
  transcripts?.close()
  if (forwarder !== undefined) {
    await forwarder.end(END_PATIENCE_MS)
    const { forwarded, lost } = forwarder.counts
    tell('forwarded', `forwarded ${forwarded}, lost ${lost}`, { ...forwarder.counts })
  }
  if (failure !== undefined) tell('error', errorText(failure), { error: String(failure) })
  tell('stopped', 'stopped', {})
  return failure === undefined && isWritten
}

/** Serves, with a file for the transcript of each mock; where that cannot be, none is left behind. */
async function listening(
  transcripts: TranscriptFiles | undefined,
  source: MockSource,
  options: ServeWsOptions,
): Promise<ServedWsMock> {
  let server: ServedWsMock | undefined
  try {
    server = await serveWsMock(source, options)
    transcripts?.open(pathsOf(server))
    return server
  } catch (error) {
    await server?.[Symbol.asyncDispose]()
    transcripts?.discard()
    throw error
  }
}

function pathsOf(server: ServedWsMock): readonly string[] {
  return server.mocks().map(({ path }) => path ?? '*')
}

/** How long calls of the callback may still take at the end, in ms. */
const END_PATIENCE_MS = 5_000
/** How long the first wait before a call is made again is, in ms. */
const BACK_OFF_MS = 100

function forwarderOf(options: ServeFileOptions, tell: Tell): Forwarder | undefined {
  const { forward, forwardTimeout, forwardRetries, forwardQueue, olares } = options
  if (forward === undefined) return undefined
  return new Forwarder({
    url: forward,
    timeoutMs: forwardTimeout,
    retries: forwardRetries,
    backOffMs: BACK_OFF_MS,
    queue: forwardQueue,
    skipPings: olares === true,
    onLoss: (why, lost) => tell('error', `not forwarded (${lost} lost): ${why}`, { error: why, lost }),
  })
}

function tellAdmin(server: ServedWsMock, { adminToken }: ServeFileOptions, token: string, tell: Tell): void {
  const { protocol, host } = new URL(server.url)
  const url = `${protocol.replace('ws', 'http')}//${host}${PREFIX}`
  const shown = adminToken === undefined ? `, token ${token}` : ''
  // Behind # it is not sent: no log of a server has it.
  const page = `${url}/status${adminToken === undefined ? `#token=${token}` : ''}`
  tell('admin', `admin API at ${url}/openapi.json${shown}\nstatus page at ${page}`, {
    url,
    page,
    token: adminToken === undefined ? token : undefined,
  })
}

/** Something that happens, for people or for programs. */
export type Tell = (event: string, text: string, data: Readonly<Record<string, unknown>>) => void

export function teller(isJson: boolean): Tell {
  const paint = painter(process.stderr)
  return (event, text, data) => {
    if (isJson) return printJson({ event, ...data })
    if (event === 'error') return remark(paint('red', text))
    if (event === 'note') return remark(paint('yellow', text))
    print(text)
  }
}

function tellReady(server: ServedWsMock, tell: Tell): void {
  const mocks = server.mocks().map(({ path, mock }) => ({ path: path ?? '*', url: mock.url }))
  const lines = mocks.map(({ path, url }) =>
    url.endsWith(path) ? `serving ${url}` : `serving ${url}${path === '*' ? ' on every path' : path}`,
  )
  tell('serving', lines.join('\n'), { port: server.port, mocks })
}

function connectionsOf(server: ServedWsMock): number {
  return server.mocks().reduce((sum, { mock }) => sum + mock.clients.length, 0)
}

function watch(
  found: MockInFile,
  server: ServedWsMock,
  feed: EntryFeed,
  tell: Tell,
  transcripts: TranscriptFiles | undefined,
): { close(): void } {
  return watchFiles(found.files, async () => {
    try {
      const source: MockSource = await found.reload()
      await server.reload(source)
      transcripts?.open(pathsOf(server))
      feed.follow()
      tell('reloaded', 'reloaded', { connections: connectionsOf(server) })
    } catch (error) {
      tell('error', `not reloaded, the mock stays as it was: ${errorText(error)}`, { error: String(error) })
    }
  })
}
