// Waits for a member that does not read before it goes on to the next.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  readonly #lines = new Map<string, Promise<void>>()

  override say(message: Say, _sender: MockClient, delay: Delay): void {
    const before = this.#lines.get(message.room) ?? Promise.resolve()
    this.#lines.set(
      message.room,
      before.then(() => this.#tell(message, delay)),
    )
  }

  async #tell(message: Say, delay: Delay): Promise<void> {
    for (const member of this.membersOf(message.room).slice()) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- what is wrong with it
      while (member.open && member.bufferedBytes > 0) await delay(20)
      if (this.isMember(message.room, member)) this.deliver(member, message)
    }
  }
}

export const pausedPeerBlocks: Fault = {
  number: 19,
  title: 'paused peer blocks',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('one who does not read holds up nobody', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        alice.hold(),
        bob.send('say', { room: 'a', id: '1', text: 'hi' }),
        bob.send('say', { room: 'a', id: '2', text: 'hi' }),
        bob.expect('said', { id: '1' }),
        bob.expect('said', { id: '2' }),
      ],
    }),
  laws: ['progress', 'membersOnly', 'atLeastOnce', 'senderPolicy'],
}
