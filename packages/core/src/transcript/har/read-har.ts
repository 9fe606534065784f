// `readHar`: the WebSockets of a HAR file as a transcript, each connection a client. Owns what is looked at and what is
// refused; times are har-time.ts's.
import { mistake, type MistakeError } from '../../errors.ts'
import { NO_STATUS } from '../../wire/close-code.ts'
import { type Direction, utf8Bytes } from '../../wire/frame.ts'
import { fromBase64 } from '../base64.ts'
import { isObject } from '../entry-fields.ts'
import type { Entry, Transcript } from '../entry.ts'
import { createRedaction, type Redaction, type RedactionOptions } from '../redaction.ts'
import { startOf, timesOf } from './har-time.ts'

export interface ReadHarOptions {
  /**
   * Gives the text of a file that the HAR names: Playwright writes frames into files of their own with
   * `content: 'attach'`, which it does by default for a HAR in a zip file.
   */
  readonly attachment?: ((file: string) => string) | undefined
  /** What is hidden; secrets in headers, query and subprotocols are by default. */
  readonly redaction?: RedactionOptions | undefined
}

/** An entry, and the moment since 1970 in ms. */
interface Moment {
  readonly date: number
  readonly entry: Entry
}

/**
 * Reads the WebSockets of a HAR file, as Chromium, Firefox and Playwright write them: their connections become clients
 * `client-1` and so on, in the order they began. Other requests are left out. That a connection ended is not in such a file, unless it
 * has close frames.
 *
 * @param har the text of the file, or its JSON
 * @throws MistakeError naming the place and what was expected there
 */
export function readHar(har: unknown, options: ReadHarOptions = {}): Transcript {
  const redaction = createRedaction(options.redaction)
  const connections = entriesOf(har)
    .map((value, index) => ({ value, place: `log.entries[${index}]` }))
    .filter(({ value }) => isWebSocket(value))
    .map(({ value, place }) => ({ value, place, start: startOf(value['startedDateTime'], place) }))
    .toSorted((a, b) => a.start - b.start)
  const moments = connections.flatMap(({ value, place, start }, index) =>
    momentsOf(value, place, start, `client-${index + 1}`, options.attachment, redaction),
  )
  // Within a connection the order is that of the file, whatever its times say.
  const sorted = moments.toSorted((a, b) => a.date - b.date)
  const begin = sorted[0]?.date ?? 0
  const entries = sorted.map(({ date, entry }, index) => {
    entry.seq = index + 1
    entry.at = Math.round((date - begin) * 1000) / 1000
    return entry
  })
  return { entries }
}

/** Whether a value is a HAR file's JSON. */
export function isHar(value: unknown): boolean {
  return isObject(value) && isObject(value['log']) && Array.isArray(value['log']['entries'])
}

function entriesOf(har: unknown): readonly Readonly<Record<string, unknown>>[] {
  const value = typeof har === 'string' ? parsed(har) : har
  if (!isObject(value)) throw wrong('the file', 'an object', value)
  const log = value['log']
  if (!isObject(log)) throw wrong('log', 'an object', log)
  const entries = log['entries']
  if (!Array.isArray(entries)) throw wrong('log.entries', 'a list', entries)
  return entries.map((entry: unknown, index) => {
    if (!isObject(entry)) throw wrong(`log.entries[${index}]`, 'an object', entry)
    return entry
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw mistake('reading a HAR file', 'it is no JSON', 'Give the text of a file that was exported whole', {
      cause,
    })
  }
}

function isWebSocket(entry: Readonly<Record<string, unknown>>): boolean {
  const { _resourceType: type, _webSocketMessages: messages, request } = entry
  const url = isObject(request) ? request['url'] : undefined
  return type === 'websocket' || messages !== undefined || (typeof url === 'string' && /^wss?:/i.test(url))
}

function momentsOf(
  value: Readonly<Record<string, unknown>>,
  place: string,
  start: number,
  client: string,
  attachment: ReadHarOptions['attachment'],
  redaction: Redaction,
): readonly Moment[] {
  const { request, response } = value
  if (!isObject(request) || typeof request['url'] !== 'string') {
    throw wrong(`${place}.request.url`, 'a string', isObject(request) ? request['url'] : request)
  }
  const url = redaction.redactUrl(request['url'].replace(/^http/i, 'ws'))
  const headers = headersOf(request['headers'])
  const answer = isObject(response) ? response : {}
  const status = Number(answer['status'] ?? 0)
  const base = { seq: 0, at: 0, client }
  if (status >= 400) {
    const reason = String(answer['statusText'] ?? '')
    return [{ date: start, entry: { ...base, kind: 'reject', url, status, reason } }]
  }
  const offered = listOf(headers['sec-websocket-protocol'])
  const [protocol = ''] = redaction.redactProtocols(
    listOf(headersOf(answer['headers'])['sec-websocket-protocol']),
  )
  const open: Entry = {
    ...base,
    kind: 'open',
    url,
    protocol,
    offered: offered.length === 0 ? undefined : redaction.redactProtocols(offered),
    headers: Object.keys(headers).length === 0 ? undefined : redaction.redactHeaders(headers),
  }
  const messages = messagesOf(value, place, attachment)
  const times = timesOf(
    messages.map(({ message, place: where }) => numberAt(message, 'time', where)),
    start,
  )
  return [
    { date: start, entry: open },
    ...messages.map(({ message, place: where }, index) => ({
      date: times[index] ?? start,
      entry: frameOf(message, where, client, redaction),
    })),
  ]
}

interface Placed {
  readonly message: Readonly<Record<string, unknown>>
  readonly place: string
}

function messagesOf(
  value: Readonly<Record<string, unknown>>,
  place: string,
  attachment: ReadHarOptions['attachment'],
): readonly Placed[] {
  const messages = value['_webSocketMessages']
  if (messages === undefined) return attachedOf(value, place, attachment)
  if (!Array.isArray(messages)) throw wrong(`${place}._webSocketMessages`, 'a list', messages)
  return messages.map((message: unknown, index) => placed(message, `${place}._webSocketMessages[${index}]`))
}

/** The frames in a file of their own, a line each. */
function attachedOf(
  value: Readonly<Record<string, unknown>>,
  place: string,
  attachment: ReadHarOptions['attachment'],
): readonly Placed[] {
  const { response } = value
  const content = isObject(response) ? response['content'] : undefined
  const file = isObject(content) ? content['_file'] : undefined
  if (typeof file !== 'string') return []
  if (attachment === undefined) {
    throw mistake(
      'reading a HAR file',
      `the frames of ${place} are in a file of their own, ${file}`,
      "Record with content: 'embed', or give { attachment: (file) => text }",
    )
  }
  return attachment(file)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => placed(parsed(line), `${file}, line ${index + 1}`))
}

function placed(message: unknown, place: string): Placed {
  if (!isObject(message)) throw wrong(place, 'an object', message)
  return { message, place }
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  send: 'clientToServer',
  sent: 'clientToServer',
  receive: 'serverToClient',
  received: 'serverToClient',
}

function frameOf(
  message: Readonly<Record<string, unknown>>,
  place: string,
  client: string,
  redaction: Redaction,
): Entry {
  const { type, data = '' } = message
  const base = { seq: 0, at: 0, client }
  if (typeof data !== 'string') throw wrong(`${place}.data`, 'a string', data)
  if (type === 'error') return { ...base, kind: 'error', message: data }
  const direction = typeof type === 'string' ? DIRECTIONS[type] : undefined
  if (direction === undefined) throw wrong(`${place}.type`, 'send or receive', type)
  const opcode = message['opcode'] === undefined ? 1 : numberAt(message, 'opcode', place)
  switch (opcode) {
    // A part of a message that goes on; browsers put messages together, so that it is whole here.
    case 0:
    case 1:
      return { ...base, kind: 'message', direction, opcode: 'text', payload: redaction.redactPayload(data) }
    case 2: {
      const payload = fromBase64(data)
      if (payload === undefined) throw wrong(`${place}.data`, 'base64, as of every binary frame', data)
      return {
        ...base,
        kind: 'message',
        direction,
        opcode: 'binary',
        payload: redaction.redactPayload(payload),
      }
    }
    case 8: {
      const code = message['code'] === undefined ? NO_STATUS : numberAt(message, 'code', place)
      return { ...base, kind: 'close', direction, code, reason: data, clean: true }
    }
    case 9:
    case 10:
      return { ...base, kind: opcode === 9 ? 'ping' : 'pong', direction, payload: utf8Bytes(data) }
    default:
      throw wrong(`${place}.opcode`, '1, 2, 8, 9 or 10', opcode)
  }
}

function headersOf(value: unknown): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  if (!Array.isArray(value)) return headers
  for (const each of value as readonly unknown[]) {
    if (!isObject(each) || typeof each['name'] !== 'string' || typeof each['value'] !== 'string') continue
    // HTTP/2 has its own, which are no headers of a handshake.
    if (!each['name'].startsWith(':')) headers[each['name'].toLowerCase()] = each['value']
  }
  return headers
}

function listOf(header: string | undefined): readonly string[] {
  return (header ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

function numberAt(message: Readonly<Record<string, unknown>>, field: string, place: string): number {
  const value = message[field]
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw wrong(`${place}.${field}`, 'a number', value)
  return value
}

function wrong(place: string, expected: string, found: unknown): MistakeError {
  const shown = (JSON.stringify(found) ?? 'nothing').slice(0, 60)
  return mistake(
    'reading a HAR file',
    `${place}: expected ${expected}, found ${shown}`,
    'Export it again, or correct the place',
  )
}
