// Which broadcasts a member has to receive, and by when.
import {
  type Broadcast,
  type Connection,
  type Group,
  type History,
  type Membership,
  NEVER,
} from './history.ts'
import { firstAfter, firstFrom } from './search.ts'

/**
 * Calls `visit` with every broadcast that the membership has to receive: it was a member, by an answer that it had, before
 * the request, and had not asked to leave when the broadcast was over.
 *
 * @param early is called with those that were not known to be over when it left, or when its connection ended: they may have
 * been lost on the way
 */
export function eachDue(
  { broadcasts }: Group,
  membership: Membership,
  visit: (broadcast: Broadcast) => void,
  early?: (broadcast: Broadcast) => void,
): void {
  const { connection } = membership
  for (const span of membership.sure) {
    // What is under way to a connection that ends may be lost.
    const until = Math.min(span.until, connection.closedAt)
    for (let index = firstAfter(broadcasts, span.from); index < broadcasts.length; index++) {
      const broadcast = broadcasts[index]
      if (broadcast === undefined || broadcast.at >= until) break
      const isOver = broadcast.doneAt < until
      if (!isOver && early === undefined) continue
      if (broadcast.sender === connection && broadcast.echo !== 'always') continue
      if (broadcast.except === connection.client) continue
      if (!isCarriedOut(broadcast)) continue
      if (isOver) visit(broadcast)
      else early?.(broadcast)
    }
  }
}

/**
 * Whether a request to broadcast took effect. One without an answer is indeterminate (the server may have refused it),
 * until somebody receives it.
 */
function isCarriedOut(broadcast: Broadcast): boolean {
  const { sender, at, doneAt, answeredAt, receipts, isAnswered, group } = broadcast
  if (sender === undefined || answeredAt !== NEVER || receipts > 0 || at === doneAt) return true
  // With the connection the request may have been lost.
  if (isAnswered || sender.closedAt <= doneAt) return false
  return group.memberships.get(sender)?.surelyWithin(at, doneAt) ?? false
}

/**
 * By when everything that was over at a position had reached a connection: at a fence at which it was reading. `NEVER`
 * where that is not known, or where it had closed before: what was under way to it may be lost.
 */
export function arrivedBy(history: History, { client, closedAt }: Connection, position: number): number {
  const { fences } = history
  for (let index = firstFrom(fences, position); index < fences.length; index++) {
    const fence = fences[index]
    if (fence === undefined || fence.at > closedAt) return NEVER
    if (fence.readers === undefined || fence.readers.includes(client)) return fence.at
  }
  return NEVER
}

/** The application's answer to a connection's own question that was asked after a position; `NEVER` without one. */
export function barrierAfter({ barriers }: Connection, position: number): number {
  return barriers.length === 0 ? NEVER : (barriers[firstAfter(barriers, position)]?.doneAt ?? NEVER)
}

/** The answer to a join that made it a member before a position: where the witness of a membership is. */
export function memberSince({ moves }: Membership, position: number): number {
  let since = -1
  for (const { joins, doneAt } of moves) if (joins && doneAt < position && doneAt > since) since = doneAt
  return since
}
