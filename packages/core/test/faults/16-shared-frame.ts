// Writes every message into one frame that is still on its way.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  readonly #frame = { room: '', id: '', text: '' }

  override async say(message: Say, _sender: MockClient, delay: Delay): Promise<void> {
    Object.assign(this.#frame, message)
    for (const member of this.membersOf(message.room).slice()) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- what is wrong with it
      await delay(1)
      if (this.isMember(message.room, member)) this.deliver(member, this.#frame)
    }
  }
}

export const sharedFrame: Fault = {
  number: 16,
  title: 'shared frame',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('everybody hears what was said', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice'],
      open: true,
      steps: ({ alice }) => [
        alice.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.send('say', { room: 'a', id: '2', text: 'hi' }),
        alice.expect('said', { id: '1' }),
      ],
    }),
  laws: ['atMostOnce', 'atLeastOnce', 'membersOnly', 'leaveFence', 'progress', 'senderPolicy'],
}
