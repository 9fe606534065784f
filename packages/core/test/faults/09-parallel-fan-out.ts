// Sends to all members at once, each as fast as it goes.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  #said = 0
  readonly #lines = new Map<string, Promise<void>>()

  override say(message: Say, sender: MockClient, delay: Delay): void {
    const number = this.#said++
    for (const [index, member] of this.membersOf(message.room).slice().entries()) {
      // What one sender says stays in order; what several say does not.
      const line = `${sender.name} ${member.name}`
      const before = this.#lines.get(line) ?? Promise.resolve()
      const after = before
        .then(() => delay((index + number) % 2 === 0 ? 1 : 4))
        .then(() => {
          if (this.isMember(message.room, member)) this.deliver(member, message)
        })
      this.#lines.set(line, after)
    }
  }
}

export const parallelFanOut: Fault = {
  number: 9,
  title: 'parallel fan out',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('all hear it in one order', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        bob.send('say', { room: 'a', id: '2', text: 'hi' }),
        bob.expect('said', { id: '1' }),
        bob.expect('said', { id: '2' }),
        alice.expect('said', { id: '1' }),
      ],
    }),
  laws: ['totalOrder'],
}
