// The catalogue of faults: each is proven by a conversation written by hand, and found by exploring. `npm run faults` does
// it for twenty seeds.
import { describe, expect, it } from 'vitest'
import { benign } from '../../test/faults/benign.ts'
import { chatWithoutEcho, numberedChat } from '../../test/faults/chat.ts'
import type { Fault } from '../../test/faults/fault.ts'
import { faults } from '../../test/faults/index.ts'
import { Numbered } from '../../test/faults/numbered-server.ts'
import { RoomServer, served } from '../../test/faults/room-server.ts'
import { compiledOf } from '../contract/contract.ts'
import { atLeastOnce, atMostOnce, type Promised } from '../contract/promise.ts'
import { lawsOf } from '../guarantees/laws.ts'
import { simulate } from '../run/simulate.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { ExplorationFailure, explore, type ExploreReport } from './explore.ts'

class WithoutEcho extends RoomServer {
  override say(...[message, sender]: Parameters<RoomServer['say']>): unknown {
    for (const member of this.membersOf(message.room).slice())
      if (member !== sender) this.deliver(member, message)
    return undefined
  }
}

/** An honest server under the same contract. */
function honest({ contract }: Fault): () => RoomServer {
  if (contract === numberedChat) return () => new Numbered()
  return contract === chatWithoutEcho ? () => new WithoutEcho() : () => new RoomServer()
}

/** `exactlyOnce` is judged by two laws, of which one may stay. */
const halves: Readonly<Record<string, Promised>> = { atMostOnce: atMostOnce(), atLeastOnce: atLeastOnce() }

async function found(exploring: Promise<ExploreReport>): Promise<ExplorationFailure | undefined> {
  try {
    await exploring
    return undefined
  } catch (error) {
    if (error instanceof ExplorationFailure) return error
    throw error
  }
}

describe.each(faults.map((fault) => [`${fault.number} ${fault.title}`, fault] as const))(
  'fault %s',
  (_, fault) => {
    it('fails its proof by the steps alone, which an honest server passes', async () => {
      const contract = fault.contract([])
      await simulate(fault.proof(contract), { mock: served(contract, honest(fault)) })
      await expect(simulate(fault.proof(contract), { mock: fault.serve(contract) })).rejects.toThrow(
        ScenarioFailure,
      )
    })

    it('is found by exploring, in a short conversation that fails again', async () => {
      const mock = fault.serve(fault.contract())
      const failure = await found(explore(mock, { seed: 3, runs: 3_000 }))
      if (failure === undefined) throw new Error('it was not found')
      const { scenario, steps, broken } = failure.counterexample
      expect(steps).toBeLessThanOrEqual(10)
      expect(broken.map(({ law }) => law)).toContainEqual(
        expect.stringMatching(new RegExp(fault.laws.join('|'))),
      )
      await expect(simulate(scenario, { mock })).rejects.toThrow(ScenarioFailure)
    })

    it('is not found without the promises that it breaks', async () => {
      const others: readonly Promised[] = lawsOf(compiledOf('', fault.contract()))
        .filter(({ name }) => !fault.laws.includes(name))
        .map(({ name, promised }) => halves[name] ?? promised)
      if (others.length === 0) return
      const failure = await found(
        explore(fault.serve(fault.contract()), { seed: 3, runs: 150, laws: others }),
      )
      expect(failure?.message).toBeUndefined()
    })
  },
)

describe.each(benign.map((server) => [server.title, server] as const))('%s', (_, { serve }) => {
  it('is not flagged', async () => {
    const failure = await found(explore(serve(), { seed: 7, runs: 300 }))
    expect(failure?.message).toBeUndefined()
  })
})
