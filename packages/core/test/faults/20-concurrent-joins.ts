// Loses one of two clients that join at once.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { together } from '../../src/scenario/combine.ts'
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
    const before = [...this.membersOf(room)]
    await delay(1)
    const members = this.membersOf(room)
    members.splice(0, members.length, ...before.filter((one) => one !== client), client)
    acknowledge()
  }
}

export const concurrentJoins: Fault = {
  number: 20,
  title: 'concurrent joins',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('two who join at once are both members', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        together([alice.joinGroup('room', 'a')], [bob.joinGroup('room', 'a')]),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.expect('said', { id: '1' }),
      ],
    }),
  laws: ['atLeastOnce', 'membersOnly', 'leaveFence', 'senderPolicy', 'progress'],
}
