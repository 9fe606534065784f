// Tells who joins what was said before, which nobody promised.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  readonly #last = new Map<string, Say>()

  override join(room: string, client: MockClient, acknowledge: () => void, delay: Delay): void {
    super.join(room, client, acknowledge, delay)
    const last = this.#last.get(room)
    if (last !== undefined) this.deliver(client, last)
  }

  override say(message: Say, sender: MockClient, delay: Delay): void {
    this.#last.set(message.room, message)
    super.say(message, sender, delay)
  }
}

export const replayOnJoin: Fault = {
  number: 17,
  title: 'replay on join',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('who joins hears what is said from then on', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        bob.joinGroup('room', 'a'),
        bob.expectNothing(),
      ],
    }),
  laws: ['atMostOnce', 'membersOnly'],
}
