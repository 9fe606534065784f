// Routers: which of the author's functions answers which message of an envelope. A router is a list of ordinary rules,
// one for each route and in the order they are written.
import { mistake } from '../../errors.ts'
import { accepts } from '../../match/accepts.ts'
import { checkPattern } from '../../match/check.ts'
import { defineMatcher, type Matcher } from '../../match/matcher.ts'
import { anything } from '../../match/matchers/presence.ts'
import { outputOf } from '../../match/output.ts'
import type { MessageOf, Pattern } from '../../match/pattern.ts'
import type { HandlerAudience } from '../audience.ts'
import type { MockClient } from '../client.ts'
import type { HandlerContext, RuleContext } from '../context.ts'
import { on, type Rule } from '../rule.ts'
import type { Sendable } from '../sendable.ts'
import type { State } from '../state.ts'
import { isThenable, whenSettled } from '../thenable.ts'
import type { Enveloped, Envelope } from './envelope.ts'

/** What a route's function can do. */
export interface RouteActions {
  /** The message in its envelope. */
  readonly message: unknown
  readonly client: MockClient
  /** Lasts as long as the test. */
  readonly state: State
  /** Aborted when the connection closes. */
  readonly signal: AbortSignal
  /** Replies in the envelope, with the request's ref. What the function returns is a reply too, unless it is undefined. */
  reply(data?: unknown, options?: { readonly as?: string }): void
  /** Says something to this client in the envelope, by itself: it carries no ref. */
  send(name: string, data?: unknown): void
  /** Says something to many in the envelope; without an audience, to everybody. */
  broadcast(name: string, data?: unknown, audience?: HandlerAudience): void
  join(group: string): void
  leave(group: string): void
  close(code?: number, reason?: string): void
  /** Resolves `ms` later on the mock's clock, which follows fake timers and virtual time. */
  delay(ms: number): Promise<void>
}

/** Given to a route's function: the message out of its envelope, and everything that can be done about it. */
export type RouteContext<Message extends Enveloped = Enveloped, Data = unknown> = Omit<Message, 'data'> &
  RouteActions & { readonly data: Data }

/** Given to the function of `unknown`. A message that is in no such envelope has no name, and is its own data. */
export interface UnknownContext extends RouteActions {
  readonly name: string | undefined
  readonly data: unknown
  readonly ref?: unknown
}

/** What answers a message. What it returns is the reply, unless it is undefined; a promise is awaited. */
export type RouteHandler<Message extends Enveloped = Enveloped, Data = unknown> = (
  context: RouteContext<Message, Data>,
) => unknown

/** A function with what the data must be for it. */
export interface Route<Message extends Enveloped = Enveloped> {
  readonly pattern: Pattern
  // The data is `never` here: a route no longer tells what its pattern made known.
  readonly handler: (context: RouteContext<Message, never>) => unknown
}

/** By the name of a message, what answers it. */
export interface Routes<Message extends Enveloped = Enveloped> {
  readonly [name: string]: RouteHandler<Message> | Route<Message>
}

export interface RouterOptions {
  /**
   * Takes every message that no route takes: of another name, with other data, in no envelope at all. Default: they
   * go on to the rules behind, and are unmatched where none takes them.
   */
  readonly unknown?: ((context: UnknownContext) => unknown) | undefined
}

/**
 * A route whose data is matched and typed: `say: route({ text: text() }, ({ data }) => data.text)`. A message with other
 * data is not this route's.
 */
export function route<const P extends Pattern, Message extends Enveloped = Enveloped>(
  pattern: P,
  handler: RouteHandler<Message, MessageOf<P>>,
): Route<Message> {
  checkPattern(pattern, 'route()')
  return { pattern, handler: checkHandler('route()', handler) }
}

/**
 * Routes the messages of an envelope to functions by their name:
 * `router(opEnvelope, { ping: () => 'pong', say: ({ data, broadcast }) => broadcast('said', data) })`.
 *
 * @returns rules, to be used as they are or among others: `[...router(…), onConnect()…]`
 * @throws MistakeError for a route that is no function
 */
export function router<Message extends Enveloped>(
  envelope: Envelope<Message>,
  routes: Routes<Message>,
  { unknown }: RouterOptions = {},
): readonly Rule[] {
  const rules: Rule[] = Object.entries(routes).map(([name, given]) => {
    const { pattern, handler } = patternAndHandler(`the route ${JSON.stringify(name)}`, given)
    return on(named(envelope, name, pattern)).run((context) => callRoute(envelope, context, pattern, handler))
  })
  if (unknown === undefined) return rules
  checkHandler('unknown', unknown)
  return [...rules, on(anything()).run((context) => answerUnknown(envelope, context, unknown))]
}

/**
 * The reply of an ordinary rule, in an envelope and with the request's ref:
 * `on({ op: 'get' }).delay(100).reply(answer(opEnvelope, { found: true }))`.
 */
export function answer<Message extends Enveloped, Context extends RuleContext>(
  envelope: Envelope<Message>,
  data: Sendable | ((context: Context) => unknown),
  options: { readonly as?: string } = {},
): (context: Context) => Sendable | PromiseLike<Sendable> {
  return (context) => {
    const request = envelope.read(context.message)
    if (request === undefined) {
      throw mistake(
        `answering ${context.client.name} in an envelope of ${envelope.label}`,
        'what it sent is in no such envelope',
        'Match only messages that are',
      )
    }
    const inEnvelope = (said: unknown): Sendable => envelope.answer(request, said, options.as)
    const said: unknown = typeof data === 'function' ? (data as (given: Context) => unknown)(context) : data
    return isThenable(said) ? said.then(inEnvelope) : inEnvelope(said)
  }
}

/** What a route's function is given. */
function contextOf<Message extends Enveloped>(
  envelope: Envelope<Message>,
  request: Message,
  context: HandlerContext,
): RouteContext<Message> {
  return withActions(context, {
    ...request,
    reply: (data, { as } = {}) => context.reply(envelope.answer(request, data, as)),
    send: (name, data) => context.reply(envelope.wrap(name, data, request)),
    broadcast: (name, data, audience) =>
      context.broadcast(envelope.wrap(name, data, request), audience ?? envelope.audience?.(request)),
  })
}

/** Messages of a name, with data that matches. */
function named<Message extends Enveloped>(
  envelope: Envelope<Message>,
  name: string,
  pattern: Pattern | undefined,
): Matcher<unknown> {
  return defineMatcher(envelope.label, [name, pattern], {
    test(message, memory) {
      const read = envelope.read(message)
      return read?.name === name && (pattern === undefined || accepts(pattern, read.data, memory))
    },
    example: () => envelope.wrap(name, undefined, undefined),
  })
}

/** Calls what answers a message, and replies with what it returns. */
export function callRoute<Message extends Enveloped>(
  envelope: Envelope<Message>,
  context: HandlerContext,
  pattern: Pattern | undefined,
  handler: RouteHandler<Message>,
): unknown {
  const read = envelope.read(context.message)
  // The rule has just matched what the envelope read.
  if (read === undefined) return undefined
  const request = pattern === undefined ? read : { ...read, data: outputOf(pattern, read.data) }
  const given = contextOf(envelope, request, context)
  return replying(handler(given), given.reply)
}

/** Calls what answers a message that no route takes. */
export function answerUnknown<Message extends Enveloped>(
  envelope: Envelope<Message>,
  context: HandlerContext,
  unknown: (context: UnknownContext) => unknown,
): unknown {
  const request = envelope.read(context.message)
  const given: UnknownContext =
    request === undefined ? bareContext(envelope, context) : contextOf(envelope, request, context)
  return replying(unknown(given), given.reply)
}

/** For a message in no envelope: there is nothing that a reply could be put into. */
function bareContext<Message extends Enveloped>(
  envelope: Envelope<Message>,
  context: HandlerContext,
): UnknownContext {
  const said: Omit<UnknownContext, keyof RouteActions> & Speech = {
    name: undefined,
    data: context.message,
    reply: (data) => context.reply(data as Sendable),
    send: (name, data) => context.reply(envelope.wrap(name, data, undefined)),
    broadcast: (name, data, audience) => context.broadcast(envelope.wrap(name, data, undefined), audience),
  }
  return withActions(context, said)
}

type Speech = Pick<RouteActions, 'reply' | 'send' | 'broadcast'>

function withActions<Said extends Speech>(context: HandlerContext, said: Said): Said & RouteActions {
  const { message, client, state, join, leave, close, delay } = context
  return {
    ...said,
    message,
    client,
    state,
    // Made only if somebody asks.
    get signal() {
      return context.signal
    },
    join,
    leave,
    close,
    delay,
  }
}

/** Replies with what a function returned. */
function replying(returned: unknown, reply: (data: unknown) => void): unknown {
  return whenSettled(returned, (data) => {
    if (data !== undefined) reply(data)
  })
}

/** A route as it was given: a function, or one with what the data must be. @throws MistakeError for what is neither */
export function patternAndHandler<Message extends Enveloped>(
  attempted: string,
  given: RouteHandler<Message> | Route<Message>,
): { readonly pattern: Pattern | undefined; readonly handler: RouteHandler<Message> } {
  const isRoute = typeof given === 'object' && given !== null && 'handler' in given
  if (!isRoute) return { pattern: undefined, handler: checkHandler(attempted, given) }
  // A handler is only called with data that its pattern matches, which is what its type rests on.
  return { pattern: given.pattern, handler: checkHandler(attempted, given.handler as RouteHandler<Message>) }
}

/** @throws MistakeError unless it is a function */
export function checkHandler<Handler>(attempted: string, handler: Handler): Handler {
  if (typeof handler === 'function') return handler
  throw mistake(
    attempted,
    `it is ${JSON.stringify(handler) ?? String(handler)}`,
    'Give a function, or route(pattern, function)',
  )
}
