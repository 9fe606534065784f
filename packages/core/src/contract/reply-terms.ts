// What the server answers to messages: replies and heartbeats of a contract, checked against its messages.
import { checkOptionNames } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import { DefinitionReader } from './definition-reader.ts'
import type { HeartbeatDefinition, ReplyDefinition } from './definition.ts'
import type { GroupTerms } from './group-terms.ts'
import type { MessageBook } from './message-book.ts'
import type { Messages } from './message-types.ts'

/** What the server answers to a message. */
export interface ReplyTerms {
  readonly with: string
  /** The fields of the question and of the answer that belong to each other. */
  readonly correlate?: readonly [question: string, answer: string]
  readonly count: 'one' | 'any' | { readonly until: string }
  readonly withinMs?: number
}

/** A client's message and the answer that says the server is alive. */
export interface HeartbeatTerms {
  readonly by: string
  readonly ack: string
  readonly everyMs: number | undefined
  readonly timeoutMs: number | undefined
}

/** @throws MistakeError for an answer that does not fit the messages, or to one that a group answers already */
export function readReplies(
  attempted: string,
  definitions: Readonly<Record<string, ReplyDefinition<Messages, Messages> | undefined>>,
  book: MessageBook,
  groups: Iterable<GroupTerms>,
): ReadonlyMap<string, ReplyTerms> {
  const answered = answeredByGroups(groups)
  const replies = new Map<string, ReplyTerms>()
  for (const [by, definition] of Object.entries(definitions)) {
    if (definition === undefined) continue
    const where = `${attempted}, replies.${showKey(by)}`
    const reader = new DefinitionReader(where, book)
    checkOptionNames(where, definition, ['with', 'correlate', 'count', 'withinMs'])
    const kind = answered.get(by)
    if (kind !== undefined) {
      throw reader.refuse('', `groups.${showKey(kind)} says already what answers it`, 'Leave out one of them')
    }
    const question = reader.message('', 'clientToServer', by)
    const answer = reader.message('with', 'serverToClient', definition.with)
    const { count = 'one', correlate } = definition
    const end =
      typeof count === 'object' ? reader.message('count.until', 'serverToClient', count.until) : undefined
    if (end?.name === answer.name) {
      throw reader.refuse('count.until', 'the stream ends with what it is made of', 'Give it another message')
    }
    const pair = correlate === undefined ? undefined : pairOf(reader, correlate)
    if (pair !== undefined) {
      reader.field('correlate', pair[0], question)
      reader.field('correlate', pair[1], answer, ...(end === undefined ? [] : [end]))
    }
    const withinMs = reader.ms('withinMs', definition.withinMs)
    replies.set(by, {
      with: answer.name,
      count: end === undefined ? countOf(reader, count) : { until: end.name },
      ...(pair === undefined ? {} : { correlate: pair }),
      ...(withinMs === undefined ? {} : { withinMs }),
    })
  }
  return replies
}

/** @throws MistakeError for one that does not fit the messages, or whose times contradict each other */
export function readHeartbeat(
  attempted: string,
  definition: HeartbeatDefinition<Messages, Messages> | undefined,
  book: MessageBook,
): HeartbeatTerms | undefined {
  if (definition === undefined) return undefined
  const where = `${attempted}, heartbeat`
  checkOptionNames(where, definition, ['by', 'ack', 'everyMs', 'timeoutMs'])
  const reader = new DefinitionReader(where, book)
  const everyMs = reader.ms('everyMs', definition.everyMs)
  const timeoutMs = reader.ms('timeoutMs', definition.timeoutMs)
  if (everyMs !== undefined && timeoutMs !== undefined && timeoutMs <= everyMs) {
    throw reader.refuse(
      'timeoutMs',
      `a client that sends its heartbeat every ${everyMs} ms is closed after ${timeoutMs} ms without one`,
      'Make it longer than everyMs',
    )
  }
  return {
    by: reader.message('by', 'clientToServer', definition.by).name,
    ack: reader.message('ack', 'serverToClient', definition.ack).name,
    everyMs,
    timeoutMs,
  }
}

/** Which kind of groups answers a message. */
function answeredByGroups(groups: Iterable<GroupTerms>): ReadonlyMap<string, string> {
  const answered = new Map<string, string>()
  for (const { kind, join, leave, broadcast, barrier } of groups) {
    for (const part of [join, leave, broadcast, barrier]) {
      if (part?.ack !== undefined) answered.set(part.by, kind)
    }
  }
  return answered
}

function countOf(reader: DefinitionReader, count: unknown): 'one' | 'any' {
  if (count === 'one' || count === 'any') return count
  throw reader.refuse('count', `it is ${showValue(count)}`, "Use 'one', 'any' or { until: 'name' }")
}

function pairOf(reader: DefinitionReader, correlate: unknown): readonly [string, string] {
  if (typeof correlate === 'string') return [correlate, correlate]
  if (
    Array.isArray(correlate) &&
    correlate.length === 2 &&
    correlate.every((field) => typeof field === 'string')
  ) {
    const [question, answer] = correlate as readonly string[]
    if (question !== undefined && answer !== undefined) return [question, answer]
  }
  throw reader.refuse(
    'correlate',
    `it is ${showValue(correlate)}`,
    "Give a field of both messages, or ['of the question', 'of the answer']",
  )
}
