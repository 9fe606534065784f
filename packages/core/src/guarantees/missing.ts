// What a member should have received and did not, for the laws that ask it.
import { arrivedBy, eachDue, memberSince } from './due.ts'
import { type Broadcast, type Group, type History, judgedOf, type Membership, NEVER } from './history.ts'
import { entryAt, type Finding, HOLDS, nameOf, senderOf, unknown, violated } from './law.ts'

/** What came of looking for what is missing. */
export interface Search {
  /** How many broadcasts had to be received. */
  due: number
  missing: Finding | undefined
  /** How many are missing of which it cannot be told whether they were lost. */
  undecided: number
  /** Of what was under way when a member went: how many it had received, and how many not. */
  readonly early: { received: number; missing: number }
}

/** @param wanted which of those that a member has to receive are looked for */
export function searchMissing(
  group: Group,
  history: History,
  wanted: (broadcast: Broadcast, membership: Membership) => boolean,
): Search {
  const search: Search = { due: 0, missing: undefined, undecided: 0, early: { received: 0, missing: 0 } }
  const seenBy = new Int32Array(group.broadcasts.length)
  let number = 0
  for (const membership of judgedOf(group, history)) {
    number++
    let alike: (readonly Broadcast[])[] | undefined
    let untold = membership.connection.unreadable.length + membership.connection.held.length
    for (const { broadcast, candidates, stranger } of membership.deliveries) {
      if (broadcast !== undefined) seenBy[broadcast.index] = number
      else if (candidates !== undefined) (alike ??= []).push(candidates)
      else if (stranger === undefined) untold++
    }
    const look = (broadcast: Broadcast): void => {
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
        if (untold > 0 || hasItsId(membership, broadcast)) search.undecided++
        else search.missing = lost(history, membership, broadcast)
      }
    }
    eachDue(group, membership, look, (broadcast) => {
      if (!wanted(broadcast, membership)) return
      if (seenBy[broadcast.index] === number) search.early.received++
      else search.early.missing++
    })
    if (search.missing !== undefined) return search
  }
  return search
}

/** Whether a member received another broadcast with the same id: a server may take the second for the first again. */
function hasItsId({ deliveries }: Membership, { id }: Broadcast): boolean {
  if (id === undefined) return false
  return deliveries.some(
    ({ broadcast, candidates }) => broadcast?.id === id || candidates?.some((one) => one.id === id),
  )
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

/**
 * What is found where nobody was a member until something was known to be over: where all of it came, nothing is missing;
 * where a part came, nobody can tell whether the rest was lost with the connections.
 *
 * @param nothing what is found where nothing was under way either
 */
export function foundEarly({ early }: Search, { fences }: History, nothing: Finding): Finding {
  const { received, missing } = early
  if (fences.length === 0 || received + missing === 0) return nothing
  if (missing === 0) return HOLDS
  return unknown(
    `${missing === 1 ? 'a broadcast' : `${missing} broadcasts`} may have been lost with members that went before everything had arrived`,
  )
}

export function undecided(count: number): Finding {
  return unknown(
    `${count === 1 ? 'a broadcast' : `${count} broadcasts`} may be among what nobody can read: hidden, damaged, held back, without an id or with one that was used twice`,
  )
}
