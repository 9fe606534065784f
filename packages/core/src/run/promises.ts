// What a scenario's contract promises, judged when a run is over: a conversation in which every step went as expected may
// still have broken a promise. Owns no law; those are in guarantees/.
import { ContractHistoryReader } from '../guarantees/contract-history.ts'
import type { Fence } from '../guarantees/history.ts'
import { judge } from '../guarantees/judge.ts'
import { type LawInForce, lawsOf } from '../guarantees/laws.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import type { BrokenPromise, Failure } from '../scenario/failure.ts'
import { contractOf, type Scenario } from '../scenario/scenario.ts'
import type { Transcript } from '../transcript/entry.ts'
import { checkWhole } from '../transcript/whole.ts'

/** What is known of a run besides its transcript. */
export interface Circumstances {
  /** Points at which everything in flight had arrived. */
  readonly fences: readonly Fence[]
  /** Whether everything in flight had arrived at the end. */
  readonly isQuiescent: boolean
}

export class Promises {
  readonly #reader: ContractHistoryReader
  readonly #laws: readonly LawInForce[]

  constructor(contract: CompiledContract, laws: readonly LawInForce[]) {
    this.#reader = new ContractHistoryReader(contract)
    this.#laws = laws
  }

  /** What was not kept. @throws MistakeError where the mock has forgotten a part of the conversation */
  brokenIn(transcript: Transcript, { fences, isQuiescent }: Circumstances): readonly BrokenPromise[] {
    checkWhole('judging what the contract promises', transcript)
    const history = this.#reader.read(transcript, { quiescent: isQuiescent, fences })
    return judge(history, this.#laws).verdicts.filter(({ verdict }) => verdict === 'violated')
  }

  /** How the run failed by it; undefined where everything was kept. */
  failureIn(transcript: Transcript, circumstances: Circumstances): Failure | undefined {
    const broken = this.brokenIn(transcript, circumstances)
    if (broken.length === 0) return undefined
    return {
      kind: 'promise',
      step: undefined,
      path: [],
      client: undefined,
      came: undefined,
      wanted: [],
      refusals: [],
      buffered: [],
      waitedMs: undefined,
      unsettled: [],
      cause: undefined,
      broken,
    }
  }
}

/** The promises that a scenario is to uphold; undefined where there are none. */
export function promisesOf(scenario: Scenario<unknown>): Promises | undefined {
  if (scenario.upholds !== true) return undefined
  const contract = contractOf(scenario)
  // When clients send heartbeats is the author's to say, step by step.
  const laws = contract === undefined ? [] : lawsOf(contract).filter(({ name }) => name !== 'heartbeat')
  return contract === undefined || laws.length === 0 ? undefined : new Promises(contract, laws)
}
