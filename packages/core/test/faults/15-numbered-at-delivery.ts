// Numbers a message when it is delivered, and not when it is said.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { numberedChat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  readonly #numbers = new Map<string, number>()

  override async say(message: Say, _sender: MockClient, delay: Delay): Promise<void> {
    for (const member of this.membersOf(message.room).slice()) {
      const seq = (this.#numbers.get(message.room) ?? 0) + 1
      this.#numbers.set(message.room, seq)
      this.deliver(member, { ...message, seq })
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
      await delay(1)
    }
  }
}

export const numberedAtDelivery: Fault = {
  number: 15,
  title: 'numbered at delivery',
  contract: numberedChat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('a message has one number', {
      contract: contract as ReturnType<typeof numberedChat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.expect('said', { seq: 1 }),
        bob.expect('said', { seq: 1 }),
      ],
    }),
  laws: ['sequenceAgreement', 'noGaps', 'resume'],
}
