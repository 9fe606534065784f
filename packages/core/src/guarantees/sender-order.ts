// Sender order, FIFO: what one connection broadcasts to a group arrives everywhere in the order in which it was sent.
// Source: "FIFO delivery" of FIFO-order broadcast, Cachin, Guerraoui, Rodrigues, module 3.8; Hadzilacos and Toueg, 1994.
import { type Broadcast, type Connection, type Delivery, judgedOf } from './history.ts'
import { entryAt, type GroupLaw, HOLDS, nameAndPlaceOf, nothing, senderOf, untold, violated } from './law.ts'

const NOTHING = nothing('nobody received two broadcasts of one sender')

export const senderOrder: GroupLaw = {
  name: 'senderOrder',
  about: 'group',
  judge(group, history) {
    if (group.deliveries < 2) return NOTHING
    let unclear = 0
    let pairs = 0
    const latest = new Map<Connection | undefined, Delivery>()
    for (const { connection, deliveries } of judgedOf(group, history)) {
      latest.clear()
      for (const delivery of deliveries) {
        const { broadcast, repeats, at } = delivery
        if (broadcast === undefined) unclear++
        else if (repeats === undefined) {
          const before = latest.get(broadcast.sender)
          if (before?.broadcast === undefined) latest.set(broadcast.sender, delivery)
          else {
            pairs++
            if (isSentBefore(broadcast, before.broadcast)) {
              return violated(
                [before.at, at],
                `${senderOf(broadcast.sender)} sent ${nameAndPlaceOf(history, broadcast)} and ${nameAndPlaceOf(history, before.broadcast)}; ${connection.client} received the later one first, at ${entryAt(history, before.at)} and ${entryAt(history, at)}`,
              )
            }
            latest.set(broadcast.sender, delivery)
          }
        }
      }
    }
    if (unclear > 0) return untold(unclear)
    return pairs > 0 ? HOLDS : NOTHING
  },
}

/** One message may ask for several broadcasts of a mock, in the order in which it made them. */
function isSentBefore(one: Broadcast, other: Broadcast): boolean {
  return one.askedAt < other.askedAt || (one.askedAt === other.askedAt && one.at < other.at)
}
