// Rules: what the mock does on an event, written as a chain. A rule is data; the server interprets it.
import { mistake } from '../errors.ts'
import { describePattern } from '../match/describe.ts'
import { checkPattern } from '../match/check.ts'
import { changesMessages } from '../match/output.ts'
import type { MessageOf, Pattern } from '../match/pattern.ts'
import { checkMockClose } from '../wire/close-code.ts'
import { copyBytes, isBytes, utf8Bytes } from '../wire/frame.ts'
import { type Action, endsRule } from './action.ts'
import { type Audience, checkAudience } from './audience.ts'
import type { Sendable } from './sendable.ts'
import { checkGroup } from './client.ts'
import type { Computed } from './computed.ts'
import type { CloseContext, HandlerContext, RuleContext } from './context.ts'
import {
  planStream,
  type SharedStreamItems,
  type StreamItems,
  type StreamOptions,
  UNNAMED_STREAM,
} from './stream.ts'
import { checkWhere, type HandshakePattern, type LateWhere, type Where } from './where.ts'

export type RuleEvent = 'connect' | 'open' | 'message' | 'close' | 'ping'

/** What a mock does on one event. First match wins; of the rules about `open`, all that match apply. */
export interface Rule {
  readonly event: RuleEvent
  readonly pattern: Pattern | undefined
  /** What else has to hold. */
  readonly where?: LateWhere | undefined
  readonly actions: readonly Action[]
  /** As the author wrote it, for messages: `on({ type: 'say' })`. */
  readonly text: string
  /** Whether its pattern holds a schema, whose output its functions see. */
  readonly changesMessage: boolean
  /** Called when the rule begins, before its first action. */
  readonly begin?: ((context: RuleContext) => void) | undefined
  /** The contract's name for the messages it is about; undefined for one that tells messages by its pattern alone. */
  readonly about?: string | undefined
  /** What its functions see of a contract's message: what its schema makes of it (default), or what was on the wire. */
  readonly sees?: 'output' | 'wire' | undefined
}

/** The audience of a broadcast in a rule: its names may be computed, `except: 'sender'` leaves out who spoke. */
export type RuleAudience<Context> = Audience<
  Computed<Context, string>,
  Computed<Context, readonly string[]>,
  'sender'
>

/** What any rule can do. Actions run in the order they are written. */
interface Common<Context, Next> {
  /**
   * Sends to a group, to several, to a user's connections, to those on a path, or to everybody: those that are it at
   * that instant, in join order, the sender included.
   */
  broadcast(message: Computed<Context, Sendable>, audience?: RuleAudience<Context>): Next
  /** Waits before the next action, in ms of the mock's clock. Messages of this connection wait behind; none is overtaken. */
  delay(ms: Computed<Context, number>): Next
}

/** How a handler runs. */
export interface RunOptions {
  /**
   * Neither the next action nor what the client sends meanwhile waits for the handler, which can then wait for the
   * client's next message itself. What several handlers say goes out in the order they say it. Default false.
   */
  readonly concurrent?: boolean | undefined
}

/** What a rule can do for the connection it is about. */
interface Speaking<Message, Context, Next> extends Common<Context, Next> {
  /** Answers the connection that spoke. In all that a mock says a matcher stands for its example: `{ id: uuid() }`. */
  reply(message: Computed<Context, Sendable>): Next
  /** Sends to this connection; the same as `reply`, where nothing was asked. */
  send(message: Computed<Context, Sendable>): Next
  /** Makes this connection a member of a group; it takes part from the next action on. */
  join(group: Computed<Context, string>): Next
  leave(group: Computed<Context, string>): Next
  /** Starts sending at an interval, until the connection closes; the rule goes on at once. */
  stream(items: StreamItems<Context>, options: StreamOptions<Context>): Next
  /**
   * Starts sending at an interval to a group, to several groups or to everybody: to the members at that instant, each time.
   * A stream of that name which was started before goes on as it is, so that whoever comes late gets the same messages
   * at the same instants as the others, from where the stream is. It goes on while nobody is there.
   */
  broadcastStream(
    items: SharedStreamItems,
    options: StreamOptions<Context>,
    audience?: RuleAudience<Context>,
  ): Next
  /** Ends this connection's stream of that name, and the one of that name that is shared. */
  stopStream(name?: Computed<Context, string>): Next
  /** Stops answering and sending, while the connection stays open. */
  halfOpen(): Next
  /** Runs your code. An async handler is awaited before the next action; one that throws fails the test. */
  run(handler: (context: HandlerContext<Message>) => unknown, options?: RunOptions): Next
  /** Closes with a code, 1005 for none; nothing can follow. @throws MistakeError for an invalid code or reason */
  close(code?: number, reason?: string): Rule
  /** Ends the connection without a close frame; the client sees 1006. Nothing can follow. */
  cut(): Rule
}

/** A rule about messages, after its first action. */
export interface MessageRule<Message> extends Rule, MessageActions<Message, MessageRule<Message>> {}
/** `on(…)` before its first action. */
export interface MessageActions<Message, Next = MessageRule<Message>> extends Speaking<
  Message,
  RuleContext<Message>,
  Next
> {
  /** Takes the message and does nothing: silence by intent. Nothing can follow. */
  drop(): Rule
}

export interface ConnectRule extends Rule, ConnectActions<ConnectRule> {}
/** `onConnect(…)` before its first action. */
export interface ConnectActions<Next = ConnectRule> extends Speaking<
  undefined,
  RuleContext<undefined>,
  Next
> {
  /**
   * Completes the handshake here, e.g. after a `delay`. Without it the handshake is completed before the first action,
   * unless that is `halfOpen`: then it is never answered.
   * The subprotocol is the first one offered, unless you choose.
   */
  accept(options?: { readonly protocol?: Computed<RuleContext<undefined>, string> }): Next
  /** Refuses the handshake with an HTTP status (400-599); nothing can follow. */
  reject(status: number, reason?: string): Rule
}

export interface CloseRule extends Rule, CloseActions<CloseRule> {}
/** `onClose()` before its first action. The connection is gone: only others can be spoken to. */
export interface CloseActions<Next = CloseRule> extends Common<CloseContext, Next> {
  run(handler: (context: HandlerContext<undefined> & CloseContext) => unknown, options?: RunOptions): Next
}

export interface PingRule extends Rule, PingActions<PingRule> {}
/** `onPing()` before its first action. It takes the place of the automatic pong. */
export interface PingActions<Next = PingRule> extends Speaking<Uint8Array, RuleContext<Uint8Array>, Next> {
  /** Answers with a pong (RFC 6455 section 5.5.3); by default with the ping's payload. */
  pong(payload?: string | ArrayBuffer | ArrayBufferView): Next
  /** Swallows the ping. Nothing can follow. */
  drop(): Rule
}

/** What the mock does when a client connects; with a pattern, only for handshakes that match it. */
export function onConnect(pattern?: HandshakePattern, where?: Where<undefined>): ConnectActions {
  return begun('connect', 'onConnect', pattern, where)
}

/**
 * What the mock does when a message comes that matches.
 *
 * @param pattern a literal, matcher, RegExp, predicate, schema, or an object or array of them; objects match partially.
 * What is matched is typed, the rest is `unknown`.
 * @param where who has to say it, and when: `{ query: { role: 'admin' }, messageNumber: 2 }`
 */
export function on<const P extends Pattern>(
  pattern: P,
  where?: Where<MessageOf<P>>,
): MessageActions<MessageOf<P>> {
  checkPattern(pattern, 'on()')
  return begun<MessageOf<P>>('message', 'on', pattern, where)
}

/**
 * What a mock does when a message comes that its contract calls by this name.
 *
 * @param sees what its functions see of the message
 */
export function onMessageNamed(
  text: string,
  about: string,
  pattern: Pattern | undefined,
  where: Where<never> | undefined,
  sees: Rule['sees'] = 'output',
): MessageRule<unknown> {
  if (pattern !== undefined) checkPattern(pattern, text)
  if (where !== undefined) checkWhere(text, where)
  return new Chain<unknown>('message', pattern, text, [], where, { about, sees })
}

/** What the mock does when a connection has ended, whoever ended it. */
export function onClose(where?: Where<undefined>): CloseActions {
  return begun<undefined>('close', 'onClose', undefined, where)
}

/**
 * What the mock does when a ping comes; without such a rule it answers with a pong by itself.
 *
 * @param pattern what the payload has to be, as text or as bytes
 */
export function onPing(pattern?: Pattern, where?: Where<Uint8Array>): PingActions {
  return begun<Uint8Array>('ping', 'onPing', pattern, where)
}

function begun<Message>(
  event: RuleEvent,
  word: string,
  pattern: Pattern | undefined,
  where: Where<Message> | undefined,
): Chain<Message> {
  const text = `${word}(${pattern === undefined ? '' : describePattern(pattern)})`
  if (pattern !== undefined) checkPattern(pattern, text)
  if (where !== undefined) checkWhere(text, where)
  return new Chain<Message>(event, pattern, text, [], where)
}

/** Recognises a rule, also one made by another copy of this module. */
function isRule(value: unknown): value is Rule {
  return (
    typeof value === 'object' &&
    value !== null &&
    'event' in value &&
    'actions' in value &&
    Array.isArray(value.actions)
  )
}

/**
 * Refuses a list that holds anything but finished rules.
 *
 * @throws MistakeError naming the position and the rule
 */
export function checkRules(attempted: string, rules: readonly unknown[]): asserts rules is readonly Rule[] {
  if (!Array.isArray(rules)) {
    throw mistake(
      attempted,
      'the rules are not a list',
      'Give an array: [on(…).reply(…)], or a function that returns one',
    )
  }
  for (const [index, rule] of rules.entries()) {
    if (!isRule(rule)) {
      throw mistake(
        attempted,
        `rules[${index}] is not a rule`,
        Array.isArray(rule)
          ? 'It is a list: put its rules into this one with three dots, [...heartbeat(), on(…)]'
          : 'Begin it with on(), onConnect(), onClose() or onPing()',
      )
    }
    if (rule.actions.length === 0) {
      throw mistake(
        attempted,
        `rules[${index}], ${rule.text}, has no action`,
        'Say what it does, e.g. .reply(…), or .drop() to take the message in silence',
      )
    }
  }
}

// One class behind the typed faces above, so that the same words mean the same everywhere.
class Chain<Message> implements MessageRule<Message> {
  readonly event: RuleEvent
  readonly pattern: Pattern | undefined
  readonly where: LateWhere | undefined
  readonly actions: readonly Action[]
  readonly text: string
  readonly changesMessage: boolean
  readonly about: string | undefined
  readonly sees: Rule['sees']

  constructor(
    event: RuleEvent,
    pattern: Pattern | undefined,
    text: string,
    actions: readonly Action[],
    where: LateWhere | undefined,
    named: Pick<Rule, 'about' | 'sees'> = {},
  ) {
    this.changesMessage = event === 'message' && pattern !== undefined && changesMessages(pattern)
    this.about = named.about
    this.sees = named.sees
    this.event = event
    this.pattern = pattern
    this.where = where
    this.text = text
    this.actions = actions
  }

  #then(action: Action): this {
    const last = this.actions.at(-1)
    if (last !== undefined && endsRule(last)) {
      throw mistake(
        `${this.text} … .${action.do}()`,
        `nothing can follow .${last.do}()`,
        `Write .${action.do}() before it`,
      )
    }
    return new Chain<Message>(
      this.event,
      this.pattern,
      this.text,
      [...this.actions, action],
      this.where,
      this,
    ) as this
  }

  reply(message: Computed<RuleContext<Message>, Sendable>): this {
    return this.#then({ do: 'send', message: present(`${this.text}.reply()`, message) })
  }
  send(message: Computed<RuleContext<Message>, Sendable>): this {
    return this.#then({ do: 'send', message: present(`${this.text}.send()`, message) })
  }
  join(group: Computed<RuleContext<Message>, string>): this {
    return this.#then({ do: 'join', group: groupOrFunction(`${this.text}.join()`, group) })
  }
  leave(group: Computed<RuleContext<Message>, string>): this {
    return this.#then({ do: 'leave', group: groupOrFunction(`${this.text}.leave()`, group) })
  }
  broadcast(
    message: Computed<RuleContext<Message>, Sendable>,
    audience: RuleAudience<RuleContext<Message>> = {},
  ): this {
    const attempted = `${this.text}.broadcast()`
    checkRuleAudience(attempted, audience)
    return this.#then({ do: 'broadcast', message: present(attempted, message), audience })
  }
  delay(ms: Computed<RuleContext<Message>, number>): this {
    if (typeof ms !== 'function') checkDelay(`${this.text}.delay(${String(ms)})`, ms)
    return this.#then({ do: 'delay', ms })
  }
  stream(items: StreamItems<RuleContext<Message>>, options: StreamOptions<RuleContext<Message>>): this {
    return this.#then({ do: 'stream', plan: planStream('stream()', items, options) })
  }
  broadcastStream(
    items: SharedStreamItems,
    options: StreamOptions<RuleContext<Message>>,
    audience: RuleAudience<RuleContext<Message>> = {},
  ): this {
    const attempted = `${this.text}.broadcastStream()`
    checkRuleAudience(attempted, audience)
    return this.#then({
      do: 'broadcastStream',
      plan: planStream('broadcastStream()', items, options),
      audience,
    })
  }
  stopStream(name: Computed<RuleContext<Message>, string> = UNNAMED_STREAM): this {
    return this.#then({ do: 'stopStream', name })
  }
  halfOpen(): this {
    return this.#then({ do: 'halfOpen' })
  }
  run(
    handler: (context: HandlerContext<Message> & CloseContext) => unknown,
    { concurrent = false }: RunOptions = {},
  ): this {
    if (typeof handler !== 'function')
      throw mistake(`${this.text}.run()`, 'the handler is not a function', 'Give a function')
    return this.#then({ do: 'run', handler, isConcurrent: concurrent })
  }
  close(code = 1000, reason = ''): this {
    checkMockClose(`${this.text}.close(${code})`, code, reason)
    return this.#then({ do: 'close', code, reason })
  }
  cut(): this {
    return this.#then({ do: 'cut' })
  }
  drop(): this {
    return this.#then({ do: 'drop' })
  }
  accept(options: { readonly protocol?: Computed<RuleContext<undefined>, string> } = {}): this {
    return this.#then({ do: 'accept', protocol: options.protocol })
  }
  reject(status: number, reason = ''): this {
    if (!Number.isInteger(status) || status < 400 || status > 599) {
      throw mistake(
        `${this.text}.reject(${status})`,
        `${status} is not an HTTP status that refuses`,
        'Use 400-599',
      )
    }
    return this.#then({ do: 'reject', status, reason })
  }
  pong(payload?: string | ArrayBuffer | ArrayBufferView): this {
    const bytes =
      payload === undefined ? undefined : isBytes(payload) ? copyBytes(payload) : utf8Bytes(payload)
    return this.#then({ do: 'pong', payload: bytes })
  }
}

function present<Value>(attempted: string, message: Value): Value {
  if (message !== undefined) return message
  throw mistake(
    attempted,
    'the message is undefined',
    'Give a string, bytes, a value that can be JSON, or a function',
  )
}

function groupOrFunction<Group>(attempted: string, group: Group): Group {
  if (typeof group !== 'function') checkGroup(attempted, group)
  return group
}

function checkRuleAudience(attempted: string, audience: RuleAudience<never>): void {
  checkAudience(attempted, audience)
  if (audience.group !== undefined) groupOrFunction(attempted, audience.group)
}

/** @throws MistakeError unless it is a number of ms, 0 or more */
export function checkDelay(attempted: string, ms: unknown): number {
  if (typeof ms === 'number' && ms >= 0 && ms < Infinity) return ms
  throw mistake(
    attempted,
    `${JSON.stringify(ms) ?? String(ms)} is not a delay`,
    'Give a number of ms, 0 or more',
  )
}
