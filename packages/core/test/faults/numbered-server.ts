// The honest server that numbers what is said in a room, and lets who comes back go on where it was. It knows clients by
// their names.
import type { MockClient } from '../../src/mock/client.ts'
import { type Delay, identityOf, RoomServer, type Say } from './room-server.ts'

export class Numbered extends RoomServer {
  /** By room: what was said, in order; its number is its place, from 1. */
  readonly #said = new Map<string, Say[]>()
  /** By room and client: the number of what it was sent last. */
  readonly #last = new Map<string, number>()

  /** The number with which somebody goes on that was sent `last`. */
  missedBy(last: number): number {
    return last + 1
  }

  override join(room: string, client: MockClient, acknowledge: () => void, delay: Delay): unknown {
    const isMember = this.membersOf(room).includes(client)
    super.join(room, client, acknowledge, delay)
    const last = this.#last.get(`${room} ${identityOf(client)}`)
    if (last === undefined || isMember) return undefined
    const said = this.#said.get(room) ?? []
    for (let number = Math.max(1, this.missedBy(last)); number <= said.length; number++) {
      const missed = said[number - 1]
      if (missed !== undefined) this.#send(client, missed, number)
    }
    return undefined
  }

  override leave(room: string, client: MockClient, acknowledge: () => void, delay: Delay): unknown {
    // Who leaves of its own accord does not come back to what it left.
    this.#last.delete(`${room} ${identityOf(client)}`)
    return super.leave(room, client, acknowledge, delay)
  }

  override say(message: Say, _sender: MockClient, _delay: Delay): unknown {
    const said = this.#said.get(message.room) ?? []
    this.#said.set(message.room, said)
    const number = said.push(message)
    for (const member of this.membersOf(message.room).slice()) this.#send(member, message, number)
    return undefined
  }

  #send(client: MockClient, message: Say, seq: number): void {
    this.#last.set(`${message.room} ${identityOf(client)}`, seq)
    this.deliver(client, { ...message, seq })
  }
}
