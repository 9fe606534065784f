// What the author of a contract writes: types only. What it means is contract.ts's and its parts' to say.
import type { Codec } from '../wire/codec.ts'
import type { Field, Messages, MessageSchema, Wire } from './message-types.ts'
import type { Promised } from './promise.ts'

/**
 * Where a message carries its name on the wire:
 * - `'type'`: in that field, beside the message's own (the default);
 * - `{ field: 'event', payload: 'data' }`: in that field, the message in another;
 * - `{ path: ['head', 'kind'] }`: in a field of a field;
 * - `{ position: 0 }`: at that place of an array, whose other items are the message; with `payload` the message is the
 *   item at that place;
 * - `'firstThatFits'`: nowhere; a message is the first, in the order of the contract, whose schema accepts it.
 *
 * Messages are called on the wire as in the contract, unless their schema has a literal of its own there, or `names` says
 * otherwise: `{ field: 'op', payload: 'd', names: { hello: 10, heartbeat: 1 } }`.
 */
export type Discriminator =
  | string
  | { readonly field: string; readonly payload?: string; readonly names?: WireNames }
  | { readonly path: readonly [string, ...string[]]; readonly names?: WireNames }
  | { readonly position: number; readonly payload?: number; readonly names?: WireNames }

/** What messages are called on the wire, by what the contract calls them. */
export type WireNames = Readonly<Record<string, string | number | boolean>>

/** The field beside the message's own fields that carries its name; never where there is none. */
export type NameFieldOf<D> = D extends 'firstThatFits'
  ? never
  : D extends string
    ? D
    : D extends { readonly payload: unknown }
      ? never
      : D extends { readonly field: infer F extends string }
        ? F
        : never

/** How messages travel: as JSON text (default), as text, as bytes, or as your `encode` and `decode` make them. */
export type ContractCodec = 'json' | 'text' | 'binary' | Codec

/** A field of the message, or both ways between a message and a key. */
// Looked up in an object it loses its alias: a compiler error lists the fields.
export type Key<T> = { key: Field<T> | KeyFunctions<T> }['key']

/** Both ways between a message and a key. */
interface KeyFunctions<T> {
  /** The key that a client's message is about. */
  readonly of: (message: T) => string
  /** The message about a key, as `joinGroup` sends it. */
  readonly make: (key: string) => T
}

/** A client asks to join or to leave. One union member for each message: the literal `by` types the rest. */
export type Ask<C extends Messages, S extends Messages> = {
  [B in keyof C]: {
    /** The client's message that asks for it. */
    readonly by: B
    /** The server's answer when it is done. Default: none. */
    readonly ack?: keyof S & string
    /** Where the group's key stands in both. */
    readonly key: Key<Wire<C[B]>>
  }
}[keyof C]

/** A client's message that goes to a group. */
export type Cast<C extends Messages, S extends Messages> = {
  [B in keyof C]: {
    /** The client's message that asks for it. */
    readonly by: B
    /** What the members get. */
    readonly delivers: keyof S & string
    readonly key: Key<Wire<C[B]>>
    /** The field that tells one broadcast from another, in both messages. Without it much cannot be judged. */
    readonly id?: Field<Wire<C[B]>>
    /** What is delivered. Default: fields of the same name are copied. */
    readonly deliver?: (message: Wire<C[B]>) => Wire<S[keyof S]>
    /** The server's answer to the sender. Default: none. */
    readonly ack?: keyof S & string
    /** What that answer means: the request was taken, or everybody has been written to. Default `accepted`. */
    readonly acknowledges?: 'accepted' | 'fannedOut'
    /** Whether a sender that is a member gets its own message. Default `always`. */
    readonly echo?: 'always' | 'never' | 'optional'
  }
}[keyof C]

/**
 * A question that the application answers when everything it received before has been carried out and written to all
 * who get it. With it, silence of a real server can be proven.
 */
export type Barrier<C extends Messages, S extends Messages> = {
  [B in keyof C]: {
    readonly by: B
    readonly ack: keyof S & string
    /** Where the group's key stands, if it is asked of one group. */
    readonly key?: Key<Wire<C[B]>>
    /** The field that tells one question from another, in both messages. */
    readonly id?: Field<Wire<C[B]>>
  }
}[keyof C]

/** A kind of group: how clients join, leave and broadcast, and what is promised to them. */
export interface GroupDefinition<C extends Messages, S extends Messages> {
  readonly join?: Ask<C, S>
  readonly leave?: Ask<C, S>
  readonly broadcast?: Cast<C, S>
  readonly barrier?: Barrier<C, S>
  /** Default: none. */
  readonly guarantees?: readonly Promised[]
}

/** What the server answers to a message. */
export interface ReplyDefinition<C extends Messages, S extends Messages, B extends keyof C = keyof C> {
  readonly with: keyof S & string
  /** The field, in both messages, that says which question an answer belongs to; or `[of the question, of the answer]`. */
  readonly correlate?: Field<Wire<C[B]>> | readonly [question: Field<Wire<C[B]>>, answer: string]
  /** How many: exactly one (default), any number, or a stream that ends with another message. */
  readonly count?: 'one' | 'any' | { readonly until: keyof S & string }
  /** How long the first may take, in ms of the owner's clock. Default: not promised. */
  readonly withinMs?: number
}

/** The handshake. Values of query, headers and path parameters are strings. */
export interface HandshakeDefinition {
  readonly params?: MessageSchema
  readonly query?: MessageSchema
  readonly headers?: MessageSchema
  /** Subprotocols the server speaks; a client has to offer one of them. Default: any, or none. */
  readonly protocols?: readonly string[]
  /** HTTP statuses with which the server refuses, and what they mean. */
  readonly refusals?: Readonly<Record<number, string>>
}

/** A client's message that the server answers, to know of each other that they are alive. Scenarios pass over the answers. */
export type HeartbeatDefinition<C extends Messages, S extends Messages> = {
  [B in keyof C]: {
    readonly by: B
    readonly ack: keyof S & string
    /** How often clients send it, in ms. */
    readonly everyMs?: number
    /** A client that sends none for so long is closed, in ms. */
    readonly timeoutMs?: number
  }
}[keyof C]

/** What may be said, and what is promised. */
export interface ContractDefinition<C extends Messages, S extends Messages, G extends string, D> {
  /** Where clients connect: a path, with `:parameters`, or a whole `ws:` or `wss:` URL. */
  readonly url: string
  readonly handshake?: HandshakeDefinition
  /** What clients say, by name. */
  readonly clientToServer: C
  /** What the server says, by name. */
  readonly serverToClient: S
  /** Where the name of a message is on the wire. Default: in the field `type`. */
  readonly discriminator?: D
  /** Default: JSON text. */
  readonly codec?: ContractCodec
  /** The kinds of groups, by name. */
  readonly groups?: { readonly [K in G]: GroupDefinition<C, S> }
  /** Answers to messages that no group is about. */
  readonly replies?: { readonly [B in keyof C]?: ReplyDefinition<C, S, B> }
  /** Close codes that the server uses, and what they mean; with them, others (but 1000, 1001 and 1005) break the contract. */
  readonly closeCodes?: Readonly<Record<number, string>>
  readonly heartbeat?: HeartbeatDefinition<C, S>
  /** A message of no name that the contract knows: `refuse` (default), it breaks the contract; `ignore`. */
  readonly unknownMessages?: 'refuse' | 'ignore'
}
