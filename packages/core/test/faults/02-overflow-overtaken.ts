// Keeps what a slow client does not take, and lets what comes later overtake it.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chat } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Delay, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  readonly #overflow = new Map<MockClient, Say[]>()

  override async say(message: Say, _sender: MockClient, delay: Delay): Promise<void> {
    for (const member of this.membersOf(message.room).slice()) {
      if (member.bufferedBytes === 0) this.deliver(member, message)
      else void this.#later(member, message, delay)
    }
  }

  async #later(member: MockClient, message: Say, delay: Delay): Promise<void> {
    const waiting = this.#overflow.get(member)
    if (waiting !== undefined) return void waiting.push(message)
    const own = [message]
    this.#overflow.set(member, own)
    // oxlint-disable-next-line eslint/no-await-in-loop -- looks now and then
    for (let looks = 0; member.bufferedBytes > 0 && looks < 500; looks++) await delay(5)
    await delay(5)
    this.#overflow.delete(member)
    for (const each of own) if (this.isMember(each.room, member)) this.deliver(member, each)
  }
}

export const overflowOvertaken: Fault = {
  number: 2,
  title: 'overflow overtaken',
  contract: chat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('nothing overtakes what waits', {
      contract: contract as ReturnType<typeof chat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        bob.hold(),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.send('say', { room: 'a', id: '2', text: 'hi' }),
        bob.release(),
        alice.send('say', { room: 'a', id: '3', text: 'hi' }),
        bob.expect('said', { id: '1' }),
        bob.expect('said', { id: '2' }),
      ],
    }),
  laws: ['totalOrder', 'senderOrder'],
}
