// The claims a test can make about a conversation. Each is a pure function of the transcript.
import { checkOptionNames, mistake } from '../errors.ts'
import type { BroadcastEntry, CloseEntry, Entry, MessageEntry } from '../transcript/entry.ts'
import type { Direction } from '../wire/frame.ts'
import { counting, isMessageOf, messagesOf, readOnce } from './history.ts'
import type { Claim, Judgement } from './judgement.ts'
import {
  checkCountOptions,
  checkHistoryOptions,
  type CountOptions,
  type HistoryOptions,
  rangeOf,
  startOf,
} from './options.ts'
import { checkSought, describeSought, misfit, NamedPattern, type Sought } from './sought.ts'

/** The client sent a message that matches; any message, without a pattern. */
export function haveSent(sought: Sought, options: CountOptions = {}): Claim {
  return passedMessage('toHaveSent', 'clientToServer', 'sent', sought, options)
}

/** The client was sent a message that matches: the mock handed it over for delivery. */
export function haveReceived(sought: Sought, options: CountOptions = {}): Claim {
  return passedMessage('toHaveReceived', 'serverToClient', 'received', sought, options)
}

function passedMessage(
  name: string,
  direction: Direction,
  did: string,
  sought: Sought,
  options: CountOptions,
): Claim {
  const text = `${name}(${describeSought(sought)})`
  checkSought(sought, `${name}()`)
  checkCountOptions(text, options)
  const range = rangeOf(text, options.times)
  const start = startOf(text, options)
  const count = counting(
    (entry, client): entry is MessageEntry => isMessageOf(entry, direction, client, start),
    sought,
    range,
  )
  return { text, judge: (entries, client) => count(entries, client, did) }
}

/** One client received messages that match these patterns, in this order; others may stand between. */
export function haveReceivedInOrder(patterns: readonly Sought[], options: HistoryOptions = {}): Claim {
  if (!Array.isArray(patterns) || patterns.length === 0) {
    throw mistake('toHaveReceivedInOrder()', 'there is no list of messages', 'Give an array of patterns')
  }
  for (const pattern of patterns) checkSought(pattern, 'toHaveReceivedInOrder()')
  const text = `toHaveReceivedInOrder([${patterns.map(describeItem).join(', ')}])`
  checkHistoryOptions(text, options)
  const find = subsequences(patterns, startOf(text, options))
  return {
    text,
    judge(entries, client) {
      let best: readonly number[] = []
      for (const found of find(entries, client).values()) {
        if (found.length >= best.length) best = [...found]
        if (found.length === patterns.length) break
      }
      const pass = best.length === patterns.length
      const missing = patterns[best.length]
      const standing =
        missing === undefined
          ? 'received them in this order'
          : `received ${best.length} of ${patterns.length} in this order; missing from there: ${describeItem(missing)}`
      return { pass, final: pass, witnesses: best, standing }
    },
  }
}

/** In a list, where a name with its pattern is a pair. */
function describeItem(sought: Sought): string {
  const text = describeSought(sought)
  return sought instanceof NamedPattern && sought.pattern !== undefined ? `[${text}]` : text
}

/** For each client, in the order they opened, the messages that fit the patterns one after the other. */
function subsequences(
  patterns: readonly Sought[],
  start: number,
): (entries: readonly Entry[], client: string | undefined) => ReadonlyMap<string, readonly number[]> {
  return readOnce<Map<string, number[]>>(
    () => new Map(),
    (byClient, entry, client) => {
      if (entry.kind === 'open' && !byClient.has(entry.client)) byClient.set(entry.client, [])
      if (!isMessageOf(entry, 'serverToClient', client, start)) return
      const found = byClient.get(entry.client) ?? []
      byClient.set(entry.client, found)
      if (found.length === patterns.length) return
      if (misfit(patterns[found.length], entry.payload) === undefined) found.push(entry.seq)
    },
  )
}

export interface BroadcastOptions extends CountOptions {
  /** Only broadcasts that addressed this group. */
  readonly group?: string | undefined
}

/** The mock broadcast a message that matches; asked of a client: it was among the recipients. */
export function haveBroadcast(sought: Sought, options: BroadcastOptions = {}): Claim {
  const { group } = options
  checkSought(sought, 'toHaveBroadcast()')
  const to =
    group === undefined ? '' : `${sought === undefined ? '' : ', '}{ group: ${JSON.stringify(group)} }`
  const text = `toHaveBroadcast(${describeSought(sought)}${to})`
  checkCountOptions(text, options, 'group')
  const range = rangeOf(text, options.times)
  const start = startOf(text, options)
  const count = counting(
    (entry, client): entry is BroadcastEntry =>
      entry.kind === 'broadcast' &&
      entry.seq > start &&
      (group === undefined || entry.groups?.includes(group) === true) &&
      (client === undefined || entry.recipients.includes(client)),
    sought,
    range,
  )
  return {
    text,
    judge: (entries, client) =>
      count(entries, client, client === undefined ? 'broadcast' : 'was among the recipients of'),
  }
}

/** The client became a member of the group, whether or not it still is. */
export function haveJoined(group: string, options: HistoryOptions = {}): Claim {
  const text = `toHaveJoined(${JSON.stringify(group)})`
  if (typeof group !== 'string') throw mistake(text, 'the group is not a string', "Give the group's name")
  checkHistoryOptions(text, options)
  const start = startOf(text, options)
  return {
    text,
    judge(entries, client) {
      const joins = entries.flatMap((entry) =>
        entry.kind === 'join' && entry.seq > start && (client === undefined || entry.client === client)
          ? [entry]
          : [],
      )
      const witnesses = joins.filter((entry) => entry.group === group).map(({ seq }) => seq)
      const groups = [...new Set(joins.map((entry) => entry.group))]
      const standing =
        witnesses.length > 0
          ? 'joined it'
          : `joined ${groups.length === 0 ? 'no group' : `only ${groups.join(', ')}`}`
      const pass = witnesses.length > 0
      return { pass, final: pass, witnesses, standing }
    },
  }
}

/** How a connection should have ended; what is left out may be anything. */
export interface ClosePattern {
  readonly code?: number | undefined
  readonly reason?: string | RegExp | undefined
  /** Whether the close handshake was completed. */
  readonly clean?: boolean | undefined
}

/** The connection has ended, whoever ended it. */
export function haveClosed(expected: number | ClosePattern = {}, options: HistoryOptions = {}): Claim {
  const pattern: ClosePattern = typeof expected === 'number' ? { code: expected } : expected
  if (typeof pattern !== 'object' || pattern === null) {
    throw mistake(
      'toHaveClosed()',
      `${JSON.stringify(pattern)} is not how a connection ends`,
      'Give a code, a number, or { code, reason, clean }',
    )
  }
  checkOptionNames('toHaveClosed()', pattern, ['code', 'reason', 'clean'])
  const text = `toHaveClosed(${describeClose(pattern)})`
  checkHistoryOptions(text, options)
  const start = startOf(text, options)
  return {
    text,
    judge(entries, client) {
      const closes = entries.filter(
        (entry): entry is CloseEntry =>
          entry.kind === 'close' && entry.seq > start && (client === undefined || entry.client === client),
      )
      const witnesses = closes.filter((close) => isClosedAs(close, pattern)).map(({ seq }) => seq)
      const pass = witnesses.length > 0
      const seen = closes.map(
        (close) => `${close.code}${close.reason === '' ? '' : ` ${JSON.stringify(close.reason)}`}`,
      )
      const standing = closes.length === 0 ? 'did not close' : `closed with ${seen.join(', ')}`
      // One connection ends once: a close that does not fit cannot become one that does.
      const final = pass || (client !== undefined && closes.length > 0)
      return { pass, final, witnesses, standing }
    },
  }
}

function isClosedAs(close: CloseEntry, { code, reason, clean }: ClosePattern): boolean {
  if (code !== undefined && close.code !== code) return false
  if (clean !== undefined && close.clean !== clean) return false
  if (reason === undefined) return true
  return typeof reason === 'string' ? close.reason === reason : reason.test(close.reason)
}

function describeClose({ code, reason, clean }: ClosePattern): string {
  const parts = [
    ...(code === undefined ? [] : [`code: ${code}`]),
    ...(reason === undefined
      ? []
      : [`reason: ${typeof reason === 'string' ? JSON.stringify(reason) : String(reason)}`]),
    ...(clean === undefined ? [] : [`clean: ${clean}`]),
  ]
  return parts.length === 0 ? '' : `{ ${parts.join(', ')} }`
}

export interface SilenceOptions {
  /** How long to watch after everything in flight was delivered, in ms of real time. Default 0. */
  readonly forMs?: number | undefined
  /** Only what comes after this entry (or `seq`) would break the silence. Default: the whole history. */
  readonly after?: Entry | number | undefined
}

/** The client sent no message. What it may still say is not judged: bounded evidence. */
export function beSilent(options: SilenceOptions = {}): Claim {
  const { forMs = 0 } = options
  const text = 'toBeSilent()'
  checkOptionNames(text, options, ['forMs', 'after'])
  if (!(forMs >= 0)) throw mistake(text, `forMs is ${String(forMs)}`, 'Give a number of ms, 0 or more')
  const start = startOf(text, options)
  return {
    text,
    judge(entries, client): Judgement {
      const witnesses = messagesOf(entries, 'clientToServer', client, start).map(({ seq }) => seq)
      const { length } = witnesses
      const standing =
        length === 0 ? 'sent nothing' : `sent ${length === 1 ? 'a message' : `${length} messages`}`
      return { pass: length === 0, final: length > 0, witnesses, standing }
    },
  }
}
