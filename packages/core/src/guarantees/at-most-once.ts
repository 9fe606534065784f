// No duplication, at most once: a connection receives a broadcast once, if at all.
// Source: "no duplication" of reliable broadcast, Cachin, Guerraoui, Rodrigues, module 3.2; "at most once" of QoS 0 and 2
// in MQTT 5, section 4.3.
import { type Broadcast, type Delivery, judgedOf, type Membership } from './history.ts'
import { deliveriesText, entryAt, type GroupLaw, HOLDS, nameOf, nothing, unknown, violated } from './law.ts'

const NOTHING = nothing('nobody received a broadcast')

export const atMostOnce: GroupLaw = {
  name: 'atMostOnce',
  about: 'group',
  judge(group, history) {
    if (group.deliveries === 0) return NOTHING
    let untold = 0
    for (const membership of judgedOf(group, history)) {
      const { client } = membership.connection
      let isAlike = false
      for (const { broadcast, candidates, repeats, at } of membership.deliveries) {
        // Without an id it may be of a request that nobody can read.
        if (repeats !== undefined && broadcast?.id === undefined && history.hasUnreadableRequests) untold++
        else if (repeats !== undefined && broadcast !== undefined) {
          return violated(
            [broadcast.askedAt, repeats.at, at],
            `${client} received ${nameOf(history, broadcast)} at ${entryAt(history, repeats.at)} and again at ${entryAt(history, at)}`,
          )
        }
        if (candidates !== undefined) isAlike = true
        else if (broadcast === undefined) untold++
      }
      if (!isAlike) continue
      const surplus = surplusOf(membership)
      // One more may have been sent in words that nobody can read.
      if (surplus !== undefined && history.hasUnreadableRequests) untold++
      else if (surplus !== undefined) {
        const { count, delivery } = surplus
        return violated(
          [delivery.at],
          `${client} received at ${entryAt(history, delivery.at)} what was sent ${count} times until then, once more than that`,
        )
      }
    }
    return untold === 0 ? HOLDS : unknown(`${deliveriesText(untold)} cannot be told from others`)
  },
}

/** A delivery that brings more of the same than had been sent. */
function surplusOf({
  deliveries,
}: Membership): { readonly count: number; readonly delivery: Delivery } | undefined {
  const received = new Map<Broadcast, number>()
  for (const delivery of deliveries) {
    const alike = delivery.candidates?.[0] ?? delivery.broadcast
    if (alike === undefined) continue
    const times = (received.get(alike) ?? 0) + 1
    received.set(alike, times)
    const count = delivery.candidates?.length
    if (count !== undefined && times > count) return { count, delivery }
  }
  return undefined
}
