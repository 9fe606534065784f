// The order in which each member received a group's broadcasts, for the laws about orders.
import type { Delivery, Group, Membership } from './history.ts'

/** One member's receipts: each broadcast once, at its first. */
export interface Receipts {
  readonly membership: Membership
  readonly deliveries: readonly Delivery[]
}

/** @returns the receipts of all who received something, and how many deliveries belong to no known broadcast */
export function receiptsOf({ memberships }: Group): {
  readonly receipts: readonly Receipts[]
  readonly unclear: number
} {
  const receipts: Receipts[] = []
  let unclear = 0
  for (const membership of memberships.values()) {
    const { deliveries } = membership
    if (deliveries.length === 0) continue
    const isPlain = deliveries.every(
      ({ broadcast, repeats }) => broadcast !== undefined && repeats === undefined,
    )
    if (isPlain) {
      receipts.push({ membership, deliveries })
      continue
    }
    unclear += deliveries.filter(({ broadcast }) => broadcast === undefined).length
    receipts.push({
      membership,
      deliveries: deliveries.filter(
        ({ broadcast, repeats }) => broadcast !== undefined && repeats === undefined,
      ),
    })
  }
  return { receipts, unclear }
}

/** Two members' receipts of the same two broadcasts in different order. */
export interface Disagreement {
  readonly one: Membership
  readonly other: Membership
  /** What `one` received first and second; `other` received the second first. */
  readonly first: Delivery
  readonly second: Delivery
  readonly otherFirst: Delivery
  readonly otherSecond: Delivery
}

/** @param count of the group's broadcasts */
export function disagreementOf(receipts: readonly Receipts[], count: number): Disagreement | undefined {
  const ranks = new Int32Array(count)
  for (const [index, one] of receipts.entries()) {
    ranks.fill(-1)
    for (const [rank, { broadcast }] of one.deliveries.entries()) {
      if (broadcast !== undefined) ranks[broadcast.index] = rank
    }
    for (let next = index + 1; next < receipts.length; next++) {
      const other = receipts[next]
      const found = other === undefined ? undefined : inversion(one, other, ranks)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** @param ranks of the broadcasts at `one`; -1 for what it did not receive */
function inversion(one: Receipts, other: Receipts, ranks: Int32Array): Disagreement | undefined {
  let highest = -1
  let atHighest: Delivery | undefined
  for (const delivery of other.deliveries) {
    const rank = delivery.broadcast === undefined ? -1 : (ranks[delivery.broadcast.index] ?? -1)
    if (rank === -1) continue
    const first = one.deliveries[rank]
    const second = one.deliveries[highest]
    if (rank < highest && atHighest !== undefined && first !== undefined && second !== undefined) {
      return {
        one: one.membership,
        other: other.membership,
        first,
        second,
        otherFirst: atHighest,
        otherSecond: delivery,
      }
    }
    highest = rank
    atHighest = delivery
  }
  return undefined
}

/** Whether there is anything to compare: two members with two broadcasts each. */
export function areComparable(receipts: readonly Receipts[]): boolean {
  let able = 0
  for (const { deliveries } of receipts) if (deliveries.length >= 2) able++
  return able >= 2
}

/**
 * Whether all members agree with the order in which the broadcasts were first received by anybody. That order is then
 * one for all; most histories end here.
 */
export function followFirstReceipts(receipts: readonly Receipts[], count: number): boolean {
  const firsts = new Int32Array(count).fill(0x7fffffff)
  for (const { deliveries } of receipts) {
    for (const { broadcast, at } of deliveries) {
      if (broadcast !== undefined && at < (firsts[broadcast.index] ?? 0)) firsts[broadcast.index] = at
    }
  }
  for (const { deliveries } of receipts) {
    let last = -1
    for (const { broadcast } of deliveries) {
      const first = broadcast === undefined ? -1 : (firsts[broadcast.index] ?? -1)
      if (first < last) return false
      last = first
    }
  }
  return true
}
