// Remembers the members of a room for a while, and so does not know who has come or gone.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  readonly #cache = new Map<string, MockClient[]>()

  override async say(message: Say, _sender: MockClient, delay: Delay): Promise<void> {
    let members = this.#cache.get(message.room)
    if (members === undefined) {
      this.#cache.set(message.room, (members = [...this.membersOf(message.room)]))
      void delay(10).then(() => this.#cache.delete(message.room))
    }
    for (const member of members) this.deliver(member, message)
  }
}

export const staleMemberCache: Fault = {
  number: 3,
  title: 'stale member cache',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('who has come hears what is said', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        bob.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '2', text: 'hi' }),
        bob.expect('said', { id: '2' }),
      ],
    }),
  laws: ['atLeastOnce', 'membersOnly', 'leaveFence', 'progress', 'senderPolicy'],
}
