// Members only: who receives a broadcast was, or may have been, a member at some time between its request and its end.
// Source: view inclusion of group communication, Chockler, Keidar, Vitenberg, "Group communication specifications: a
// comprehensive study", ACM Computing Surveys 2001, with intervals in place of views.
import {
  type Broadcast,
  type Delivery,
  type Group,
  type History,
  judgedOf,
  type Membership,
  NEVER,
} from './history.ts'
import {
  deliveriesText,
  entryAt,
  type Finding,
  type GroupLaw,
  HOLDS,
  nameOf,
  nothing,
  unknown,
  violated,
} from './law.ts'

const NOTHING = nothing('nobody received a broadcast')

export const membersOnly: GroupLaw = {
  name: 'membersOnly',
  about: 'group',
  judge(group, history) {
    if (group.deliveries === 0) return NOTHING
    const { terms } = group
    if (terms !== undefined && terms.join === undefined && !hasMoves(group.memberships.values())) {
      return unknown('the contract does not say how clients join')
    }
    const firstJoins = group.resumes ? firstJoinsOf(group) : undefined
    let untold = 0
    let unread = 0
    for (const membership of judgedOf(group, history)) {
      for (const delivery of membership.deliveries) {
        const mayBe = mayBeIn(membership, delivery, firstJoins)
        if (mayBe === undefined) untold++
        else if (mayBe) continue
        // It may have asked to join in words that nobody can read.
        else if (membership.connection.mayHaveAsked(-1, delivery.at)) unread++
        else return intruded(history, membership, delivery)
      }
    }
    if (unread > 0) return unknown('who received something may have asked to join in what nobody can read')
    return untold === 0
      ? HOLDS
      : unknown(`${deliveriesText(untold)} cannot be told to belong to a known broadcast`)
  },
}

function hasMoves(memberships: Iterable<Membership>): boolean {
  for (const { moves } of memberships) if (moves.length > 0) return true
  return false
}

/** Whether a client may be one of those whom a delivery is for; undefined where that cannot be told. */
function mayBeIn(
  membership: Membership,
  { broadcast, candidates, at }: Delivery,
  firstJoins: ReadonlyMap<string, number> | undefined,
): boolean | undefined {
  const { group, connection } = membership
  if (!group.isKnown) {
    return candidates?.some((one) => {
      const there = one.group.memberships.get(connection)
      return there !== undefined && mayReceive(there, one, firstJoins)
    })
  }
  if ((membership.possible[0]?.from ?? NEVER) > at) return false
  if (broadcast !== undefined) return mayReceive(membership, broadcast, firstJoins)
  return candidates?.some((one) => mayReceive(membership, one, firstJoins))
}

/** @param firstJoins for each client, when it first asked to join; only where it is promised what it missed */
function mayReceive(
  membership: Membership,
  { at, doneAt }: Broadcast,
  firstJoins: ReadonlyMap<string, number> | undefined,
): boolean {
  if (membership.possiblyWithin(at, doneAt)) return true
  const first = firstJoins?.get(membership.connection.client) ?? NEVER
  return first < membership.connection.openedAt && first < doneAt
}

function firstJoinsOf({ memberships }: Group): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>()
  for (const { connection, possible } of memberships.values()) {
    const from = possible[0]?.from ?? NEVER
    if (from < (firsts.get(connection.client) ?? NEVER)) firsts.set(connection.client, from)
  }
  return firsts
}

function intruded(history: History, membership: Membership, { at, broadcast }: Delivery): Finding {
  const { client } = membership.connection
  const { move, text } = standing(history, membership, broadcast?.at ?? at)
  if (broadcast === undefined) {
    return violated(
      move === undefined ? [at] : [move, at],
      `${client} ${text} and received a broadcast at ${entryAt(history, at)}`,
    )
  }
  const received = `and ${client} received it at ${entryAt(history, at)}`
  const { id, askedAt } = broadcast
  const sent =
    id === undefined
      ? `something was broadcast at ${entryAt(history, askedAt)}`
      : `${nameOf(history, broadcast)} was broadcast at ${entryAt(history, askedAt)}`
  return violated(
    [...(move === undefined ? [] : [move]), askedAt, at],
    `${client} ${text}, ${sent}, ${received}`,
  )
}

/** How it stood with its membership, in words, and the entry that shows it. */
function standing(
  history: History,
  { moves, group, connection }: Membership,
  position: number,
): { readonly move: number | undefined; readonly text: string } {
  const left = moves.findLast(({ joins, doneAt }) => !joins && doneAt < position)
  if (left !== undefined) {
    return { move: left.doneAt, text: `had left ${group.name} at ${entryAt(history, left.doneAt)}` }
  }
  const late = moves.find(({ joins }) => joins)
  if (late !== undefined)
    return { move: late.at, text: `asked to join ${group.name} only at ${entryAt(history, late.at)}` }
  const { previous, openedAt } = connection
  if (previous !== undefined && group.memberships.has(previous)) {
    const text = `connected again at ${entryAt(history, openedAt)} and did not join ${group.name}`
    return { move: openedAt, text }
  }
  return { move: undefined, text: `never joined ${group.name}` }
}
