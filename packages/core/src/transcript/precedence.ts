// What has to come after what: of the recorded order only that which has a reason.
//
// 1. The entries of one client, in both directions, keep their order: its lane.
// 2. An entry comes after its cause.
// 3. What one rule run does is ordered, for whomever it does it: entries with the same cause keep their order. Not so
//    the deliveries of a broadcast: to different clients they are concurrent.
// 4. Entries without a client, such as broadcasts, keep their order among those without a cause, too.
//
// All of it follows the recorded order, which is hence one of the orders it allows: no two entries wait for each other.
import type { Entry } from './entry.ts'
import { compareNaturally } from './natural-order.ts'

/** An entry, and what it has to come after besides those before it in its lane. */
export interface Step {
  readonly entry: Entry
  /** The `seq` of its cause. */
  readonly cause: number | undefined
  /** The `seq` of the last entry before it that has the same cause, or of the cause. */
  readonly after: number | undefined
}

/** The entries of one client. */
export interface Lane {
  readonly client: string
  readonly steps: readonly Step[]
  /** Its place among the lanes, which are in the natural order of the clients' names. */
  readonly rank: number
}

/** An entry without a client, and what hangs on it. */
export interface Act extends Step {
  /** The lane of its cause. */
  readonly origin: Lane | undefined
  /** The lanes that it has effects on: of a broadcast, those it is delivered to. */
  readonly audience: ReadonlySet<Lane>
}

export interface Precedence {
  readonly lanes: readonly Lane[]
  /** By `seq`. */
  readonly acts: ReadonlyMap<number, Act>
}

type Open<T, Field extends keyof T, Type> = Omit<T, Field> & { [F in Field]: Type }

export function precedenceOf(entries: readonly Entry[]): Precedence {
  const lanes = new Map<string, Open<Open<Lane, 'steps', Step[]>, 'rank', number>>()
  const acts = new Map<number, Open<Act, 'audience', Set<Lane>>>()
  const laneOfSeq = new Map<number, Lane | undefined>()
  const lastSibling = new Map<number | undefined, number>()
  for (const entry of entries) {
    // A cause that was not recorded before, as in a part of a transcript, orders nothing.
    const cause = entry.cause !== undefined && laneOfSeq.has(entry.cause) ? entry.cause : undefined
    const causingAct = cause === undefined ? undefined : acts.get(cause)
    const client = 'client' in entry ? entry.client : undefined
    const isDelivery = client !== undefined && causingAct?.entry.kind === 'broadcast'
    const hasSiblings = client === undefined || (cause !== undefined && !isDelivery)
    const after = hasSiblings ? (lastSibling.get(cause) ?? cause) : cause
    if (hasSiblings) lastSibling.set(cause, entry.seq)
    const step: Step = { entry, cause, after }
    if (client === undefined) {
      const origin = cause === undefined ? undefined : laneOfSeq.get(cause)
      acts.set(entry.seq, { ...step, origin, audience: new Set() })
      laneOfSeq.set(entry.seq, undefined)
      continue
    }
    let lane = lanes.get(client)
    if (lane === undefined) lanes.set(client, (lane = { client, steps: [], rank: 0 }))
    lane.steps.push(step)
    laneOfSeq.set(entry.seq, lane)
    if (after === cause) causingAct?.audience.add(lane)
  }
  const inOrder = [...lanes.values()].toSorted((a, b) => compareNaturally(a.client, b.client))
  for (const [rank, lane] of inOrder.entries()) lane.rank = rank
  return { lanes: inOrder, acts }
}
