// Leave fence: after the acknowledgement of its leave a client receives nothing of the group until it asks to join again.
// While the leave is pending it may receive what it likes.
// Source: the self-inclusion and view-delivery properties of Chockler, Keidar, Vitenberg, 2001 (a process that has left a
// view delivers nothing in it), with the acknowledgement as the point the client can see.
import { type History, judgedOf, type Membership } from './history.ts'
import { entryAt, type Finding, type GroupLaw, HOLDS, nameOf, nothing, unknown, violated } from './law.ts'
import { joined } from './spans.ts'

const NOTHING = nothing('nobody left, or no leave was acknowledged')

export const leaveFence: GroupLaw = {
  name: 'leaveFence',
  about: 'group',
  judge(group, history) {
    let hasLeft = false
    let unread = false
    for (const membership of judgedOf(group, history)) {
      const until = membership.possible[0]?.until ?? Infinity
      if (until === Infinity) continue
      hasLeft = true
      const finding = judgeMember(history, membership, until)
      if (finding === undefined) continue
      // It may have asked to join again in words that nobody can read.
      if (!membership.connection.mayHaveAsked(until, finding.at)) return finding.broken
      unread = true
    }
    if (unread) return unknown('who left may have asked to join again in what nobody can read')
    return hasLeft ? HOLDS : NOTHING
  },
}

/** @param until when it had left for the first time */
function judgeMember(
  history: History,
  membership: Membership,
  until: number,
): { readonly at: number; readonly broken: Finding } | undefined {
  const { possible, moves, deliveries, connection } = membership
  for (const { at, broadcast } of deliveries) {
    if (at < until || joined(possible, at, at)) continue
    const left = moves.findLast(({ joins, doneAt }) => !joins && doneAt < at)
    if (left === undefined) continue
    // The mock's own word for a leave is no acknowledgement: what it had said before may still be on its way.
    if (left.at === left.doneAt && (broadcast === undefined || broadcast.at < left.at)) continue
    const what = broadcast === undefined ? 'a broadcast' : nameOf(history, broadcast)
    const done = left.answeredAt < Infinity ? 'was acknowledged' : 'was over'
    const broken = violated(
      [left.doneAt, at],
      `${connection.client}'s leave of ${membership.group.name} ${done} at ${entryAt(history, left.doneAt)}, it received ${what} at ${entryAt(history, at)}`,
    )
    return { at, broken }
  }
  return undefined
}
