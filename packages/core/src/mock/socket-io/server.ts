// A Socket.IO server as rules: each event that is served is a rule of its own, so that what nobody serves is unmatched.
// Handlers run beside each other, as on a real server: one may wait for an acknowledgement of the same client.
import { checkOptionNames, mistake } from '../../errors.ts'
import { defineMatcher, type Matcher } from '../../match/matcher.ts'
import { bytes } from '../../match/matchers/bytes.ts'
import type { Memory } from '../../match/memory.ts'
import { outputOf } from '../../match/output.ts'
import type { Pattern } from '../../match/pattern.ts'
import type { HandlerContext } from '../context.ts'
import { on, onClose, type Rule } from '../rule.ts'
import { whenSettled } from '../thenable.ts'
import { Assembly, framesOf, type Head, MALFORMED, PacketType, readHead, type SocketPacket } from './codec.ts'
import {
  checkHandler,
  type SocketIoAttempt,
  type SocketIoConnection,
  type SocketIoEvent,
  type SocketIoHandler,
  type SocketIoNamespace,
  type SocketIoOptions,
} from './definition.ts'
import { isEvent } from './event.ts'
import { engineRules, malformedRules } from './handshake.ts'
import { Membership, sessionOf } from './session.ts'
import { checkEvent, endMembership, Socket } from './socket.ts'

type Receive = (packet: SocketPacket, context: HandlerContext) => unknown

const NAMESPACE_NAMES = ['use', 'connection', 'on', 'unknown', 'disconnect']
const NAMES = [
  ...NAMESPACE_NAMES,
  'namespaces',
  'pingIntervalMs',
  'pingTimeoutMs',
  'connectTimeoutMs',
  'maxPayloadBytes',
]

/**
 * The rules of a Socket.IO server (Socket.IO protocol 5, Engine.IO protocol 4) over WebSocket, which an unchanged
 * `socket.io-client` with `transports: ['websocket']` speaks to:
 * `setupWsMock('wss://chat.example.com/socket.io/', socketIo({ on: { say: ({ args, socket }) => socket.broadcast.emit('said', ...args) } }))`.
 *
 * A room is a group of the mock, and so is a namespace.
 *
 * @throws MistakeError for an option that is none, a time that is none, or a handler that is no function
 */
export function socketIo(options: SocketIoOptions = {}): readonly Rule[] {
  const attempted = 'socketIo()'
  checkOptionNames(attempted, options, NAMES)
  const { namespaces = {}, ...main } = options
  const served = new Map<string, SocketIoNamespace>([['/', main]])
  for (const [name, namespace] of Object.entries(namespaces)) {
    if (!name.startsWith('/') || name === '/') throw noNamespace(name)
    checkOptionNames(`the namespace ${name}`, namespace, NAMESPACE_NAMES)
    served.set(name, namespace)
  }
  const rules = [...served].flatMap(([name, namespace]) => eventRules(name, namespace))
  return [
    ...engineRules({
      pingIntervalMs: checkTime(attempted, 'pingIntervalMs', options.pingIntervalMs, 25_000),
      pingTimeoutMs: checkTime(attempted, 'pingTimeoutMs', options.pingTimeoutMs, 20_000),
      connectTimeoutMs: checkTime(attempted, 'connectTimeoutMs', options.connectTimeoutMs, 45_000),
      maxPayloadBytes: checkTime(attempted, 'maxPayloadBytes', options.maxPayloadBytes, 1_000_000),
    }),
    packetRule(
      'CONNECT',
      ({ type }) => type === PacketType.CONNECT,
      (packet, context) => connect(served, packet, context),
    ),
    packetRule(
      'DISCONNECT',
      ({ type }) => type === PacketType.DISCONNECT,
      (packet, context) => disconnect(served, packet, context),
    ),
    packetRule('ACK', ({ type }) => type === PacketType.ACK, acknowledge),
    ...rules,
    packetRule(
      'EVENT',
      ({ namespace }) => !served.has(namespace),
      (_, { close }) => close(1000),
    ),
    on(bytes()).run(attach, { concurrent: true }),
    on(malformed).close(1000),
    ...malformedRules,
    onClose().run((context) => {
      const memberships = [...sessionOf(context.client).memberships.values()]
      return Promise.all(
        memberships.map((membership) => leave(served, membership, context, 'transport close')),
      )
    }),
  ]
}

/**
 * A rule that answers one event, for one test: `chatMock.use(onEvent('say', ({ ack }) => ack('not now')))`.
 *
 * @throws MistakeError for a name that Socket.IO keeps for itself, or a handler that is no function
 */
export function onEvent(
  name: string,
  handler: SocketIoHandler,
  { namespace = '/' }: { readonly namespace?: string } = {},
): Rule {
  const attempted = `onEvent(${JSON.stringify(name)})`
  checkHandler(attempted, handler)
  return eventRule(namespace, checkEvent(attempted, name), [], handler)
}

// ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function eventRules(namespace: string, { on: handlers = {}, unknown }: SocketIoNamespace): readonly Rule[] {
  const rules = Object.entries(handlers).map(([name, given]) => {
    const attempted = `on ${JSON.stringify(name)} in ${namespace}`
    const { patterns, handler } = typeof given === 'function' ? { patterns: [], handler: given } : given
    checkHandler(attempted, handler)
    // A handler is only called with arguments that its patterns match, which is what its type rests on.
    return eventRule(namespace, checkEvent(attempted, name), patterns, handler as SocketIoHandler)
  })
  if (unknown === undefined) return rules
  checkHandler(`unknown in ${namespace}`, unknown)
  const isOfNamespace = (head: Head): boolean =>
    head.type === PacketType.EVENT && head.namespace === namespace
  return [...rules, packetRule('EVENT', isOfNamespace, (packet, context) => answer(unknown, packet, context))]
}

function eventRule(
  namespace: string,
  name: string,
  patterns: readonly Pattern[],
  handler: SocketIoHandler,
): Rule {
  const written = namespace === '/' ? [name, ...patterns] : [namespace, name, ...patterns]
  const matcher = headMatcher(namespace === '/' ? 'event' : 'eventIn', written, (head, memory) =>
    isEvent(head, namespace, name, patterns, memory),
  )
  return receiving(matcher, (packet, context) => answer(handler, packet, context, patterns))
}

function answer(
  handler: SocketIoHandler,
  { namespace, data, id }: SocketPacket,
  context: HandlerContext,
  patterns: readonly Pattern[] = [],
): unknown {
  const membership = sessionOf(context.client).memberships.get(namespace)
  // As a real server does with whom it does not know.
  if (membership === undefined) return context.close(1000)
  const [name, ...given] = data as readonly [string, ...unknown[]]
  const args = given.map((arg, index) => {
    const pattern = patterns[index]
    return pattern === undefined ? arg : outputOf(pattern, arg)
  })
  let isOwed = id !== undefined
  const ack = (...answers: readonly unknown[]): void => {
    if (!isOwed) return
    isOwed = false
    say(context, { type: PacketType.ACK, namespace, data: answers, id })
  }
  const event: SocketIoEvent = {
    ...connectionOf(membership, context),
    event: name,
    args,
    ack,
    delay: context.delay,
  }
  return whenSettled(handler(event), (returned) => {
    if (returned !== undefined) ack(returned)
  })
}

// ── namespaces ───────────────────────────────────────────────────────────────────────────────────────────────────────

type Served = ReadonlyMap<string, SocketIoNamespace>

function connect(served: Served, { namespace, data }: SocketPacket, context: HandlerContext): unknown {
  const { client, state } = context
  const { memberships } = sessionOf(client)
  const refuse = (message: string, details?: unknown): void => {
    const error = details === undefined ? { message } : { message, data: details }
    say(context, { type: PacketType.CONNECT_ERROR, namespace, data: error })
  }
  const definition = served.get(namespace)
  if (definition === undefined) return refuse('Invalid namespace')
  if (memberships.has(namespace)) return context.close(1000)
  let isRefused = false
  const auth = (data ?? {}) as Readonly<Record<string, unknown>>
  const attempt: SocketIoAttempt = {
    auth,
    client,
    state,
    refuse(...why) {
      if (!isRefused) refuse(...why)
      isRefused = true
    },
  }
  return whenSettled(definition.use?.(attempt), () => {
    if (isRefused || !client.open) return undefined
    const membership = new Membership(client, namespace, auth)
    memberships.set(namespace, membership)
    context.join(namespace)
    say(context, { type: PacketType.CONNECT, namespace, data: { sid: membership.id } })
    return definition.connection?.(connectionOf(membership, context))
  })
}

function disconnect(served: Served, { namespace }: SocketPacket, context: HandlerContext): unknown {
  const membership = sessionOf(context.client).memberships.get(namespace)
  if (membership === undefined) return context.close(1000)
  endMembership(membership, context)
  return leave(served, membership, context, 'client namespace disconnect')
}

function leave(served: Served, membership: Membership, context: HandlerContext, reason: string): unknown {
  const { namespace } = membership
  sessionOf(context.client).memberships.delete(namespace)
  membership.end()
  return served.get(namespace)?.disconnect?.({ ...connectionOf(membership, context), reason })
}

function connectionOf(membership: Membership, context: HandlerContext): SocketIoConnection {
  const { client, state } = context
  return { socket: new Socket(membership, context), client, state }
}

// ── packets ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function acknowledge({ namespace, data, id }: SocketPacket, { client }: HandlerContext): void {
  const membership = sessionOf(client).memberships.get(namespace)
  if (id !== undefined) membership?.acknowledged(id, data as readonly unknown[])
}

/** One more attachment of the packet that is coming in. */
function attach(context: HandlerContext<Uint8Array>): unknown {
  const session = sessionOf(context.client)
  const { incoming } = session
  // Those of an event that nobody serves.
  if (incoming === undefined) return undefined
  const packet = incoming.assembly.add(context.message)
  if (packet === undefined) return undefined
  session.incoming = undefined
  return incoming.dispatch(packet, context)
}

function packetRule(name: string, test: (head: Head) => boolean, receive: Receive): Rule {
  return receiving(headMatcher(name, [], test), receive)
}

function receiving(matcher: Matcher<unknown>, receive: Receive): Rule {
  return on(matcher).run(
    (context) => {
      const head = readHead(context.message)
      const session = sessionOf(context.client)
      // The rule has just matched what was read; a text amid attachments is none that a client sends.
      if (head === undefined || head === MALFORMED || session.incoming !== undefined)
        return context.close(1000)
      if (head.attachments === 0) return receive(head, context)
      session.incoming = { assembly: new Assembly(String(context.message), head), dispatch: receive }
      return undefined
    },
    { concurrent: true },
  )
}

function headMatcher(
  name: string,
  written: readonly unknown[],
  test: (head: Head, memory: Memory) => boolean,
): Matcher<unknown> {
  return defineMatcher<unknown>(name, written, {
    test(message, memory) {
      const head = readHead(message)
      return head !== undefined && head !== MALFORMED && test(head, memory)
    },
    example: () => '',
  })
}

const malformed = defineMatcher<string>('malformed', [], {
  test: (message) => readHead(message) === MALFORMED,
  example: () => '4',
})

function say({ reply }: HandlerContext, packet: SocketPacket): void {
  for (const frame of framesOf(packet)) reply(frame)
}

function checkTime(attempted: string, name: string, value: number | undefined, usual: number): number {
  if (value === undefined) return usual
  if (Number.isFinite(value) && value >= 1) return value
  throw mistake(attempted, `${name} is ${String(value)}`, 'Give a number, at least 1')
}

function noNamespace(name: string): Error {
  return mistake(
    `socketIo({ namespaces: { ${JSON.stringify(name)}: … } })`,
    name === '/' ? 'the main namespace is the options themselves' : "a namespace begins with '/'",
    name === '/' ? 'Write its handlers beside namespaces' : `Write ${JSON.stringify(`/${name}`)}`,
  )
}
