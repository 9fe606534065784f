// Treats what is large apart, and so lets what is small overtake it.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  override async say(message: Say, _sender: MockClient, delay: Delay): Promise<void> {
    if (message.text.length > 16_384) await delay(2)
    for (const member of this.membersOf(message.room).slice()) this.deliver(member, message)
  }
}

export const largePayloadLate: Fault = {
  number: 10,
  title: 'large payload late',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('what is large is not overtaken', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice'],
      open: true,
      steps: ({ alice }) => [
        alice.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'x'.repeat(20_000) }),
        alice.send('say', { room: 'a', id: '2', text: 'hi' }),
        alice.expect('said', { id: '1' }),
      ],
    }),
  laws: ['senderOrder', 'totalOrder'],
}
