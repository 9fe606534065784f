// Begins with what the client had last, when it comes back.
import { scenario } from '../../src/scenario/scenario.ts'
import { Numbered } from './numbered-server.ts'
import { numberedChat } from './chat.ts'
import type { Fault } from './fault.ts'
import { served } from './room-server.ts'

class Faulty extends Numbered {
  override missedBy(last: number): number {
    return last
  }
}

export const resumeInclusive: Fault = {
  number: 13,
  title: 'resume inclusive',
  contract: numberedChat,
  serve: (contract) => served(contract, () => new Faulty()),
  proof: (contract) =>
    scenario('who comes back hears nothing twice', {
      contract: contract as ReturnType<typeof numberedChat>,
      clients: ['alice', 'bob'],
      open: true,
      steps: ({ alice, bob }) => [
        alice.joinGroup('room', 'a'),
        bob.joinGroup('room', 'a'),
        alice.send('say', { room: 'a', id: '1', text: 'hi' }),
        bob.expect('said', { seq: 1 }),
        bob.close(),
        alice.send('say', { room: 'a', id: '2', text: 'hi' }),
        bob.connect(),
        bob.joinGroup('room', 'a'),
        bob.expect('said', { seq: 2 }),
      ],
    }),
  laws: ['resume', 'noGaps'],
}
