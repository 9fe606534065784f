import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chatContract } from '../../test/faults/chat.ts'
import { faults } from '../../test/faults/index.ts'
import { MistakeError } from '../errors.ts'
import { simulate } from '../run/simulate.ts'
import { ScenarioFailure } from '../scenario/report.ts'
import { conversations } from './conversations.ts'

const joinsTwice = faults[4]?.serve(chatContract)
if (joinsTwice === undefined) throw new Error('the catalogue has no fifth fault')

describe('conversations', () => {
  it('hold on the mock of their contract', async () => {
    const property = fc.asyncProperty(await conversations(chatContract, { clients: 3 }), async (one) => {
      expect(one.clients).toHaveLength(3)
      await simulate(one)
    })
    await fc.assert(property, { numRuns: 40 })
  })

  it('fail where a promise is broken, and are shown as source', async () => {
    const options = { maxSteps: 6, source: { from: './chat.contract.ts' } }
    const property = fc.asyncProperty(await conversations(chatContract, options), async (one) => {
      await simulate(one, { mock: joinsTwice })
    })
    const { failed, counterexample, errorInstance } = await fc.check(property, { seed: 1, numRuns: 500 })
    expect(failed).toBe(true)
    expect(errorInstance).toBeInstanceOf(ScenarioFailure)
    const shown = fc.stringify(counterexample)
    expect(shown).toContain("import { chatContract } from './chat.contract.ts'")
    expect(shown).toContain(".joinGroup('room', 'a')")
  })

  it('refuse what is no contract, and options that are none', async () => {
    await expect(conversations({} as never)).rejects.toThrow(MistakeError)
    await expect(conversations(chatContract, { clients: 9 })).rejects.toThrow('clients is 9')
  })
})
