// Says that a client is a member before it is one.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay } from './room-server.ts'

class Faulty extends RoomServer {
  override async join(
    room: string,
    client: MockClient,
    acknowledge: () => void,
    delay: Delay,
  ): Promise<void> {
    acknowledge()
    await delay(3)
    super.join(room, client, () => {}, delay)
  }
}

export const earlyAcknowledgement: Fault = {
  number: 4,
  title: 'early acknowledgement',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('whoever is told to be a member is one', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        alice.expectNothing({ forMs: 5 }),
        bob.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        bob.expect('said', { id: '1' }),
      ],
    }),
  laws: ['atLeastOnce', 'progress', 'senderPolicy'],
}
