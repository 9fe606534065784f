// What a faulty server is in this catalogue.
import type { AnyContract } from '../../src/contract/contract.ts'
import type { Promised } from '../../src/contract/promise.ts'
import type { MockDefinition } from '../../src/mock/definition.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'

export interface Fault {
  readonly number: number
  /** As the catalogue calls it. */
  readonly title: string
  /** The contract it was given; with other promises, and without acknowledgements. */
  readonly contract: (guarantees?: readonly Promised[], isAnswered?: boolean) => AnyContract
  /** The server that errs. */
  readonly serve: (contract: AnyContract) => MockDefinition
  /** A conversation on which it fails, and on which an honest server passes. */
  readonly proof: (contract: AnyContract) => Scenario<unknown>
  /** The promises that catch it: without them it is not found. */
  readonly laws: readonly string[]
}
