// One order for all interleavings of the same conversation. Of the recorded order it keeps what has a reason:
//
// 1. the entries of one client, in both directions (its lane);
// 2. an entry after its cause;
// 3. entries without a client, such as broadcasts: those with the same cause, and those without one, among themselves.
//
// Everything else is concurrent. By these rules each entry has a place that no interleaving changes (the third of its
// lane, the second broadcast of its cause), and what follows looks at nothing but these places: never at payloads, at
// times, or at the recorded order of two concurrent entries. Hence the same result for each interleaving.
import type { Entry } from './entry.ts'
import { compareNaturally } from './natural-order.ts'

/**
 * The entries in canonical order: lanes in the natural order of the clients' names, each as far as it goes; a broadcast
 * when those who hear it are ready to, with its deliveries directly below it where they can be.
 */
export function canonicalOrder(entries: readonly Entry[]): readonly Entry[] {
  return new Ordering(entries).run()
}

function clientOf(entry: Entry): string | undefined {
  return 'client' in entry ? entry.client : undefined
}

interface Lane {
  readonly client: string
  readonly entries: Entry[]
  /** Its place among the lanes. */
  rank: number
  /** Index of its first entry that is not in the result yet. */
  next: number
  /** How many acts its last trigger has caused that are not in the result yet. */
  due: number
  /** The `seq` of its last entry that caused acts. */
  trigger: number
}

/** An entry without a client, and what hangs on it. */
interface Act {
  readonly entry: Entry
  /** The lane of its cause. */
  readonly origin: Lane | undefined
  readonly isCaused: boolean
  /** The lanes that it has effects on. */
  readonly audience: Set<Lane>
  /** How many lanes of the audience have not come to its effect yet. */
  missing: number
  /** The next of the same cause; it has to wait for this one. */
  follower: Act | undefined
}

class Ordering {
  readonly #result: Entry[] = []
  /** The `seq` of every entry in the result. */
  readonly #done = new Set<number>()
  readonly #causes = new Map<Entry, number>()
  readonly #acts = new Map<number, Act>()
  /** By cause, the first act and how many there are. */
  readonly #caused = new Map<number, { readonly first: Act; count: number }>()
  /** By the `seq` they wait for. */
  readonly #waiting = new Map<number, Lane[]>()
  /** Lanes that may go on. */
  readonly #able = new LaneQueue()
  /** Lanes that could go on, but whose last trigger has acts to come first. */
  readonly #polite = new LaneQueue()
  /** Acts whose time has come, and of these the ones whose whole audience is there. */
  readonly #ready = new Set<Act>()
  readonly #complete = new Set<Act>()
  /** Acts that nobody hears and nobody caused: nothing tells when, so they go where everybody pauses. */
  readonly #idle = new Set<Act>()

  constructor(entries: readonly Entry[]) {
    const lanes = new Map<string, Lane>()
    const laneOfSeq = new Map<number, Lane>()
    const lastAct = new Map<number | undefined, Act>()
    const known = new Set<number>()
    const roots: Act[] = []
    for (const entry of entries) {
      // A cause that was not recorded before, as in a part of a transcript, orders nothing.
      const cause = entry.cause !== undefined && known.has(entry.cause) ? entry.cause : undefined
      known.add(entry.seq)
      if (cause !== undefined) this.#causes.set(entry, cause)
      const client = clientOf(entry)
      if (client !== undefined) {
        let lane = lanes.get(client)
        if (lane === undefined)
          lanes.set(client, (lane = { client, entries: [], rank: 0, next: 0, due: 0, trigger: 0 }))
        lane.entries.push(entry)
        laneOfSeq.set(entry.seq, lane)
        if (cause !== undefined) this.#acts.get(cause)?.audience.add(lane)
        continue
      }
      const origin = cause === undefined ? undefined : laneOfSeq.get(cause)
      const act: Act = {
        entry,
        origin,
        isCaused: cause !== undefined,
        audience: new Set(),
        missing: 0,
        follower: undefined,
      }
      this.#acts.set(entry.seq, act)
      const before = lastAct.get(cause)
      lastAct.set(cause, act)
      if (before !== undefined) before.follower = act
      else if (cause === undefined) roots.push(act)
      else this.#caused.set(cause, { first: act, count: 0 })
      const siblings = cause === undefined ? undefined : this.#caused.get(cause)
      if (siblings !== undefined) siblings.count++
    }
    const inOrder = [...lanes.values()].toSorted((a, b) => compareNaturally(a.client, b.client))
    for (const [rank, lane] of inOrder.entries()) {
      lane.rank = rank
      this.#able.add(lane)
    }
    for (const act of this.#acts.values()) act.missing = act.audience.size
    for (const act of roots) this.#becomesReady(act)
  }

  run(): readonly Entry[] {
    for (;;) {
      const act = first(this.#complete)
      if (act !== undefined) {
        this.#perform(act)
        continue
      }
      const lane = this.#able.take()
      if (lane !== undefined) {
        this.#advance(lane)
        continue
      }
      const idle = first(this.#idle)
      if (idle !== undefined) {
        this.#perform(idle)
        continue
      }
      // Nobody can be brought to where a broadcast is heard without going on: so a lane that waited goes on.
      const polite = this.#polite.take()
      if (polite !== undefined) {
        this.#takeNext(polite)
        this.#able.add(polite)
        continue
      }
      const incomplete = first(this.#ready)
      if (incomplete === undefined) return this.#result
      this.#perform(incomplete)
    }
  }

  /** Takes a lane's entries until one has to wait. */
  #advance(lane: Lane): void {
    for (let head = lane.entries[lane.next]; head !== undefined; head = lane.entries[lane.next]) {
      const cause = this.#causes.get(head)
      if (cause !== undefined && !this.#done.has(cause)) {
        this.#wait(lane, cause)
        return
      }
      if (lane.due > 0 && !isAside(head) && cause !== lane.trigger) {
        this.#polite.add(lane)
        return
      }
      this.#takeNext(lane)
    }
  }

  #wait(lane: Lane, cause: number): void {
    const others = this.#waiting.get(cause)
    if (others === undefined) this.#waiting.set(cause, [lane])
    else others.push(lane)
    const act = this.#acts.get(cause)
    if (act === undefined) return
    act.missing--
    if (act.missing === 0 && this.#ready.has(act)) this.#complete.add(act)
  }

  #takeNext(lane: Lane): void {
    const entry = lane.entries[lane.next]
    if (entry === undefined) return
    lane.next++
    const acts = this.#caused.get(entry.seq)
    if (acts !== undefined) {
      lane.due += acts.count
      lane.trigger = entry.seq
    }
    this.#put(entry)
  }

  /** Takes an act, and its effects on those lanes that have come to them. */
  #perform(act: Act): void {
    for (const queue of [this.#ready, this.#complete, this.#idle]) queue.delete(act)
    const { entry, origin, follower } = act
    this.#put(entry)
    if (origin !== undefined) {
      origin.due--
      if (origin.due === 0 && this.#polite.remove(origin)) this.#able.add(origin)
    }
    for (const lane of [...act.audience].toSorted((a, b) => a.rank - b.rank)) {
      for (let head = lane.entries[lane.next]; head !== undefined; head = lane.entries[lane.next]) {
        if (this.#causes.get(head) !== entry.seq) break
        this.#takeNext(lane)
      }
    }
    if (follower !== undefined) this.#becomesReady(follower)
  }

  /** Adds to the result and sets free what waited for it. */
  #put(entry: Entry): void {
    this.#result.push(entry)
    this.#done.add(entry.seq)
    for (const lane of this.#waiting.get(entry.seq) ?? []) this.#able.add(lane)
    this.#waiting.delete(entry.seq)
    const acts = this.#caused.get(entry.seq)
    if (acts !== undefined) this.#becomesReady(acts.first)
  }

  #becomesReady(act: Act): void {
    this.#ready.add(act)
    if (act.missing > 0) return
    if (act.audience.size > 0 || act.isCaused) this.#complete.add(act)
    else this.#idle.add(act)
  }
}

// Pings and pongs come whenever they come: none holds up what stands behind it.
function isAside(entry: Entry): boolean {
  return entry.kind === 'ping' || entry.kind === 'pong'
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  for (const item of set) return item
  return undefined
}

/** Lanes by rank, each at most once: a binary heap, as a broadcast may set thousands free at once. */
class LaneQueue {
  readonly #heap: Lane[] = []
  // What is in the heap and not in here was removed.
  readonly #members = new Set<Lane>()

  add(lane: Lane): void {
    if (this.#members.has(lane)) return
    this.#members.add(lane)
    const heap = this.#heap
    let index = heap.push(lane) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (above === undefined || above.rank <= lane.rank) break
      heap[index] = above
      index = parent
    }
    heap[index] = lane
  }

  /** Takes the first one out. */
  take(): Lane | undefined {
    for (let lane = this.#pop(); lane !== undefined; lane = this.#pop()) {
      if (this.#members.delete(lane)) return lane
    }
    return undefined
  }

  /** Returns whether it was there. */
  remove(lane: Lane): boolean {
    return this.#members.delete(lane)
  }

  #pop(): Lane | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      let next = heap[child]
      if (next === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && right.rank < next.rank) {
        child++
        next = right
      }
      if (next.rank >= last.rank) break
      heap[index] = next
      index = child
    }
    heap[index] = last
    return top
  }
}
