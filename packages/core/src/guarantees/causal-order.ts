// Causal order: a broadcast arrives after those that its sender had sent or received before, and after theirs.
// Source: happened-before of Lamport, 1978; causal broadcast and its vector clocks as in Birman, Schiper, Stephenson,
// "Lightweight causal and atomic group multicast", 1991 (CBCAST). Judged within a group.
import type { Broadcast, Connection, Delivery, Group, History, Membership } from './history.ts'
import { entryAt, type Finding, type GroupLaw, HOLDS, nameOf, nothing, untold, violated } from './law.ts'

const NOTHING = nothing('nobody received two broadcasts')

export const causalOrder: GroupLaw = {
  name: 'causalOrder',
  about: 'group',
  judge(group, history) {
    if (group.deliveries < 2) return NOTHING
    return new Clocks(group, history).judge()
  },
}

type Event =
  | { readonly at: number; readonly does: 'send'; readonly broadcast: Broadcast }
  | { readonly at: number; readonly does: 'receive'; readonly delivery: Delivery; readonly member: Member }
  | { readonly at: number; readonly does: 'fence' }

interface Member {
  readonly membership: Membership
  /** For each sender, how many of its broadcasts lie in the past of what was received. */
  readonly received: Int32Array
  /** The same for what its client surely had before it. */
  known: Int32Array
  /** How many broadcasts it has received. */
  heard: number
}

class Clocks {
  readonly #group: Group
  readonly #history: History
  readonly #senders = new Map<Connection | undefined, number>()
  /** For each broadcast: whose it is, the how many-th of its sender, and its past. */
  readonly #sender: Int32Array
  readonly #ordinal: Int32Array
  readonly #past: (Int32Array | undefined)[] = []
  readonly #members = new Map<Connection, Member>()

  constructor(group: Group, history: History) {
    this.#group = group
    this.#history = history
    const { broadcasts, memberships } = group
    this.#sender = new Int32Array(broadcasts.length)
    this.#ordinal = new Int32Array(broadcasts.length)
    const sent: number[] = []
    for (const { sender, index } of broadcasts) {
      let number = this.#senders.get(sender)
      if (number === undefined) this.#senders.set(sender, (number = this.#senders.size))
      this.#sender[index] = number
      this.#ordinal[index] = sent[number] = (sent[number] ?? 0) + 1
    }
    // Clients know what they have received; what a server has handed over may not have been read yet.
    const isRead = history.observer === 'clients'
    for (const [connection, membership] of memberships) {
      const received = new Int32Array(this.#senders.size)
      this.#members.set(connection, {
        membership,
        received,
        heard: 0,
        known: isRead ? received : new Int32Array(this.#senders.size),
      })
    }
  }

  judge(): Finding {
    let unclear = 0
    let judged = 0
    for (const event of this.#events()) {
      if (event.does === 'send') this.#send(event.broadcast)
      else if (event.does === 'fence') this.#read()
      else if (event.delivery.broadcast === undefined) unclear++
      else if (event.delivery.repeats === undefined) {
        const finding = this.#receive(event.member, event.delivery, event.delivery.broadcast)
        if (finding !== undefined) return finding
        if (event.member.heard++ > 0) judged++
      }
    }
    if (unclear > 0) return untold(unclear)
    return judged > 0 ? HOLDS : NOTHING
  }

  #events(): readonly Event[] {
    const events: Event[] = []
    for (const broadcast of this.#group.broadcasts) {
      events.push({ at: broadcast.askedAt, does: 'send', broadcast })
    }
    for (const member of this.#members.values()) {
      for (const delivery of member.membership.deliveries) {
        events.push({ at: delivery.at, does: 'receive', delivery, member })
      }
    }
    if (this.#history.observer === 'server') {
      // What lies at a fence's position comes after it.
      for (const { at } of this.#history.fences) events.push({ at: at - 0.5, does: 'fence' })
    }
    return events.toSorted((one, other) => one.at - other.at)
  }

  #send({ index, sender }: Broadcast): void {
    const member = sender === undefined ? undefined : this.#members.get(sender)
    const past = member === undefined ? new Int32Array(this.#senders.size) : Int32Array.from(member.known)
    past[this.#sender[index] ?? 0] = this.#ordinal[index] ?? 0
    this.#past[index] = past
  }

  #receive(member: Member, delivery: Delivery, { index }: Broadcast): Finding | undefined {
    const sender = this.#sender[index] ?? 0
    const ordinal = this.#ordinal[index] ?? 0
    if ((member.received[sender] ?? 0) >= ordinal) return this.#overtaken(member, delivery, sender, ordinal)
    const past = this.#past[index]
    if (past === undefined) return undefined
    for (let number = 0; number < past.length; number++) {
      const count = past[number] ?? 0
      if (count > (member.received[number] ?? 0)) member.received[number] = count
    }
    return undefined
  }

  #read(): void {
    for (const member of this.#members.values()) member.known = Int32Array.from(member.received)
  }

  #overtaken({ membership }: Member, late: Delivery, sender: number, ordinal: number): Finding {
    const early = membership.deliveries.find(
      ({ broadcast, at }) =>
        broadcast !== undefined && at < late.at && (this.#past[broadcast.index]?.[sender] ?? 0) >= ordinal,
    )
    const history = this.#history
    if (early?.broadcast === undefined || late.broadcast === undefined) return HOLDS
    const effect = nameOf(history, early.broadcast)
    const cause = nameOf(history, late.broadcast)
    return violated(
      [late.broadcast.askedAt, early.broadcast.askedAt, early.at, late.at],
      `${cause} lies in the past of ${effect} (sent at ${entryAt(history, early.broadcast.askedAt)}), and ${membership.connection.client} received ${effect} first (${entryAt(history, early.at)}, ${entryAt(history, late.at)})`,
    )
  }
}
