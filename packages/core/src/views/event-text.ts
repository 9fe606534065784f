// One entry in words: a sign for the kind of event, what it says, and the payload if it carries one. Owns the wording
// that the timeline and the snapshot share; columns, colours and the shortening of payloads are theirs.
import type { BroadcastEntry, CloseEntry, Entry } from '../transcript/entry.ts'
import { closeCodeName } from '../wire/close-code.ts'
import type { Direction, Payload } from '../wire/frame.ts'
import { oneLine } from './payload-text.ts'

/** What kind of news an event is, for whoever gives it a colour. */
type Tone = 'toServer' | 'toClient' | 'notice' | 'trouble'

export interface EventText {
  /** One column: `→` from a client to the server, `←` back, and others for what is no frame. */
  readonly sign: string
  readonly tone: Tone
  /** What happened, before the payload; `''` for a plain message. */
  readonly text: string
  readonly payload?: Payload
}

/** An entry without `seq`, `at` and `cause`: what both a recorded and a normalised one have. */
export type Event = Entry extends infer E
  ? E extends Entry
    ? Omit<E, 'seq' | 'at' | 'cause'>
    : never
  : never

export interface Wording {
  /** How to name the message that an unmatched one is about. */
  readonly unmatched: string
  /** How many recipients of a broadcast are named; where none is, they are counted. */
  readonly mostRecipients: number
}

/** The words for an event, on one line. */
export function eventText(event: Event, wording: Wording): EventText {
  switch (event.kind) {
    case 'open':
      return notice(
        '○',
        `open ${oneLine(event.url)}${event.protocol === '' ? '' : ` as ${oneLine(event.protocol)}`}`,
      )
    case 'reject':
      return notice(
        '×',
        `rejected ${event.status} ${oneLine(event.reason)}`.trimEnd() + `, ${oneLine(event.url)}`,
      )
    case 'join':
      return notice('+', `joins ${oneLine(event.group)}`)
    case 'leave':
      return notice('-', `leaves ${oneLine(event.group)}`)
    case 'message':
      return { ...arrow(event.direction), text: '', payload: event.payload }
    case 'broadcast':
      return {
        sign: '⇐',
        tone: 'toClient',
        text: broadcastText(event, wording.mostRecipients),
        payload: event.payload,
      }
    case 'ping':
    case 'pong':
      return isEmpty(event.payload)
        ? { ...arrow(event.direction), text: event.kind }
        : { ...arrow(event.direction), text: event.kind, payload: event.payload }
    case 'close':
      return closeText(event)
    case 'error':
      return trouble(`error: ${oneLine(event.message)}`)
    case 'fault':
      return { ...trouble(`fault: ${event.fault}${delayText(event.delayMs)}`), payload: event.payload }
    case 'unmatched':
      return trouble(`unmatched: no rule for ${wording.unmatched}`)
    case 'violation':
      return trouble(violationText(event.direction, event.message, event.issues))
    default:
      return unknownText(event)
  }
}

// A transcript written by a newer version may hold kinds that this one has no words for.
function unknownText(event: never): EventText {
  const { kind } = event as { readonly kind: unknown }
  return notice('?', oneLine(String(kind)))
}

function notice(sign: string, text: string): EventText {
  return { sign, tone: 'notice', text }
}

function trouble(text: string): EventText {
  return { sign: '!', tone: 'trouble', text }
}

function arrow(direction: Direction): { readonly sign: string; readonly tone: Tone } {
  return direction === 'clientToServer' ? { sign: '→', tone: 'toServer' } : { sign: '←', tone: 'toClient' }
}

function broadcastText(event: Omit<BroadcastEntry, 'seq' | 'at' | 'cause'>, mostRecipients: number): string {
  const { except, recipients } = event
  const audience = audienceText(event)
  const without = except === undefined ? '' : ` except ${oneLine(except)}`
  const names = recipients.slice(0, mostRecipients).map(oneLine)
  if (recipients.length > names.length) names.push(`${recipients.length - names.length} more`)
  const who =
    recipients.length === 0
      ? 'nobody'
      : mostRecipients === 0
        ? countText(recipients.length)
        : names.join(', ')
  return `broadcast to ${audience}${without} (${who})`
}

function countText(recipients: number): string {
  return recipients === 1 ? '1 client' : `${recipients} clients`
}

/** `lobby`, `everybody on /ws/chat`, `lobby, user ada`: each narrows further. */
function audienceText({
  groups,
  users,
  path,
  clients,
}: Pick<BroadcastEntry, 'groups' | 'users' | 'path' | 'clients'>): string {
  const list = (names: readonly string[]): string =>
    names.length === 0 ? 'none' : names.map(oneLine).join(' and ')
  const who: string[] = []
  if (groups !== undefined) who.push(list(groups))
  if (clients !== undefined) who.push(list(clients))
  if (users !== undefined) who.push(`${users.length === 1 ? 'user' : 'users'} ${list(users)}`)
  const where = path === undefined ? '' : ` on ${oneLine(path)}`
  return `${who.length === 0 ? 'everybody' : who.join(', ')}${where}`
}

/** `close 1000 normal closure "bye"`; for a connection that was cut, `cut 1006 abnormal closure`. */
function closeText({ direction, code, reason, clean }: Omit<CloseEntry, 'seq' | 'at' | 'cause'>): EventText {
  const verb = direction === undefined ? 'cut' : 'close'
  const name = closeCodeName(code)
  const words = [verb, String(code)]
  if (name !== undefined) words.push(name)
  if (reason !== '') words.push(oneLine(JSON.stringify(reason)))
  // A cut is never clean; for the rest it is news.
  if (direction !== undefined && !clean) words.push('(not clean)')
  const sign = direction === undefined ? '×' : arrow(direction).sign
  return { sign, tone: 'notice', text: words.join(' ') }
}

/** `breaks the contract: say, text: expected a string`. */
function violationText(direction: Direction, message: string | undefined, issues: readonly string[]): string {
  const whose = direction === 'clientToServer' ? 'the client' : 'the server'
  const words = [...(message === undefined ? [] : [message]), ...issues].map(oneLine)
  return `${whose} breaks the contract: ${words.join(', ')}`
}

function delayText(delayMs: number | undefined): string {
  return delayMs === undefined ? '' : ` ${delayMs} ms`
}

function isEmpty(payload: Payload): boolean {
  return payload.length === 0
}
