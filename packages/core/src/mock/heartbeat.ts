// Heartbeats: rules that ping clients, answer their heartbeats, and end connections that stay silent. All of them apply
// to a connection, beside whatever `onConnect` rule it meets. Watching is watch.ts's.
import { checkOptionNames, mistake } from '../errors.ts'
import { checkPattern } from '../match/check.ts'
import { isMatcher } from '../match/matcher.ts'
import type { Pattern } from '../match/pattern.ts'
import { checkClose } from '../wire/close-code.ts'
import type { Computed } from './computed.ts'
import type { RuleContext } from './context.ts'
import { on, type Rule } from './rule.ts'
import type { Sendable } from './sendable.ts'
import type { WatchPlan } from './watch-plan.ts'
import type { HandshakePattern } from './where.ts'

/** How a connection ends that was silent for too long. */
export interface SilentEnd {
  /** The close code, or `'cut'`: no close frame, the client sees 1006. Default 1001. */
  readonly code?: number | 'cut' | undefined
  /** At most 123 bytes of UTF-8; default says what happened. */
  readonly reason?: string | undefined
}

/** What `pingEvery` does. */
export interface PingEveryOptions extends SilentEnd {
  /** From one ping to the next, in ms; the first comes after one interval. */
  readonly everyMs: number
  /** How long a client may leave a ping unanswered before its connection ends, in ms. Default: for ever. */
  readonly timeoutMs?: number | undefined
  /** What is sent. Default: a ping frame of the protocol (RFC 6455 section 5.5.2), which clients answer by themselves. */
  readonly ping?: Sendable | undefined
  /** Which messages are an answer. Default: whatever the client sends. */
  readonly pong?: Pattern | undefined
  /** Only connections whose handshake matches. */
  readonly when?: HandshakePattern | undefined
}

/** What `closeSilent` does. */
export interface CloseSilentOptions extends SilentEnd {
  /** How long a client may be silent, in ms; from its opening on, and from its last sign of life. */
  readonly afterMs: number
  /** Which messages are a sign of life. Default: whatever the client sends, pings and pongs included. */
  readonly unless?: Pattern | undefined
  /** Only connections whose handshake matches. */
  readonly when?: HandshakePattern | undefined
}

/** How a heartbeat is answered, and what happens without one. */
export interface HeartbeatOptions extends SilentEnd {
  /** What a heartbeat is answered with. Default: the same. */
  readonly answer?: Computed<RuleContext, Sendable> | undefined
  /** Ends connections that send no heartbeat for so long, in ms, whatever else they send. Default: they may. */
  readonly silentAfterMs?: number | undefined
}

/**
 * Pings every client at an interval of the mock's clock, and ends the connections of those that do not answer.
 *
 * @throws MistakeError for an interval or time-out that is none, or a code that cannot travel
 */
export function pingEvery(options: PingEveryOptions): Rule {
  const attempted = 'pingEvery()'
  checkOptionNames(attempted, options, ['everyMs', 'timeoutMs', 'ping', 'pong', 'code', 'reason', 'when'])
  const { everyMs, timeoutMs, ping, pong, when } = options
  if (pong !== undefined) checkPattern(pong, attempted)
  return watching(`pingEvery({ everyMs: ${everyMs} })`, when, {
    everyMs: checkTime(attempted, 'everyMs', everyMs),
    ping,
    silentMs: timeoutMs === undefined ? undefined : checkTime(attempted, 'timeoutMs', timeoutMs),
    sign: pong,
    end: endOf(attempted, options, 'ping timeout'),
  })
}

/**
 * Ends the connections of clients that stay silent, in the time of the mock's clock.
 *
 * @throws MistakeError for a time that is none, or a code that cannot travel
 */
export function closeSilent(options: CloseSilentOptions): Rule {
  const attempted = 'closeSilent()'
  checkOptionNames(attempted, options, ['afterMs', 'unless', 'code', 'reason', 'when'])
  const { afterMs, unless, when } = options
  if (unless !== undefined) checkPattern(unless, attempted)
  return watching(`closeSilent({ afterMs: ${afterMs} })`, when, {
    everyMs: undefined,
    ping: undefined,
    silentMs: checkTime(attempted, 'afterMs', afterMs),
    sign: unless,
    end: endOf(attempted, options, 'silent for too long'),
  })
}

/**
 * Answers a heartbeat that clients send as a message: `heartbeat('!')`.
 *
 * @param beat the message; of an object, the fields that make it one
 * @throws MistakeError for a time that is none, or a code that cannot travel
 */
export function heartbeat(beat: Sendable & Pattern, options: HeartbeatOptions = {}): readonly Rule[] {
  if (options.answer === undefined && (beat instanceof RegExp || isMatcher(Object(beat) as object))) {
    throw mistake('heartbeat()', 'a pattern cannot be sent back', 'Give the answer: { answer: … }')
  }
  return heartbeatRules('heartbeat()', beat, beat, options)
}

/** Answers `"!"` with `"!"`, as the gateway of Moleculer for Java does. */
export function bangHeartbeat(options: HeartbeatOptions = {}): readonly Rule[] {
  return heartbeatRules('bangHeartbeat()', '!', '!', options)
}

/** Answers `{"event":"ping"}` with `{"event":"pong"}`, as the gateway of Olares does. */
export function eventHeartbeat(options: HeartbeatOptions = {}): readonly Rule[] {
  return heartbeatRules('eventHeartbeat()', { event: 'ping' }, { event: 'pong' }, options)
}

function heartbeatRules(
  attempted: string,
  beat: Pattern,
  usual: Sendable,
  options: HeartbeatOptions,
): readonly Rule[] {
  checkOptionNames(attempted, options, ['answer', 'silentAfterMs', 'code', 'reason'])
  const { answer = usual, silentAfterMs, code, reason } = options
  const answering = on(beat).reply(answer)
  if (silentAfterMs !== undefined) {
    const afterMs = checkTime(attempted, 'silentAfterMs', silentAfterMs)
    return [closeSilent({ afterMs, unless: beat, code, reason }), answering]
  }
  if (code === undefined && reason === undefined) return [answering]
  throw mistake(attempted, 'it says how to close whom, and not when', 'Add silentAfterMs')
}

function watching(text: string, when: HandshakePattern | undefined, plan: WatchPlan): Rule {
  if (when !== undefined) checkPattern(when, text)
  return watchRule(text, plan, when)
}

/** A rule that watches each connection from its opening on. @param when only those whose handshake matches */
export function watchRule(text: string, plan: WatchPlan, when?: HandshakePattern): Rule {
  return { event: 'open', pattern: when, actions: [{ do: 'watch', plan }], text, changesMessage: false }
}

function endOf(attempted: string, { code = 1001, reason }: SilentEnd, usual: string): WatchPlan['end'] {
  if (code !== 'cut') {
    checkClose(`${attempted} with the code ${code}`, code, reason ?? usual)
    return { code, reason: reason ?? usual }
  }
  if (reason === undefined) return 'cut'
  throw mistake(
    attempted,
    'a connection that is cut has no close frame for a reason',
    'Leave one of them out',
  )
}

function checkTime(attempted: string, name: string, ms: unknown): number {
  if (typeof ms === 'number' && ms >= 1 && ms < Infinity) return ms
  throw mistake(
    attempted,
    `${name} is ${JSON.stringify(ms) ?? String(ms)}`,
    'Give a number of ms, at least 1',
  )
}
