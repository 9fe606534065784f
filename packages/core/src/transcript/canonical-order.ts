// One order for all interleavings of the same conversation: of the recorded order it keeps what has a reason, by the
// rules in precedence.ts. Everything else is concurrent.
//
// By these rules each entry has a place that no interleaving changes (the third of its lane, the second effect of its
// cause), and what follows looks at nothing but these places: never at payloads, at times, or at the recorded order of
// two concurrent entries. Hence the same result for each interleaving.
import type { Entry } from './entry.ts'
import { LaneQueue } from './lane-queue.ts'
import { type Act, type Lane, type Precedence, precedenceOf, type Step } from './precedence.ts'

/**
 * The entries in canonical order: lanes in the natural order of the clients' names, each as far as it goes; a broadcast
 * when those who hear it are ready to, with its deliveries directly below it where they can be; then what else the same
 * rule run did.
 */
export function canonicalOrder(entries: readonly Entry[]): readonly Entry[] {
  return new Ordering(precedenceOf(entries)).run()
}

/** A lane, and how far it is. */
class Walk {
  readonly lane: Lane
  readonly rank: number
  /** Index of its first entry that is not in the result yet. */
  next = 0
  /** How many acts that its entries in the result have caused are not there yet. */
  due = 0
  /** The `seq` of its last entry that caused acts. */
  trigger = 0

  constructor(lane: Lane) {
    this.lane = lane
    this.rank = lane.rank
  }

  get head(): Step | undefined {
    return this.lane.steps[this.next]
  }

  /** Whether acts of the last trigger have to come before its head, for the reader's sake. */
  get isHeld(): boolean {
    const { head } = this
    return head !== undefined && this.due > 0 && !isAside(head.entry) && head.cause !== this.trigger
  }
}

class Ordering {
  readonly #result: Entry[] = []
  /** The `seq` of every entry in the result. */
  readonly #done = new Set<number>()
  readonly #walks: readonly Walk[]
  readonly #acts: ReadonlyMap<number, Act>
  /** By cause, how many acts it has. */
  readonly #actsCaused = new Map<number, number>()
  /** By the `seq` they come after. */
  readonly #followers = new Map<number, Act[]>()
  /** By the `seq` of what a rule run did before, the lane in which it goes on. */
  readonly #siblings = new Map<number, Walk>()
  readonly #waiting = new Map<number, Walk[]>()
  /** How many lanes of an act's audience have not come to it yet. */
  readonly #missing = new Map<Act, number>()
  /** Lanes that may go on. */
  readonly #able = new LaneQueue<Walk>()
  /** Lanes that could go on, but whose last trigger has acts to come first. */
  readonly #polite = new LaneQueue<Walk>()
  /** The lane whose head comes next in the rule run that the last entry belongs to. */
  #sibling: Walk | undefined
  /** Acts whose time has come, and of these the ones whose whole audience is there. */
  readonly #ready = new Set<Act>()
  readonly #complete = new Set<Act>()
  /** Acts that nobody hears and nobody caused: nothing tells when, so they go where everybody pauses. */
  readonly #idle = new Set<Act>()

  constructor({ lanes, acts }: Precedence) {
    this.#walks = lanes.map((lane) => new Walk(lane))
    this.#acts = acts
    for (const walk of this.#walks) {
      this.#able.add(walk)
      for (const { cause, after } of walk.lane.steps) {
        if (after !== undefined && after !== cause) this.#siblings.set(after, walk)
      }
    }
    const firsts: Act[] = []
    for (const act of acts.values()) {
      const { after, cause } = act
      this.#missing.set(act, act.audience.size)
      if (cause !== undefined) this.#actsCaused.set(cause, (this.#actsCaused.get(cause) ?? 0) + 1)
      if (after === undefined) firsts.push(act)
      else append(this.#followers, after, act)
    }
    for (const act of firsts) this.#becomesReady(act)
  }

  run(): readonly Entry[] {
    for (;;) {
      const act = first(this.#complete)
      if (act !== undefined) {
        this.#perform(act)
        continue
      }
      const sibling = this.#sibling
      if (sibling !== undefined) {
        this.#sibling = undefined
        if (!sibling.isHeld) this.#takeNext(sibling)
        continue
      }
      const able = this.#able.take()
      if (able !== undefined) {
        this.#advance(able)
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

  /** Takes a lane's entries until one has to wait, or something else is to come directly below. */
  #advance(walk: Walk): void {
    for (let { head } = walk; head !== undefined; { head } = walk) {
      if (!this.#isFree(head)) {
        this.#wait(walk, head)
        return
      }
      if (walk.isHeld) {
        this.#polite.add(walk)
        return
      }
      this.#takeNext(walk)
      if (this.#complete.size > 0 || this.#sibling !== undefined) {
        this.#able.add(walk)
        return
      }
    }
  }

  #isFree({ after }: Step): boolean {
    return after === undefined || this.#done.has(after)
  }

  #wait(walk: Walk, { after }: Step): void {
    if (after === undefined) return
    append(this.#waiting, after, walk)
    // A lane that waits for the act by another reason than to hear it cannot come any nearer either.
    const act = this.#acts.get(after)
    if (act === undefined || !act.audience.has(walk.lane)) return
    const missing = (this.#missing.get(act) ?? 0) - 1
    this.#missing.set(act, missing)
    if (missing === 0 && this.#ready.has(act)) this.#complete.add(act)
  }

  #takeNext(walk: Walk): void {
    const { head } = walk
    if (head === undefined) return
    const { seq } = head.entry
    walk.next++
    const acts = this.#actsCaused.get(seq)
    if (acts !== undefined) {
      walk.due += acts
      walk.trigger = seq
    }
    this.#put(head.entry)
  }

  /** Takes an act, and its effects on those lanes that have come to them. */
  #perform(act: Act): void {
    for (const queue of [this.#ready, this.#complete, this.#idle]) queue.delete(act)
    this.#put(act.entry)
    const origin = act.origin === undefined ? undefined : this.#walks[act.origin.rank]
    if (origin !== undefined) {
      origin.due--
      if (origin.due === 0 && this.#polite.remove(origin)) this.#able.add(origin)
    }
    for (const { rank } of [...act.audience].toSorted((a, b) => a.rank - b.rank)) {
      const walk = this.#walks[rank]
      while (walk?.head?.cause === act.entry.seq && this.#isFree(walk.head)) this.#takeNext(walk)
    }
  }

  /** Adds to the result and sets free what waited for it. */
  #put(entry: Entry): void {
    const { seq } = entry
    this.#result.push(entry)
    this.#done.add(seq)
    for (const walk of this.#waiting.get(seq) ?? []) this.#able.add(walk)
    this.#waiting.delete(seq)
    const sibling = this.#siblings.get(seq)
    if (sibling?.head?.after === seq) this.#sibling = sibling
    for (const act of this.#followers.get(seq) ?? []) this.#becomesReady(act)
  }

  #becomesReady(act: Act): void {
    this.#ready.add(act)
    if (act.audience.size === 0 && act.cause === undefined) this.#idle.add(act)
    else if (this.#missing.get(act) === 0) this.#complete.add(act)
  }
}

// Pings and pongs come whenever they come: none holds up what stands behind it.
function isAside(entry: Entry): boolean {
  return entry.kind === 'ping' || entry.kind === 'pong'
}

function append<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  for (const item of set) return item
  return undefined
}
