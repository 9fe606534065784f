// Takes every room whose name begins alike for the same.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  override say(message: Say): void {
    const reached = new Set<MockClient>()
    for (const [room, members] of this.rooms)
      if (room.startsWith(message.room)) for (const one of members) reached.add(one)
    for (const member of reached) this.deliver(member, message)
  }
}

export const prefixMatch: Fault = {
  number: 7,
  title: 'prefix match',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('rooms have their own names', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'g1'),
        bob.joinGroup('room', 'g10'),
        alice.send('say', { room: 'g1', id: '1', text: 'hi' }),
        bob.expectNothing(),
      ],
    }),
  laws: ['membersOnly', 'leaveFence'],
}
