// No creation, integrity: whatever is received was sent before, to the same group, with the same payload.
// Source: "no creation" of best-effort and reliable broadcast, Cachin, Guerraoui, Rodrigues, "Introduction to Reliable and
// Secure Distributed Programming", 2nd edition, modules 3.1 to 3.3.
import { sequencesOf } from '../contract/group-terms.ts'
import { type Delivery, type History, judgedOf, type Membership } from './history.ts'
import {
  deliveriesText,
  entryAt,
  type Finding,
  type GroupLaw,
  HOLDS,
  nameOf,
  nothing,
  unknown,
  violated,
} from './law.ts'
import { showValue } from '../match/show.ts'
import { type Copied, copiedOf, alterationOf } from './likeness.ts'

const NOTHING = nothing('nobody received a broadcast')

export const noCreation: GroupLaw = {
  name: 'noCreation',
  about: 'group',
  judge(group, history) {
    if (group.deliveries === 0) return NOTHING
    const copied: (Copied | undefined)[] = []
    // All get the same message: it is compared once.
    const compared: unknown[] = []
    let untold = 0
    for (const membership of judgedOf(group, history)) {
      for (const delivery of membership.deliveries) {
        const { broadcast, candidates, stranger } = delivery
        if (stranger !== undefined) {
          if (history.hasUnreadableRequests) untold++
          else return created(history, membership, delivery, stranger)
        } else if (broadcast === undefined) {
          if (candidates === undefined) untold++
        } else if (compared[broadcast.index] !== delivery.message) {
          const own = broadcast.sender === undefined ? undefined : group.terms?.broadcast
          const fields = (copied[broadcast.index] ??= copiedOf(
            broadcast.message,
            own,
            history.nameField,
            sequencesOf(group.terms?.guarantees ?? []),
          ))
          const altered = alterationOf(fields, broadcast, delivery.message)
          if (altered !== undefined) return alteredAt(history, membership, delivery, altered)
          compared[broadcast.index] = delivery.message
        }
      }
    }
    return untold === 0 ? HOLDS : unknown(`${deliveriesText(untold)} cannot be compared with what was sent`)
  },
}

function created(
  history: History,
  { connection: { client } }: Membership,
  { at, broadcast, message }: Delivery,
  stranger: string,
): Finding {
  const what = broadcast === undefined ? showValue(message) : nameOf(history, broadcast)
  return violated(
    broadcast === undefined ? [at] : [broadcast.askedAt, at],
    `${client} received ${what} at ${entryAt(history, at)}, which ${stranger}`,
  )
}

function alteredAt(
  history: History,
  { connection: { client } }: Membership,
  { at, broadcast }: Delivery,
  field: string,
): Finding {
  if (broadcast === undefined) return HOLDS
  const where = field === '' ? 'differs from' : `has another ${JSON.stringify(field)} than`
  return violated(
    [broadcast.askedAt, at],
    `${nameOf(history, broadcast)} as ${client} received it at ${entryAt(history, at)} ${where} what was sent at ${entryAt(history, broadcast.askedAt)}`,
  )
}
