// Resume: a client that connects again and joins where it was a member goes on with the number after the last that it
// has, or is told that it cannot.
// Source: recovery of Centrifugo channels (offset, `recovered` in the subscribe reply; centrifugal.dev, "History and
// recovery") and of Socket.IO's connection state recovery (`socket.recovered`), as a law about sequence numbers.
import type { Promised } from '../contract/promise.ts'
import { arrivedBy } from './due.ts'
import {
  type Connection,
  type Delivery,
  type Group,
  type History,
  judgedOf,
  type Membership,
  NEVER,
} from './history.ts'
import { entryAt, type Finding, type GroupLaw, HOLDS, nothing, unknown, violated } from './law.ts'
import { following, numberIn, type Sequent } from './sequent.ts'

type Resume = Extract<Promised, { promise: 'resume' }>

const NOTHING = nothing('no member connected again and received something')

export const resume: GroupLaw<Resume> = {
  name: 'resume',
  about: 'group',
  judge(group, history, promised) {
    let judged = 0
    let unclear = 0
    let unreadable = 0
    for (const membership of judgedOf(group, history)) {
      const earlier = earlierOf(group, membership, promised.field)
      const first = firstNumbered(membership, promised.field)
      if (earlier === undefined || first === undefined) continue
      // Who leaves before it joins gives up what it had.
      if (membership.moves[0]?.joins === false) continue
      if (membership.connection.mayHaveAsked(-1, first.delivery.at)) {
        unreadable++
        continue
      }
      const range = expectedOf(history, membership, earlier, promised)
      if (isExcused(membership, first.delivery, promised)) judged++
      else if (first.number >= range.from && first.number <= range.to) judged++
      // Its own messages may have taken the numbers in between.
      else if (
        first.number > range.to &&
        group.terms !== undefined &&
        group.terms.broadcast?.echo !== 'always'
      )
        unclear++
      else {
        const next = range.to === Number.POSITIVE_INFINITY ? range.from : range.to
        return broken(history, membership, earlier, first, next, promised.field)
      }
    }
    if (unclear > 0)
      return unknown('a sender need not receive its own messages, so their numbers may be missing')
    if (unreadable > 0) return unknown('what a client asked for when it had connected again cannot be read')
    return judged > 0 ? HOLDS : NOTHING
  },
}

interface Numbered {
  readonly delivery: Delivery
  readonly number: Sequent
}

interface Earlier {
  readonly membership: Membership
  readonly last: Numbered
}

/** What the client had received when its connection before ended, if it was a member until then. */
function earlierOf(group: Group, { connection }: Membership, field: string): Earlier | undefined {
  let previous: Connection | undefined = connection.previous
  while (previous !== undefined) {
    const membership = group.memberships.get(previous)
    if (membership !== undefined) {
      const stay = membership.sure.at(-1)
      if (stay?.until !== NEVER) return undefined
      const last = highest(membership, NEVER, field)
      // Who left in between gave up what it had before.
      const hasLeft = membership.moves.some(({ joins }) => !joins)
      if (hasLeft && (last === undefined || last.delivery.at <= stay.from)) return undefined
      if (last !== undefined) return { membership, last }
    }
    previous = previous.previous
  }
  return undefined
}

function highest({ deliveries }: Membership, before: number, field: string): Numbered | undefined {
  let found: Numbered | undefined
  for (const delivery of deliveries) {
    if (delivery.at >= before) break
    const number = numberIn(delivery.message, field)
    if (number !== undefined && number > (found?.number ?? Number.NEGATIVE_INFINITY))
      found = { delivery, number }
  }
  return found
}

function firstNumbered({ deliveries }: Membership, field: string): Numbered | undefined {
  for (const delivery of deliveries) {
    const number = numberIn(delivery.message, field)
    if (number !== undefined) return { delivery, number }
  }
  return undefined
}

/** The numbers with which it may go on. */
function expectedOf(
  history: History,
  { moves }: Membership,
  { membership, last }: Earlier,
  { field, since }: Resume,
): { readonly from: Sequent; readonly to: Sequent } {
  const said = since === undefined ? undefined : numberIn(moves.find(({ joins }) => joins)?.message, since)
  if (said !== undefined) return { from: following(said), to: following(said) }
  const to = following(last.number)
  if (history.observer === 'clients') {
    const isKnown = !mayBeLost(history, membership)
    return { from: to, to: isKnown ? to : Number.POSITIVE_INFINITY }
  }
  // What a server handed over last may have been lost with the connection: only what was read by a fence is certain.
  const fence = history.fences.findLast(({ at }) => at <= membership.connection.closedAt)
  const isRead = fence !== undefined && arrivedBy(history, membership.connection, fence.at) !== NEVER
  const certain = isRead ? highest(membership, fence.at, field) : undefined
  return { from: certain === undefined ? Number.NEGATIVE_INFINITY : following(certain.number), to }
}

/**
 * Whether the server may have handed over to a connection that was cut what its client never saw, and goes on after it:
 * whatever was broadcast until a fence after the end, and did not arrive. Only who is told what a client has knows better.
 */
function mayBeLost(history: History, { connection, group, deliveries }: Membership): boolean {
  const end = history.entries[connection.closedAt]
  // What was sent before a close frame has arrived before it.
  if (end?.kind === 'close' && end.clean) return false
  const known = history.fences.find(({ at }) => at > connection.closedAt)?.at ?? NEVER
  return group.broadcasts.some(
    (broadcast) =>
      broadcast.askedAt < known && !deliveries.some((delivery) => delivery.broadcast === broadcast),
  )
}

/** Whether the server said that it cannot go on there. */
function isExcused({ connection }: Membership, { at }: Delivery, { notRecovered }: Resume): boolean {
  if (notRecovered === undefined) return false
  const { message: name, field, is } = notRecovered
  return connection.others.some(
    (other) =>
      other.at < at && other.name === name && (field === undefined || fieldIn(other.message, field) === is),
  )
}

function fieldIn(message: unknown, field: string): unknown {
  return typeof message === 'object' && message !== null ? Reflect.get(message, field) : undefined
}

function broken(
  history: History,
  { connection, moves }: Membership,
  { last }: Earlier,
  first: Numbered,
  expected: Sequent,
  field: string,
): Finding {
  const joined = moves.find(({ joins }) => joins)
  return violated(
    [last.delivery.at, ...(joined === undefined ? [] : [joined.at]), first.delivery.at],
    `${connection.client} had received the ${field} ${last.number} at ${entryAt(history, last.delivery.at)}, connected again, and went on with ${first.number} at ${entryAt(history, first.delivery.at)} where ${expected} was next`,
  )
}
