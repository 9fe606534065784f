// From a transcript to its history: by a contract, or by what a mock without one says about itself.
import { type AnyContract, compiledOf } from '../contract/contract.ts'
import type { Transcript } from '../transcript/entry.ts'
import { ContractHistoryReader } from './contract-history.ts'
import type { History, HistoryOptions } from './history.ts'
import { mockHistoryOf } from './mock-history.ts'

/** Reads one history. Who reads many of one contract keeps a `ContractHistoryReader`. */
export function historyOf(
  transcript: Transcript,
  contract: AnyContract | undefined,
  options: HistoryOptions,
): History {
  if (contract === undefined) return mockHistoryOf(transcript, options)
  return new ContractHistoryReader(compiledOf('reading a history', contract)).read(transcript, options)
}
