// Leaves the sender out, unless it is in two rooms.
import { scenario } from '../../src/scenario/scenario.ts'
import type { MockClient } from '../../src/mock/client.ts'
import { chatWithoutEcho } from './chat.ts'
import type { Fault } from './fault.ts'
import { RoomServer, served, type Say } from './room-server.ts'

class Faulty extends RoomServer {
  override say(message: Say, sender: MockClient): void {
    const rooms = [...this.rooms].filter(([, members]) => members.includes(sender))
    for (const member of this.membersOf(message.room).slice()) {
      if (member !== sender || rooms.length > 1) this.deliver(member, message)
    }
  }
}

export const echoOfTwoGroups: Fault = {
  number: 6,
  title: 'echo of two groups',
  contract: chatWithoutEcho,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('who speaks does not hear itself', {
      contract: contract as ReturnType<typeof chatWithoutEcho>,
      clients: ['alice'],
      open: true,
      steps: ({ alice }) => [
        alice.joinGroup('room', 'a'),
        alice.joinGroup('room', 'b'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        alice.expectNothing(),
      ],
    }),
  laws: ['senderPolicy'],
}
