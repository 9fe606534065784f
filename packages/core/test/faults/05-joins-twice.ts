// Counts who joins twice as two members.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served } from './room-server.ts'

class Faulty extends RoomServer {
  override join(room: string, client: MockClient, acknowledge: () => void): void {
    this.membersOf(room).push(client)
    acknowledge()
  }
}

export const joinsTwice: Fault = {
  number: 5,
  title: 'joins twice',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('joining twice is joining once', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice'],
      open: true,
      steps: ({ alice }) => [
        alice.joinGroup('room', 'a'),
        alice.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.expect('said', { id: '1' }),
        alice.expectNothing(),
      ],
    }),
  laws: ['atMostOnce', 'membersOnly', 'leaveFence'],
}
