// Pairwise order: any two members receive what both of them receive in the same order.
// Source: the "total order" property of Cachin, Guerraoui, Rodrigues, module 6.1, and "weak total order" of Chockler,
// Keidar, Vitenberg, 2001. Where members differ in what they receive, it is weaker than one order for all: total-order.ts.
import type { History } from './history.ts'
import { entryAt, type Finding, type GroupLaw, HOLDS, nameOf, nothing, untold, violated } from './law.ts'
import {
  areComparable,
  type Disagreement,
  disagreementOf,
  followFirstReceipts,
  receiptsOf,
} from './receipts.ts'

const NOTHING = nothing('no two members received two broadcasts each')

export const pairwiseOrder: GroupLaw = {
  name: 'pairwiseOrder',
  about: 'group',
  judge(group, history) {
    const { receipts, unclear } = receiptsOf(group)
    if (!areComparable(receipts)) return unclear > 0 ? untold(unclear) : NOTHING
    const { length } = group.broadcasts
    const found = followFirstReceipts(receipts, length) ? undefined : disagreementOf(receipts, length)
    if (found !== undefined) return disagreed(history, found)
    return unclear > 0 ? untold(unclear) : HOLDS
  },
}

export function disagreed(history: History, found: Disagreement): Finding {
  const { one, other, first, second, otherFirst, otherSecond } = found
  const name = ({ broadcast }: Disagreement['first']): string =>
    broadcast === undefined ? 'it' : nameOf(history, broadcast)
  return violated(
    [first.at, second.at, otherFirst.at, otherSecond.at],
    `${one.connection.client} received ${name(first)} (${entryAt(history, first.at)}) before ${name(second)} (${entryAt(history, second.at)}), ${other.connection.client} received them the other way round (${entryAt(history, otherFirst.at)}, ${entryAt(history, otherSecond.at)})`,
  )
}
