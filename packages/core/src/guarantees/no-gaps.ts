// No gaps, monotonic: while it surely is a member, a connection receives sequence numbers that follow each other, and
// they never go back.
// Source: "gap-free delivery" of group communication (Chockler, Keidar, Vitenberg, 2001) and the monotonic reads of session
// guarantees (Terry et al., 1994; jepsen.io/consistency/models/monotonic-reads).
import type { Promised } from '../contract/promise.ts'
import {
  type Broadcast,
  type Delivery,
  type Group,
  type History,
  judgedOf,
  type Membership,
} from './history.ts'
import {
  deliveriesText,
  entryAt,
  type Finding,
  type GroupLaw,
  HOLDS,
  nothing,
  unknown,
  violated,
} from './law.ts'
import { between, following, numberIn, type Sequent } from './sequent.ts'
import { firstAfter } from './search.ts'

const NOTHING = nothing('no member received two numbered broadcasts')

export const noGaps: GroupLaw<Extract<Promised, { promise: 'noGaps' }>> = {
  name: 'noGaps',
  about: 'group',
  judge(group, history, { field }) {
    const tally = { judged: 0, unclear: 0 }
    for (const membership of judgedOf(group, history)) {
      const finding = judgeMember(group, history, membership, field, tally)
      if (finding !== undefined) return finding
    }
    if (tally.unclear > 0)
      return unknown(
        `the ${field} of ${deliveriesText(tally.unclear)} cannot be read, or what came beside it`,
      )
    return tally.judged > 0 ? HOLDS : NOTHING
  },
}

function judgeMember(
  group: Group,
  history: History,
  membership: Membership,
  field: string,
  tally: { judged: number; unclear: number },
): Finding | undefined {
  const { connection, deliveries } = membership
  let before: { readonly delivery: Delivery; readonly number: Sequent } | undefined
  /** How many came since that one of which the number cannot be read. */
  let unnumbered = 0
  const unheard = new UnheardOfItsOwn(group, membership)
  for (const delivery of deliveries) {
    const number = numberIn(delivery.message, field)
    if (number === undefined) {
      tally.unclear++
      unnumbered++
    }
    if (number === undefined || delivery.repeats !== undefined) continue
    const last = before
    const missing = last === undefined ? 0 : between(last.number, number) - unnumbered
    before = { delivery, number }
    unnumbered = 0
    if (last === undefined || hasMovedBetween(membership, last.delivery.at, delivery.at)) continue
    if (connection.mayHaveAsked(last.delivery.at, delivery.at)) {
      tally.unclear++
      continue
    }
    const isBack = number <= last.number
    const isGap = missing > 0 && number > following(last.number)
    if (isBack && !(number === last.number && delivery.broadcast === last.delivery.broadcast)) {
      return said(history, membership, last, before, field, 'and then')
    }
    if (isGap && membership.surelyWithin(last.delivery.at, delivery.at)) {
      if (connection.unreadable.length > 0) tally.unclear++
      else if (!unheard.explain(missing, delivery.at)) {
        return said(history, membership, last, before, field, 'and, with nothing in between,')
      }
    }
    tally.judged++
  }
  return undefined
}

/** Whether it asked to join in between: then the numbers begin where the server says. */
function hasMovedBetween({ moves }: Membership, from: number, until: number): boolean {
  if (moves.length < 2) return false
  for (let index = firstAfter(moves, from); index < moves.length; index++) {
    const move = moves[index]
    if (move === undefined || move.at > until) return false
    if (move.joins) return true
  }
  return false
}

/** Numbers of what it broadcast itself and, by the contract, need not receive. */
class UnheardOfItsOwn {
  readonly #own: readonly Broadcast[]
  #explained = 0

  constructor({ broadcasts, terms }: Group, { connection, deliveries }: Membership) {
    if (terms === undefined || terms.broadcast?.echo === 'always') {
      this.#own = []
      return
    }
    const heard = new Set(deliveries.map(({ broadcast }) => broadcast))
    this.#own = broadcasts.filter((one) => one.sender === connection && !heard.has(one))
  }

  explain(missing: number, until: number): boolean {
    if (this.#explained + missing > firstAfter(this.#own, until)) return false
    this.#explained += missing
    return true
  }
}

function said(
  history: History,
  { connection }: Membership,
  last: { readonly delivery: Delivery; readonly number: Sequent },
  now: { readonly delivery: Delivery; readonly number: Sequent },
  field: string,
  link: string,
): Finding {
  return violated(
    [last.delivery.at, now.delivery.at],
    `${connection.client} received the ${field} ${last.number} at ${entryAt(history, last.delivery.at)} ${link} ${now.number} at ${entryAt(history, now.delivery.at)}`,
  )
}
