// What explored conversations came across, counted, so that green is not empty: a situation that the contract allows and no
// conversation reached has not been explored.
import type { Asked, History } from '../guarantees/history.ts'
import type { CastMessages } from './messages.ts'
import type { ExploreNumbers } from './options.ts'
import type { Flavour, Plan } from './plan.ts'

/** What may go wrong in a group, as people call it. */
export type Situation =
  | 'broadcast'
  | 'broadcasts of several senders at once'
  | 'join during a broadcast'
  | 'leave during a broadcast'
  | 'end of a connection during a broadcast'
  | 'joining twice'
  | 'joining again after leaving'
  | 'reconnect'
  | 'slow reader'
  | 'several groups'
  | 'repeated content'
  | 'large content'
  | 'empty content'
  | 'odd characters'

/** Those that a contract allows. */
export function situationsOf(casts: readonly CastMessages[], numbers: ExploreNumbers): readonly Situation[] {
  const several = numbers.clients > 1
  const join = casts.some(({ terms }) => terms.join !== undefined)
  const leave = casts.some(({ terms }) => terms.leave !== undefined)
  const groups = numbers.groups * casts.length > 1
  const flavours = new Set(casts.flatMap((cast) => cast.flavours))
  const all: readonly (readonly [Situation, boolean])[] = [
    ['broadcast', true],
    ['broadcasts of several senders at once', several],
    ['join during a broadcast', join && several],
    ['leave during a broadcast', leave && several],
    ['end of a connection during a broadcast', several],
    ['joining twice', join],
    ['joining again after leaving', join && leave],
    ['reconnect', true],
    ['slow reader', true],
    ['several groups', groups],
    ['repeated content', true],
    ['large content', flavours.has('large')],
    ['empty content', flavours.has('empty')],
    ['odd characters', flavours.has('odd')],
  ]
  return all.flatMap(([situation, isPossible]) => (isPossible ? [situation] : []))
}

const FLAVOURS: Readonly<Partial<Record<Flavour, Situation>>> = {
  same: 'repeated content',
  large: 'large content',
  empty: 'empty content',
  odd: 'odd characters',
}

export class Situations {
  readonly #counts: Map<Situation, number>

  /** @param possible those that the contract allows */
  constructor(possible: readonly Situation[]) {
    this.#counts = new Map(possible.map((situation) => [situation, 0]))
  }

  /** How many conversations came across each. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  /** Those that none came across. */
  get missed(): readonly Situation[] {
    return [...this.#counts].flatMap(([situation, count]) => (count === 0 ? [situation] : []))
  }

  /** Takes note of one conversation. */
  add(plan: Plan, history: History): void {
    const found = new Set<Situation>()
    for (const move of plan.moves) {
      if (move.do === 'hold') found.add('slow reader')
      const flavour = move.do === 'say' ? FLAVOURS[move.flavour] : undefined
      if (flavour !== undefined) found.add(flavour)
    }
    let busy = 0
    for (const group of history.groups) {
      if (group.broadcasts.length === 0) continue
      busy++
      found.add('broadcast')
      for (const broadcast of group.broadcasts) {
        const overlaps = (at: number): boolean => isDuring(at, broadcast)
        const others = group.broadcasts.some((one) => one.sender !== broadcast.sender && overlaps(one.at))
        if (others) found.add('broadcasts of several senders at once')
        for (const membership of group.memberships.values()) {
          for (const { joins, at } of membership.moves) {
            if (overlaps(at)) found.add(joins ? 'join during a broadcast' : 'leave during a broadcast')
          }
          if (membership.moves.length > 0 && overlaps(membership.connection.closedAt))
            found.add('end of a connection during a broadcast')
        }
      }
      for (const { moves } of group.memberships.values()) {
        moves.forEach((move, index) => {
          const before = moves[index - 1]
          if (before === undefined || !move.joins) return
          found.add(before.joins ? 'joining twice' : 'joining again after leaving')
        })
      }
    }
    if (busy > 1) found.add('several groups')
    if (history.connections.some(({ previous }) => previous !== undefined)) found.add('reconnect')
    for (const situation of found) {
      const count = this.#counts.get(situation)
      if (count !== undefined) this.#counts.set(situation, count + 1)
    }
  }
}

/** Something may still be on its way at that point. */
function isDuring(at: number, broadcast: Asked): boolean {
  return broadcast.at < at && at < broadcast.doneAt
}
