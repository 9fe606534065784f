// What is done when a transcript has been read: requests that no answer is promised for are closed at fences, receipts of
// the same broadcast are counted. The same for every source of a history.
import {
  type Asked,
  type Connection,
  type Delivery,
  type Fence,
  type Group,
  type Move,
  NEVER,
} from './history.ts'
import { firstAfter } from './search.ts'

export function seal(
  connections: readonly Connection[],
  groups: readonly Group[],
  fences: readonly Fence[],
): void {
  for (const { memberships, barriers } of connections) {
    for (const { moves, deliveries } of memberships) {
      for (const [index, move] of moves.entries()) {
        // One whose answer is missing stays open: nobody knows what became of it.
        if (move.isAnswered || move.doneAt !== NEVER) continue
        move.doneAt = Math.min(
          carriedOutAt(move, barriers, fences),
          move.joins ? shownAt(move, moves[index - 1], deliveries) : NEVER,
        )
      }
    }
  }
  for (const group of groups) {
    if (group.parts.length > 0) uniteParts(group)
    sealGroup(group, fences)
  }
}

function uniteParts(group: Group): void {
  const members = new Set(group.parts.flatMap(({ memberships }) => [...memberships.keys()]))
  for (const connection of members) {
    const parts = group.parts.flatMap((part) => part.memberships.get(connection) ?? [])
    group.membershipOf(connection).unite(parts)
  }
}

function sealGroup({ broadcasts, memberships }: Group, fences: readonly Fence[]): void {
  for (let index = 0; index < broadcasts.length; index++) {
    const broadcast = broadcasts[index]
    if (broadcast === undefined) continue
    broadcast.index = index
    // Whatever was in flight is over at a fence, answered or not.
    if (broadcast.doneAt === NEVER) {
      broadcast.doneAt = carriedOutAt(broadcast, broadcast.sender?.barriers ?? [], fences)
    }
  }
  const receipts: (Delivery | undefined)[] = Array.from({ length: broadcasts.length })
  for (const { deliveries } of memberships.values()) {
    for (const delivery of deliveries) {
      const { broadcast } = delivery
      if (broadcast === undefined) continue
      broadcast.receipts++
      delivery.repeats = receipts[broadcast.index]
      receipts[broadcast.index] ??= delivery
    }
    for (const { broadcast } of deliveries) {
      if (broadcast !== undefined) receipts[broadcast.index] = undefined
    }
  }
}

/**
 * When it showed that a client had become a member: it received something of the group. Not where that may be left over
 * from an earlier membership.
 */
function shownAt({ at }: Move, before: Move | undefined, deliveries: readonly Delivery[]): number {
  if (before !== undefined && !before.joins && before.doneAt >= at) return NEVER
  return deliveries[firstAfter(deliveries, at)]?.at ?? NEVER
}

/** The first fence after a request: the application's answer to its connection, or one that is known otherwise. */
function carriedOutAt({ at }: Asked, barriers: readonly Asked[], fences: readonly Fence[]): number {
  const barrier = barriers.length === 0 ? undefined : barriers[firstAfter(barriers, at)]
  const fence = fences.length === 0 ? undefined : fences[firstAfter(fences, at)]
  return Math.min(barrier?.doneAt ?? NEVER, fence?.at ?? NEVER)
}
