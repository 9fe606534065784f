// Sender policy: a sender that is a member gets its own message always, or never.
// Source: `broadcast.echo` of the contract. Systems differ: Socket.IO's socket.to() leaves the sender out, Phoenix's
// broadcast/3 does not and broadcast_from/3 does (Phoenix.Channel's documentation).
import type { Promised } from '../contract/promise.ts'
import { judgedOf } from './history.ts'
import { entryAt, type GroupLaw, HOLDS, nameAndPlaceOf, nothing, untold, violated } from './law.ts'
import { foundEarly, searchMissing, undecided } from './missing.ts'

const NOTHING = nothing('no member broadcast anything')

export const senderPolicy: GroupLaw<Extract<Promised, { promise: 'senderPolicy' }>> = {
  name: 'senderPolicy',
  about: 'group',
  judge(group, history, { echo }) {
    if (group.broadcasts.length === 0) return NOTHING
    if (echo === 'always') {
      const search = searchMissing(group, history, ({ sender }, { connection }) => sender === connection)
      if (search.missing !== undefined) return search.missing
      if (search.undecided > 0) return undecided(search.undecided)
      return search.due > 0 ? HOLDS : foundEarly(search, history, NOTHING)
    }
    let unclear = 0
    for (const { connection, deliveries } of judgedOf(group, history)) {
      for (const { broadcast, at } of deliveries) {
        if (broadcast === undefined) unclear++
        else if (broadcast.sender === connection) {
          return violated(
            [broadcast.askedAt, at],
            `${connection.client} sent ${nameAndPlaceOf(history, broadcast)} and received it itself at ${entryAt(history, at)}`,
          )
        }
      }
    }
    return unclear === 0 ? HOLDS : untold(unclear)
  },
}
