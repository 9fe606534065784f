// `writeHar`: a transcript as a HAR file, to be looked at in a browser's tools or read by others.
import { isoDateOf } from '../../clock.ts'
import type { Payload } from '../../wire/frame.ts'
import { toBase64 } from '../base64.ts'
import type { Entry, OpenEntry, RejectEntry, Transcript } from '../entry.ts'
import type { Har, HarEntry, HarHeader, HarMessage } from './model.ts'

export interface WriteHarOptions {
  /** When the transcript began, in ms since 1970. A transcript does not know. Default: the beginning of 2000. */
  readonly startedAtMs?: number | undefined
  /** The unit of a frame's time: `s` as Chromium reads it, `ms` as Playwright writes it. Default `s`. */
  readonly timeUnit?: 's' | 'ms' | undefined
}

const BEGINNING_OF_2000 = 946_684_800_000

/**
 * A transcript as the text of a HAR file: one entry for each connection, with its frames, pings and closes. Groups, broadcasts, faults
 * and judgements have no place in such a file.
 */
export function writeHar(transcript: Transcript, options: WriteHarOptions = {}): string {
  return `${JSON.stringify(harOf(transcript, options), undefined, 2)}\n`
}

function harOf({ entries }: Transcript, options: WriteHarOptions): Har {
  const { startedAtMs = BEGINNING_OF_2000, timeUnit = 's' } = options
  const msPerUnit = timeUnit === 's' ? 1000 : 1
  const connections: { readonly begin: OpenEntry | RejectEntry; readonly frames: Entry[] }[] = []
  const current = new Map<string, (typeof connections)[number]>()
  for (const entry of entries) {
    if (entry.kind === 'open' || entry.kind === 'reject') {
      const connection = { begin: entry, frames: [] }
      connections.push(connection)
      current.set(entry.client, connection)
    } else if ('client' in entry && entry.client !== undefined) current.get(entry.client)?.frames.push(entry)
  }
  return {
    log: {
      version: '1.2',
      creator: { name: 'Parley', version: '1' },
      entries: connections.map(({ begin, frames }) =>
        entryOf(begin, frames, (at) => (startedAtMs + at) / msPerUnit, startedAtMs),
      ),
    },
  }
}

function entryOf(
  begin: OpenEntry | RejectEntry,
  frames: readonly Entry[],
  timeOf: (at: number) => number,
  startedAtMs: number,
): HarEntry {
  const time = (frames.at(-1)?.at ?? begin.at) - begin.at
  const protocol = begin.kind === 'open' ? begin.protocol : ''
  const [status, statusText] =
    begin.kind === 'open' ? [101, 'Switching Protocols'] : [begin.status, begin.reason]
  const none = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 }
  return {
    startedDateTime: isoDateOf(startedAtMs + begin.at),
    time,
    request: {
      method: 'GET',
      url: begin.url,
      headers: requestHeaders(begin),
      queryString: queryOf(begin.url),
      ...none,
    },
    response: {
      status,
      statusText,
      headers: protocol === '' ? [] : [{ name: 'Sec-WebSocket-Protocol', value: protocol }],
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
      ...none,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: time },
    _resourceType: 'websocket',
    _webSocketMessages: frames.flatMap((frame) => messageOf(frame, timeOf(frame.at)) ?? []),
  }
}

function requestHeaders(begin: OpenEntry | RejectEntry): readonly HarHeader[] {
  if (begin.kind === 'reject') return []
  const { headers = {}, offered } = begin
  const pairs = Object.entries(headers).filter(([name]) => name !== 'sec-websocket-protocol')
  if (offered !== undefined) pairs.push(['Sec-WebSocket-Protocol', offered.join(', ')])
  return pairs.map(([name, value]) => ({ name, value }))
}

function queryOf(url: string): readonly HarHeader[] {
  const query = URL.parse(url)?.searchParams
  return query === undefined ? [] : Array.from(query, ([name, value]) => ({ name, value }))
}

function messageOf(entry: Entry, time: number): HarMessage | undefined {
  switch (entry.kind) {
    case 'message':
      return {
        type: typeOf(entry.direction),
        time,
        opcode: entry.opcode === 'text' ? 1 : 2,
        data: dataOf(entry.payload),
      }
    case 'ping':
    case 'pong':
      return {
        type: typeOf(entry.direction),
        time,
        opcode: entry.kind === 'ping' ? 9 : 10,
        data: new TextDecoder().decode(entry.payload),
      }
    case 'close':
      // A connection that was cut ended without a frame.
      return entry.direction === undefined
        ? undefined
        : { type: typeOf(entry.direction), time, opcode: 8, data: entry.reason, code: entry.code }
    default:
      return undefined
  }
}

function typeOf(direction: 'clientToServer' | 'serverToClient'): string {
  return direction === 'clientToServer' ? 'send' : 'receive'
}

function dataOf(payload: Payload): string {
  return typeof payload === 'string' ? payload : toBase64(payload)
}
