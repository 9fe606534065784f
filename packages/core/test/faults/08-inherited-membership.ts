// Keeps the membership of who has gone, and gives it to who comes back.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { identityOf, RoomServer, served, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  readonly #names = new Map<string, Map<string, MockClient>>()

  override join(room: string, client: MockClient, acknowledge: () => void): void {
    const names = this.#names.get(room) ?? new Map<string, MockClient>()
    this.#names.set(room, names.set(identityOf(client), client))
    acknowledge()
  }

  override leave(room: string, client: MockClient, acknowledge: () => void): void {
    this.#names.get(room)?.delete(identityOf(client))
    acknowledge()
  }

  override came(client: MockClient): void {
    for (const names of this.#names.values())
      if (names.has(identityOf(client))) names.set(identityOf(client), client)
  }

  override say(message: Say): void {
    for (const member of this.#names.get(message.room)?.values() ?? []) this.deliver(member, message)
  }
}

export const inheritedMembership: Fault = {
  number: 8,
  title: 'inherited membership',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('who comes back is no member', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        bob.close(),
        bob.connect(),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        bob.expectNothing(),
      ],
    }),
  laws: ['membersOnly'],
}
