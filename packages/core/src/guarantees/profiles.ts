// What known systems promise about their groups, as bundles of promises, each with the place where that is written. What
// a system does beside its promises is not in here: a profile is what one may rely on.
import type { Promised } from '../contract/promise.ts'

/** A bundle of promises under a name. */
export interface Profile {
  readonly profile: string
  readonly promises: readonly Promised[]
}

export function isProfile(value: unknown): value is Profile {
  return typeof value === 'object' && value !== null && 'profile' in value && 'promises' in value
}

const received: readonly Promised[] = [
  { promise: 'noCreation' },
  { promise: 'atMostOnce' },
  { promise: 'membersOnly' },
]

/** What a mock of this package keeps: everything, in one order for all. */
export const exactlyOnceTotal: Profile = {
  profile: 'exactlyOnceTotal',
  promises: [
    { promise: 'noCreation' },
    { promise: 'exactlyOnce' },
    { promise: 'membersOnly' },
    { promise: 'leaveFence' },
    { promise: 'senderOrder' },
    { promise: 'totalOrder' },
    { promise: 'causalOrder' },
    { promise: 'progress' },
  ],
}

/** Nothing is lost, and each sender's messages keep their order; those of different senders may cross. */
export const fifoOnly: Profile = {
  profile: 'fifoOnly',
  promises: [
    { promise: 'noCreation' },
    { promise: 'exactlyOnce' },
    { promise: 'membersOnly' },
    { promise: 'leaveFence' },
    { promise: 'senderOrder' },
    { promise: 'progress' },
  ],
}

/**
 * Socket.IO 4: at most once by default, in the order of sending on each connection
 * (socket.io/docs/v4/delivery-guarantees). Nothing is promised about different senders.
 */
export const socketio: Profile = {
  profile: 'socketio',
  promises: [...received, { promise: 'senderOrder' }],
}

/**
 * Phoenix Channels: "Phoenix uses an at-most-once strategy when sending messages to clients" (guide Channels, "Resending
 * server messages"). A channel is a process, and signals between two processes keep their order (Erlang reference manual,
 * "Signals"); those of different senders may cross.
 */
export const phoenix: Profile = {
  profile: 'phoenix',
  promises: [...received, { promise: 'senderOrder' }],
}

/**
 * Centrifugo: at most once by default; what is published one after another keeps its order, parallel publications do not
 * (centrifugal.dev, "Design overview": message delivery model, message order guarantees). A channel with history adds
 * `sequenceAgreement('offset')`, and with recovery `resume('offset', { notRecovered: … })`.
 */
export const centrifugo: Profile = {
  profile: 'centrifugo',
  promises: [...received, { promise: 'senderOrder' }],
}

/**
 * Redis Pub/Sub: at most once, and "subscribers receive the messages in the order that the messages are published"
 * (redis.io, "Redis Pub/Sub": delivery semantics): one order for all subscribers of a channel.
 */
export const redis: Profile = {
  profile: 'redis',
  promises: [...received, { promise: 'senderOrder' }, { promise: 'totalOrder' }],
}

/**
 * Moco: a client joins a group before a broadcast reaches it (moco-doc/websocket-apis.md). There is no leaving but closing,
 * and nothing is written about order; broadcasts go through Netty's channel groups, each on the loop of the connection
 * that asked for it, which keeps one sender's order (ActualWebSocketServer).
 */
export const moco: Profile = {
  profile: 'moco',
  promises: [...received, { promise: 'senderOrder' }],
}

/**
 * Mockoon's broadcasting: "all clients receive the same messages in the same order at the same intervals"
 * (mockoon.com/docs/latest/api-endpoints/websockets). It has no groups; who is connected is a member.
 */
export const mockoon: Profile = {
  profile: 'mockoon',
  promises: [...received, { promise: 'atLeastOnce' }, { promise: 'totalOrder' }],
}
