// What is explored: a contract and its mock, or a mock that has a contract.
import type { CompiledContract } from '../contract/compiled.ts'
import { type AnyContract, compiledOf, isContract } from '../contract/contract.ts'
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { isMockDefinition, mock, type MockDefinition } from '../mock/definition.ts'

export interface Subject {
  readonly contract: CompiledContract
  /** The contract as scenarios have it. */
  readonly given: unknown
  readonly definition: MockDefinition
  /** Whether the mock is the one that the contract implies. */
  readonly isImplied: boolean
}

/** @throws MistakeError for what is neither a contract nor a mock with one */
export function subjectOf(target: AnyContract | MockDefinition): Subject {
  if (isContract(target)) {
    const contract = compiledOf('explore()', target)
    return { contract, given: target, definition: mock(target), isImplied: true }
  }
  if (isMockDefinition(target) && target.contract !== undefined) {
    const { contract } = target
    return { contract, given: contract, definition: target, isImplied: false }
  }
  throw mistake(
    'explore()',
    isMockDefinition(target) ? 'the mock has no contract' : `${showValue(target)} is no contract`,
    'Give a contract, or mock(contract, rules): it says how clients join and speak, and what they are promised',
  )
}
