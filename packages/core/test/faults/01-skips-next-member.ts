// Goes through the members while one leaves, and so passes over the next.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  override async say(message: Say, _sender: MockClient, delay: Delay): Promise<void> {
    const members = this.membersOf(message.room)
    for (let index = 0; index < members.length; index++) {
      const member = members[index]
      if (member !== undefined) this.deliver(member, message)
      // oxlint-disable-next-line eslint/no-await-in-loop -- what is wrong with it
      await delay(1)
    }
  }
}

export const skipsNextMember: Fault = {
  number: 1,
  title: 'skips next member',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('the next member is not passed over', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob', 'carol'],
      open: true,
      steps: ({ alice, bob, carol }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        carol.joinGroup('room', 'a'),
        carol.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.send('unsubscribe', { room: 'a' }),
        carol.expect('said', { id: '1' }),
      ],
    }),
  laws: ['atLeastOnce', 'progress', 'senderPolicy'],
}
