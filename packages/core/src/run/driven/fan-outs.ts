// Who certainly is in which group of a real server, by its own answers, and what of each broadcast has come to whom.
// Tells who had to have a message when the server said that everybody has it. Judges nothing else: the laws do.
import type { CompiledContract } from '../../contract/compiled.ts'
import { showValue } from '../../match/show.ts'
import { type Errand, fieldsOf } from './errands.ts'
import type { Told } from './watched-connection.ts'

/** A broadcast whose answer says that it was written to everybody. */
export interface FanOut {
  readonly sender: string
  readonly group: string
  readonly by: string
  readonly ack: string
  readonly delivers: string
  readonly id: unknown
  readonly idField: string
  /** Who has to get it, unless they leave before the answer. */
  readonly members: readonly string[]
}

export class FanOuts {
  readonly #contract: CompiledContract
  /** By group, who is certainly in it. */
  readonly #members = new Map<string, Set<string>>()
  readonly #pending = new Map<Errand, FanOut>()
  /** By client, what has come to it: `said 1`. */
  readonly #received = new Map<string, Set<string>>()

  constructor(contract: CompiledContract) {
    this.#contract = contract
  }

  said(errand: Errand): void {
    const { group, message, owner, answer } = errand
    if (group === undefined || message === undefined) return
    for (const { leave, broadcast } of this.#contract.groups.values()) {
      if (leave?.by === message.name) this.#members.get(group)?.delete(owner)
      if (broadcast === undefined || broadcast.by !== message.name || answer === undefined) continue
      const { by, delivers, echo, id: idField } = broadcast
      if (idField === undefined) continue
      const id = fieldsOf(message.message)[idField]
      if (id === undefined) continue
      const members = [...(this.#members.get(group) ?? [])].filter(
        (member) => member !== owner || echo === 'always',
      )
      this.#pending.set(errand, { sender: owner, group, by, ack: answer, delivers, id, idField, members })
    }
  }

  /** Returns what is wrong with it: that it came before, where once is promised. */
  heard(client: string, { name, message }: Told): string | undefined {
    for (const [kind, { broadcast, guarantees }] of this.#contract.groups) {
      if (broadcast?.id === undefined || broadcast.delivers !== name) continue
      const id = fieldsOf(message)[broadcast.id]
      if (id === undefined) continue
      const received = this.#received.get(client) ?? new Set()
      this.#received.set(client, received)
      const one = `${name} ${String(id)}`
      const once = guarantees.find(({ promise }) => promise === 'exactlyOnce' || promise === 'atMostOnce')
      if (received.has(one) && once !== undefined)
        return `${kind} promises ${once.promise}, and ${name} (${broadcast.id}: ${showValue(id)}) had come to ${client} before`
      received.add(one)
    }
    return undefined
  }

  connected(client: string): void {
    this.#received.delete(client)
  }

  /** The server answered. Returns the broadcast that is done by that, if it is one. */
  answered(errand: Errand): FanOut | undefined {
    const { group, message, owner } = errand
    if (group !== undefined) {
      for (const { join } of this.#contract.groups.values()) {
        if (join?.by !== message?.name) continue
        this.#members.set(group, (this.#members.get(group) ?? new Set()).add(owner))
      }
    }
    const fanOut = this.#pending.get(errand)
    this.#pending.delete(errand)
    return fanOut
  }

  ended(client: string): void {
    for (const members of this.#members.values()) members.delete(client)
  }

  /** Who is a member still and has not got it. */
  without({ group, members, delivers, id }: FanOut): readonly string[] {
    const still = this.#members.get(group)
    return members.filter(
      (member) =>
        still?.has(member) === true && this.#received.get(member)?.has(`${delivers} ${String(id)}`) !== true,
    )
  }
}
