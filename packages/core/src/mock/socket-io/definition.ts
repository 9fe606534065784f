// What a Socket.IO server does, as its author writes it.
import { mistake } from '../../errors.ts'
import { checkPattern } from '../../match/check.ts'
import type { MessageOf, Pattern } from '../../match/pattern.ts'
import type { MockClient } from '../client.ts'
import type { State } from '../state.ts'
import type { SocketIoSocket } from './socket.ts'

/** Given to `use`: who wants to connect to the namespace, and with what. */
export interface SocketIoAttempt {
  /** What the client connects with: `io(url, { auth })`. */
  readonly auth: Readonly<Record<string, unknown>>
  readonly client: MockClient
  /** Lasts as long as the test. */
  readonly state: State
  /** Refuses: the client's `connect_error` event gets an Error with this message, and the data. */
  refuse(message: string, data?: unknown): void
}

/** Given to `connection`. */
export interface SocketIoConnection {
  readonly socket: SocketIoSocket
  readonly client: MockClient
  /** Lasts as long as the test. */
  readonly state: State
}

/** Given to what answers an event. */
export interface SocketIoEvent<
  Args extends readonly unknown[] = readonly unknown[],
> extends SocketIoConnection {
  readonly event: string
  readonly args: Args
  /** Acknowledges the event, once. Does nothing where the client asked for no acknowledgement. */
  ack(...args: readonly unknown[]): void
  /** Resolves `ms` later on the mock's clock, which follows fake timers and virtual time. */
  delay(ms: number): Promise<void>
}

/** Given to `disconnect`. */
export interface SocketIoDisconnection extends SocketIoConnection {
  /** `client namespace disconnect`, or `transport close` where the connection has ended. */
  readonly reason: string
}

/** What answers an event. What it returns is the acknowledgement, unless it is undefined; a promise is awaited. */
export type SocketIoHandler<Args extends readonly unknown[] = readonly unknown[]> = (
  event: SocketIoEvent<Args>,
) => unknown

/** A handler with what the arguments must be for it. */
export interface SocketIoRoute {
  readonly patterns: readonly Pattern[]
  // The arguments are `never` here: a route no longer tells what its patterns made known.
  readonly handler: (event: SocketIoEvent<never>) => unknown
}

/** What a server does in one namespace. */
export interface SocketIoNamespace {
  /** Decides who may connect; the same as a middleware of Socket.IO. Default: everybody. */
  readonly use?: ((attempt: SocketIoAttempt) => unknown) | undefined
  /** A client has connected. */
  readonly connection?: ((connection: SocketIoConnection) => unknown) | undefined
  /** By event, what answers it. */
  readonly on?: { readonly [event: string]: SocketIoHandler | SocketIoRoute } | undefined
  /** Takes every event that no other handler takes. Default: they are unmatched, as the mock's policy says. */
  readonly unknown?: SocketIoHandler | undefined
  /** A client has disconnected, by itself or with its connection. */
  readonly disconnect?: ((disconnection: SocketIoDisconnection) => unknown) | undefined
}

export interface SocketIoOptions extends SocketIoNamespace {
  /** Namespaces beside the main one, by name: `{ '/admin': { on: … } }`. Others are refused. */
  readonly namespaces?: { readonly [name: string]: SocketIoNamespace } | undefined
  /** From one ping of the server to the next, in ms. Default 25,000, which is Socket.IO's. */
  readonly pingIntervalMs?: number | undefined
  /** How long a client may leave a ping unanswered, in ms. Default 20,000. */
  readonly pingTimeoutMs?: number | undefined
  /** How long a client may take until it connects to a namespace, in ms. Default 45,000. */
  readonly connectTimeoutMs?: number | undefined
  /** What the client is told of the longest payload. Default 1,000,000 bytes; keeping it is the transport's. */
  readonly maxPayloadBytes?: number | undefined
}

/** The arguments that match these patterns. */
type ArgsOf<P extends readonly Pattern[]> = { readonly [I in keyof P]: MessageOf<P[I]> }

/**
 * A handler whose arguments are matched and typed: `say: withArgs([text()], ({ args: [said] }) => said.length)`. An event
 * with other arguments is not this handler's; there may be more of them.
 */
export function withArgs<const P extends readonly Pattern[]>(
  patterns: P,
  handler: SocketIoHandler<ArgsOf<P>>,
): SocketIoRoute {
  const attempted = 'withArgs()'
  if (!Array.isArray(patterns)) throw mistake(attempted, 'the patterns are no list', 'Give an array')
  for (const pattern of patterns as readonly Pattern[]) checkPattern(pattern, attempted)
  checkHandler(attempted, handler)
  return { patterns, handler }
}

/** @throws MistakeError unless it is a function */
export function checkHandler(attempted: string, handler: unknown): void {
  if (typeof handler === 'function') return
  throw mistake(attempted, `it is ${JSON.stringify(handler) ?? String(handler)}`, 'Give a function')
}
