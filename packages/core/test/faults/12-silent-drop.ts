// Drops what a slow client does not take, and tells nobody.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served } from './room-server.ts'

class Faulty extends RoomServer {
  override deliver(client: MockClient, message: object): void {
    if (client.bufferedBytes === 0) super.deliver(client, message)
  }
}

export const silentDrop: Fault = {
  number: 12,
  title: 'silent drop',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('a slow client gets everything in the end', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        bob.hold(),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.send('say', { room: 'a', id: '2', text: 'hi' }),
        bob.release(),
        bob.expect('said', { id: '1' }),
        bob.expect('said', { id: '2' }),
      ],
    }),
  laws: ['atLeastOnce', 'progress', 'senderPolicy'],
}
