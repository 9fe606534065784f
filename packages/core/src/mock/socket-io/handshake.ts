// The handshake and the heartbeat of Engine.IO, version 4, over WebSocket alone; what Engine.IO's own packets mean.
import { absent } from '../../match/matchers/presence.ts'
import { on, onConnect, type Rule } from '../rule.ts'
import type { WatchPlan } from '../watch-plan.ts'

const OPEN = '0'
const CLOSE = '1'
const PING = '2'
const PONG = '3'

export interface EngineOptions {
  readonly pingIntervalMs: number
  readonly pingTimeoutMs: number
  readonly connectTimeoutMs: number
  readonly maxPayloadBytes: number
}

/** Rules that open, keep and end connections, before all rules about packets of Socket.IO. */
export function engineRules(options: EngineOptions): readonly Rule[] {
  const { pingIntervalMs, pingTimeoutMs, connectTimeoutMs, maxPayloadBytes } = options
  const open = (sid: string): string => {
    const handshake = { sid, upgrades: [], pingInterval: pingIntervalMs, pingTimeout: pingTimeoutMs }
    return `${OPEN}${JSON.stringify({ ...handshake, maxPayload: maxPayloadBytes })}`
  }
  return [
    watching('the heartbeat of Engine.IO', {
      everyMs: pingIntervalMs,
      ping: PING,
      silentMs: pingTimeoutMs,
      sign: PONG,
      end: { code: 1000, reason: 'ping timeout' },
    }),
    watching('the time-out of Socket.IO for a connection without a namespace', {
      everyMs: undefined,
      ping: undefined,
      silentMs: connectTimeoutMs,
      sign: /^40/,
      isOnce: true,
      end: { code: 1000, reason: 'no namespace' },
    }),
    onConnect({ query: { EIO: '4', transport: 'websocket', sid: absent() } }).send(({ client }) =>
      open(client.name),
    ),
    onConnect({ query: { EIO: '4', transport: 'websocket' } }).reject(
      400,
      "sid is of no session: there is no upgrade from polling, give io() { transports: ['websocket'] }",
    ),
    onConnect({ query: { EIO: '4' } }).reject(
      400,
      "transport is not websocket: this mock speaks nothing else, give io() { transports: ['websocket'] }",
    ),
    onConnect().reject(400, 'EIO is not 4: this mock speaks the protocol of socket.io-client 3 and 4'),
    on(PONG).drop(),
    on(CLOSE).close(1000),
  ]
}

/** Rules behind all others: what is no packet of either protocol ends the connection. */
export const malformedRules: readonly Rule[] = [
  // Clients of version 4 are pinged, they do not ping.
  on(/^[^4]/).close(1002, 'not a packet that a client sends'),
]

/** The plan of a watch that begins when the connection opens. */
function watching(name: string, plan: WatchPlan): Rule {
  return {
    event: 'open',
    pattern: undefined,
    actions: [{ do: 'watch', plan }],
    text: name,
    changesMessage: false,
  }
}
