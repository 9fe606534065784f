// Stops at a member that has gone.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  override async gone(client: MockClient, delay: Delay): Promise<void> {
    await delay(5)
    super.gone(client, delay)
  }

  override async say(message: Say): Promise<void> {
    // Sending to one that has gone throws, and nobody catches it here.
    for (const member of this.membersOf(message.room).slice()) member.send({ type: 'said', ...message })
  }
}

export const deadPeerAborts: Fault = {
  number: 11,
  title: 'dead peer aborts',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('the others hear it though one has gone', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        alice.cut(),
        bob.send('say', { room: 'a', id: '1', text: 'hi' }),
        bob.expect('said', { id: '1' }),
      ],
    }),
  laws: ['atLeastOnce', 'progress', 'senderPolicy'],
}
