// Sequence agreement: in a group a sequence number belongs to one broadcast, and a broadcast has one sequence number,
// whoever receives it.
// Source: the uniform numbering of sequencer-based total order, Défago, Schiper, Urbán, 2004, section 4.1; the offsets of
// a Kafka partition or a Centrifugo channel's history.
import type { Promised } from '../contract/promise.ts'
import type { Delivery, Membership } from './history.ts'
import {
  deliveriesText,
  entryAt,
  type GroupLaw,
  HOLDS,
  nameOf,
  nothing,
  unknown,
  untold,
  violated,
} from './law.ts'
import { numberIn, type Sequent } from './sequent.ts'

const NOTHING = nothing('nobody received a broadcast')

interface Numbered {
  readonly membership: Membership
  readonly delivery: Delivery
  readonly number: Sequent
}

export const sequenceAgreement: GroupLaw<Extract<Promised, { promise: 'sequenceAgreement' }>> = {
  name: 'sequenceAgreement',
  about: 'group',
  judge(group, history, { field }) {
    if (group.deliveries === 0) return NOTHING
    const byNumber = new Map<Sequent, Numbered>()
    const byBroadcast: (Numbered | undefined)[] = []
    let unclear = 0
    let unnumbered = 0
    const at = ({ delivery, membership }: Numbered): string =>
      `${membership.connection.client} at ${entryAt(history, delivery.at)}`
    for (const membership of group.memberships.values()) {
      for (const delivery of membership.deliveries) {
        const { broadcast } = delivery
        const number = numberIn(delivery.message, field)
        if (number === undefined) unnumbered++
        if (broadcast === undefined) unclear++
        if (number === undefined || broadcast === undefined) continue
        const here: Numbered = { membership, delivery, number }
        const same = (byBroadcast[broadcast.index] ??= here)
        if (same.number !== number) {
          return violated(
            [same.delivery.at, delivery.at],
            `${nameOf(history, broadcast)} has the ${field} ${same.number} for ${at(same)} and ${number} for ${at(here)}`,
          )
        }
        const other = byNumber.get(number)
        if (other === undefined) byNumber.set(number, here)
        else if (other.delivery.broadcast !== undefined && other.delivery.broadcast !== broadcast) {
          return violated(
            [other.delivery.at, delivery.at],
            `the ${field} ${number} is that of ${nameOf(history, other.delivery.broadcast)} for ${at(other)} and of ${nameOf(history, broadcast)} for ${at(here)}`,
          )
        }
      }
    }
    if (unclear > 0) return untold(unclear)
    return unnumbered > 0
      ? unknown(`no exact number can be read in ${field} of ${deliveriesText(unnumbered)}`)
      : HOLDS
  },
}
