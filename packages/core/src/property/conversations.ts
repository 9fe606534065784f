// The conversations that `explore` tries, as an arbitrary of fast-check: for properties that an author writes.
import * as fc from 'fast-check'
import { type AnyContract, compiledOf } from '../contract/contract.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { sourceOf } from './counterexample.ts'
import { castsOf } from './messages.ts'
import { type ExploreOptions, numbersOf } from './options.ts'
import { planArbitrary } from './plan-arbitrary.ts'
import { Stage } from './stage.ts'

export type ConversationOptions = Pick<
  ExploreOptions,
  'clients' | 'groups' | 'maxSteps' | 'messages' | 'keys' | 'source'
>

/**
 * An arbitrary of scenarios under a contract, to be simulated: what `explore` tries, for a property of one's own. Each upholds
 * what the contract promises, and is shown as its source where a property fails. `explore` finds shorter ones.
 *
 * @throws MistakeError for options that are none, or messages that cannot be made
 */
export async function conversations(
  contract: AnyContract,
  options: ConversationOptions = {},
): Promise<fc.Arbitrary<Scenario<unknown>>> {
  const attempted = 'conversations()'
  const compiled = compiledOf(attempted, contract)
  const numbers = numbersOf(attempted, options)
  // The same messages every time: which are said, fast-check decides by its own seed.
  const casts = await castsOf(attempted, compiled, options, numbers.groups, 1)
  const stage = new Stage(contract, compiled, casts, numbers.clients, numbers.groups)
  // The mock may have rules of its own, and its own list of members.
  const shape = stage.shape(numbers.maxSteps, true, false)
  return planArbitrary(shape).map((plan) => {
    const { scenario } = stage.stage(plan, '')
    const show = (): string => sourceOf(scenario, compiled.name, options.source ?? {})
    // Not enumerable: a scenario stays plain data.
    return Object.defineProperty(scenario, fc.toStringMethod, { value: show })
  })
}
