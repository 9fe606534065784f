// What a member should have received and did not, for the laws that ask it.
import { arrivedBy, eachDue, memberSince } from './due.ts'
import { type Broadcast, type Group, type History, judgedOf, type Membership, NEVER } from './history.ts'
import { entryAt, type Finding, nameOf, senderOf, unknown, violated } from './law.ts'

/** What came of looking for what is missing. */
export interface Search {
  /** How many broadcasts had to be received, or were by who had been a member. */
  due: number
  missing: Finding | undefined
  /** How many are missing of which it cannot be told whether they were lost. */
  undecided: number
}

/** @param wanted which of those that a member has to receive are looked for */
export function searchMissing(
  group: Group,
  history: History,
  wanted: (broadcast: Broadcast, membership: Membership) => boolean,
): Search {
  const search: Search = { due: 0, missing: undefined, undecided: 0 }
  const seenBy = new Int32Array(group.broadcasts.length)
  let number = 0
  for (const membership of judgedOf(group, history)) {
    number++
    let alike: (readonly Broadcast[])[] | undefined
    let untold = membership.connection.unreadable + membership.connection.held.length
    for (const { broadcast, candidates, stranger } of membership.deliveries) {
      if (broadcast !== undefined) seenBy[broadcast.index] = number
      else if (candidates !== undefined) (alike ??= []).push(candidates)
      else if (stranger === undefined) untold++
    }
    eachDue(group, membership, (broadcast) => {
      if (search.missing !== undefined || !wanted(broadcast, membership)) return
      if (seenBy[broadcast.index] === number) {
        search.due++
        return
      }
      // One of several that look the same: each of them accounts for one.
      const instead = alike?.findIndex((candidates) => candidates.includes(broadcast)) ?? -1
      if (instead !== -1) {
        alike?.splice(instead, 1)
        search.due++
      } else if (
        arrivedBy(history, membership.connection, Math.max(broadcast.doneAt, broadcast.at + 1)) !== NEVER
      ) {
        if (untold > 0) search.undecided++
        else search.missing = lost(history, membership, broadcast)
      }
    })
    if (search.missing !== undefined) return search
    // What came had to come, also to a connection that ended before anything says that all had arrived: there it only
    // cannot be told what was lost on the way.
    if (history.fences.length === 0) continue
    for (const { broadcast, repeats } of membership.deliveries) {
      if (broadcast === undefined || repeats !== undefined || !wanted(broadcast, membership)) continue
      if (membership.surelyWithin(broadcast.at, broadcast.at)) search.due++
    }
  }
  return search
}

function lost(history: History, membership: Membership, broadcast: Broadcast): Finding {
  const { client } = membership.connection
  const since = memberSince(membership, broadcast.at)
  const member =
    since === -1 ? `${client} was a member` : `${client} was a member from ${entryAt(history, since)} on`
  return violated(
    since === -1 ? [broadcast.askedAt] : [since, broadcast.askedAt],
    `${member}, ${lossText(history, membership, broadcast)}`,
  )
}

function lossText(history: History, { connection }: Membership, broadcast: Broadcast): string {
  const { id, sender, askedAt } = broadcast
  if (id === undefined) return `and it never received ${nameOf(history, broadcast)}`
  const whose = sender === connection ? 'its own' : `${senderOf(sender)}'s`
  return `${whose} ${nameOf(history, broadcast)} was broadcast at ${entryAt(history, askedAt)}, and ${connection.client} never received it`
}

export function undecided(count: number): Finding {
  return unknown(
    `${count === 1 ? 'a broadcast' : `${count} broadcasts`} may be among what nobody can read: hidden, damaged, held back or without an id`,
  )
}
