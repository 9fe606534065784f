// Takes a message that says the same as the one before for that one.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  readonly #last = new Map<string, string>()

  override say(message: Say, sender: MockClient, delay: Delay): void {
    if (this.#last.get(message.room) === message.text) return
    this.#last.set(message.room, message.text)
    super.say(message, sender, delay)
  }
}

export const dedupByPayload: Fault = {
  number: 21,
  title: 'dedup by payload',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('the same can be said twice', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice'],
      open: true,
      steps: ({ alice }) => [
        alice.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.send('say', { room: 'a', id: '2', text: 'hi' }),
        alice.expect('said', { id: '1' }),
        alice.expect('said', { id: '2' }),
      ],
    }),
  laws: ['atLeastOnce', 'progress', 'senderPolicy'],
}
