// Total order: there is one order of a group's broadcasts that agrees with the order in which each member received them.
// Judged as the absence of a cycle in the union of all members' successor edges.
// Source: "total order" (acyclicity of the delivery relation) in Défago, Schiper, Urbán, "Total order broadcast and
// multicast algorithms", ACM Computing Surveys 2004; the graph is Elle's (Kingsbury and Alvaro, VLDB 2020).
import type { Delivery, History, Membership } from './history.ts'
import { entryAt, type Finding, type GroupLaw, HOLDS, nameOf, nothing, untold, violated } from './law.ts'
import { disagreed } from './pairwise-order.ts'
import { areComparable, disagreementOf, followFirstReceipts, type Receipts, receiptsOf } from './receipts.ts'

const NOTHING = nothing('no two members received two broadcasts each')

export const totalOrder: GroupLaw = {
  name: 'totalOrder',
  about: 'group',
  judge(group, history) {
    const { receipts, unclear } = receiptsOf(group)
    if (!areComparable(receipts)) return unclear > 0 ? untold(unclear) : NOTHING
    const { length } = group.broadcasts
    const cycle = followFirstReceipts(receipts, length) ? undefined : cycleOf(receipts, length)
    if (cycle === undefined) return unclear > 0 ? untold(unclear) : HOLDS
    // Two members that contradict each other are easier to see than a circle of three.
    const inCycle = new Set(cycle.map(({ from }) => from.broadcast))
    const concerned = receipts.filter(
      ({ deliveries }) => deliveries.filter(({ broadcast }) => inCycle.has(broadcast)).length >= 2,
    )
    const pair = disagreementOf(concerned, length)
    return pair === undefined ? circled(history, cycle) : disagreed(history, pair)
  },
}

/** A member received one broadcast directly before another. */
interface Edge {
  readonly membership: Membership
  readonly from: Delivery
  readonly to: Delivery
}

/** Takes away what nothing precedes (Kahn, 1962); what remains has a cycle, which is returned. */
function cycleOf(receipts: readonly Receipts[], count: number): readonly Edge[] | undefined {
  const successors: Edge[][] = Array.from({ length: count }, () => [])
  const predecessors = new Int32Array(count)
  for (const { membership, deliveries } of receipts) {
    for (let index = 1; index < deliveries.length; index++) {
      const from = deliveries[index - 1]
      const to = deliveries[index]
      if (from?.broadcast === undefined || to?.broadcast === undefined) continue
      successors[from.broadcast.index]?.push({ membership, from, to })
      predecessors[to.broadcast.index] = (predecessors[to.broadcast.index] ?? 0) + 1
    }
  }
  const free: number[] = []
  for (let node = 0; node < count; node++) if (predecessors[node] === 0) free.push(node)
  for (let taken = 0; taken < free.length; taken++) {
    for (const { to } of successors[free[taken] ?? 0] ?? []) {
      const node = to.broadcast?.index ?? 0
      const left = (predecessors[node] ?? 0) - 1
      predecessors[node] = left
      if (left === 0) free.push(node)
    }
  }
  return free.length === count ? undefined : walkBack(successors, new Set(free))
}

/** Everything that remains has a predecessor that remains: going back from one to the other comes round. */
function walkBack(successors: readonly (readonly Edge[])[], free: ReadonlySet<number>): readonly Edge[] {
  const before = new Map<number, Edge>()
  for (const [node, edges] of successors.entries()) {
    if (free.has(node)) continue
    for (const edge of edges) {
      const to = edge.to.broadcast?.index ?? 0
      if (!before.has(to)) before.set(to, edge)
    }
  }
  const trail: Edge[] = []
  const seen = new Map<number, number>()
  let [node] = before.keys()
  while (node !== undefined && !seen.has(node)) {
    seen.set(node, trail.length)
    const edge = before.get(node)
    if (edge === undefined) return trail
    trail.push(edge)
    node = edge.from.broadcast?.index
  }
  return begunFirst(trail.slice(seen.get(node ?? 0) ?? 0).toReversed())
}

/** The circle from where it was seen first. */
function begunFirst(cycle: readonly Edge[]): readonly Edge[] {
  let first = 0
  for (const [index, { from }] of cycle.entries()) {
    if (from.at < (cycle[first]?.from.at ?? 0)) first = index
  }
  return [...cycle.slice(first), ...cycle.slice(0, first)]
}

const MOST_SHOWN = 4

function circled(history: History, cycle: readonly Edge[]): Finding {
  const name = ({ broadcast }: Delivery): string =>
    broadcast === undefined ? 'it' : nameOf(history, broadcast)
  const steps = cycle
    .slice(0, MOST_SHOWN)
    .map(
      ({ membership, from, to }) =>
        `${membership.connection.client} received ${name(from)} before ${name(to)} (${entryAt(history, from.at)}, ${entryAt(history, to.at)})`,
    )
  const rest = cycle.length - steps.length
  return violated(
    cycle.slice(0, MOST_SHOWN).flatMap(({ from, to }) => [from.at, to.at]),
    `no order fits all: ${steps.join(', ')}${rest > 0 ? `, and so on for ${rest} more, back to the first` : ''}`,
  )
}
