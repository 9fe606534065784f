// Forgets what a client said when it leaves, though it had taken it.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chatWithReceipts } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  override async say(message: Say, sender: MockClient, delay: Delay): Promise<void> {
    if (sender.open) sender.send({ type: 'taken', room: message.room, id: message.id })
    await delay(3)
    if (!this.membersOf(message.room).includes(sender)) return
    super.say(message, sender, delay)
  }
}

export const leaveCancelsOwn: Fault = {
  number: 18,
  title: 'leave cancels own',
  contract: chatWithReceipts,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('what was said is heard, whoever leaves', {
      contract: contract as ReturnType<typeof chatWithReceipts>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.leaveGroup('room', 'a'),
        bob.expect('said', { id: '1' }),
      ],
    }),
  laws: ['atLeastOnce', 'progress'],
}
