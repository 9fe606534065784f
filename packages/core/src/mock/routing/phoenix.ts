// Channels of Phoenix: envelopes that are arrays, topics that are joined and left, replies with a status. Frames are
// those of the serializer's version 2, as text: [join_ref, ref, topic, event, payload].
import { mistake } from '../../errors.ts'
import { accepts } from '../../match/accepts.ts'
import { defineMatcher } from '../../match/matcher.ts'
import { anything } from '../../match/matchers/presence.ts'
import type { Pattern } from '../../match/pattern.ts'
import type { HandlerContext } from '../context.ts'
import { on, type Rule } from '../rule.ts'
import type { Sendable } from '../sendable.ts'
import { whenSettled } from '../thenable.ts'
import type { Enveloped, Envelope } from './envelope.ts'
import {
  answerUnknown,
  callRoute,
  checkHandler,
  patternAndHandler,
  type RouteHandler,
  type RouterOptions,
  type Routes,
} from './router.ts'

/** A message of a channel. */
export interface PhoenixMessage extends Enveloped {
  readonly topic: string
  /** The join it belongs to; null for what belongs to none. */
  readonly joinRef: string | null
  readonly ref: string | null
}

/** A reply that says no. */
class Refusal {
  readonly response: unknown
  constructor(response: unknown) {
    this.response = response
  }
}

/** What a route of a channel returns, or replies, to say no: the client gets `error` and this response. */
export function refused(response: unknown = {}): unknown {
  return new Refusal(response)
}

/** What every member of a topic hears, to be sent or broadcast from a test: `mock.group(topic).broadcast(phoenixMessage(topic, …))`. */
export function phoenixMessage(topic: string, event: string, payload: unknown = {}): Sendable {
  return [null, null, topic, event, payload]
}

/** `[join_ref, ref, topic, event, payload]`; the name is the event, and a broadcast goes to the topic. */
export const phoenixEnvelope: Envelope<PhoenixMessage> = {
  label: 'phoenix',
  read(message) {
    if (!Array.isArray(message) || message.length !== 5) return undefined
    const [joinRef, ref, topic, name, data] = message as readonly unknown[]
    if (!isRef(joinRef) || !isRef(ref) || typeof topic !== 'string' || typeof name !== 'string')
      return undefined
    return { name, data, ref, joinRef, topic }
  },
  wrap(name, data, request) {
    if (request !== undefined) return phoenixMessage(request.topic, name, data)
    throw mistake(`sending ${name}`, 'it is about no topic', 'Use phoenixMessage(topic, event, payload)')
  },
  answer({ joinRef, ref, topic }, data, name = 'phx_reply') {
    const reply =
      data instanceof Refusal
        ? { status: 'error', response: data.response }
        : { status: 'ok', response: data ?? {} }
    return [joinRef, ref, topic, name, reply]
  },
  audience: ({ topic }) => ({ group: topic }),
}

/** By topic, which may end with `*`, what answers its events. `phx_join` and `phx_leave` are answered without a route too. */
export interface PhoenixChannels {
  readonly [topic: string]: Routes<PhoenixMessage>
}

/**
 * Routes the messages of Phoenix channels: `phoenixRouter({ 'room:*': { say: ({ data, broadcast }) => broadcast('said', data) } })`.
 * The first topic that fits counts. Heartbeats, joins and leaves are answered; a topic is a group; what a route returns is
 * an `ok`, unless it is `refused(…)`. A `phx_join` that is refused joins nothing.
 *
 * @throws MistakeError for a route that is no function
 */
export function phoenixRouter(channels: PhoenixChannels, { unknown }: RouterOptions = {}): readonly Rule[] {
  const rules: Rule[] = [rule('phoenix', 'heartbeat', undefined, ({ reply }) => reply())]
  for (const [topic, routes] of Object.entries(channels)) {
    for (const [event, given] of Object.entries({ phx_join: accept, phx_leave: accept, ...routes })) {
      const { pattern, handler } = patternAndHandler<PhoenixMessage>(`the route ${event} of ${topic}`, given)
      rules.push(rule(topic, event, pattern, membershipOf(event, handler)))
    }
  }
  rules.push(rule('*', 'phx_join', undefined, () => refused({ reason: 'unmatched topic' })))
  if (unknown === undefined) return rules
  checkHandler('unknown', unknown)
  return [...rules, on(anything()).run((context) => answerUnknown(phoenixEnvelope, context, unknown))]
}

const accept: RouteHandler<PhoenixMessage> = () => ({})

/** What an event means for the membership of its topic, around what the author wrote. */
function membershipOf(event: string, handler: RouteHandler<PhoenixMessage>): RouteHandler<PhoenixMessage> {
  switch (event) {
    case 'phx_join':
      return (context) =>
        whenSettled(handler(context), (response = {}) => {
          if (!(response instanceof Refusal)) context.join(context.topic)
          return response
        })
    case 'phx_leave':
      return (context) =>
        whenSettled(handler(context), (response = {}) => {
          const { client, joinRef, topic, leave, reply } = context
          leave(topic)
          reply(response)
          client.send([joinRef, joinRef, topic, 'phx_close', {}])
        })
    default:
      return (context) =>
        context.client.groups.includes(context.topic)
          ? handler(context)
          : refused({ reason: 'unmatched topic' })
  }
}

function rule(
  topic: string,
  event: string,
  pattern: Pattern | undefined,
  handler: RouteHandler<PhoenixMessage>,
): Rule {
  const isTopic = topicTest(topic)
  const matcher = defineMatcher('phoenix', [topic, event, pattern], {
    test(message, memory) {
      const read = phoenixEnvelope.read(message)
      if (read?.name !== event || !isTopic(read.topic)) return false
      return pattern === undefined || accepts(pattern, read.data, memory)
    },
    example: () => ['1', '1', topic, event, {}],
  })
  return on(matcher).run((context: HandlerContext) => callRoute(phoenixEnvelope, context, pattern, handler))
}

function topicTest(topic: string): (candidate: string) => boolean {
  if (!topic.endsWith('*')) return (candidate) => candidate === topic
  const prefix = topic.slice(0, -1)
  return (candidate) => candidate.startsWith(prefix)
}

function isRef(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}
