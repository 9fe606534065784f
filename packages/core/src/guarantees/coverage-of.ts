// Coverage with its promises: one was touched where its laws had something to judge, and could. Counting everything else
// is contract/coverage-counter.ts's.
import type { CompiledContract } from '../contract/compiled.ts'
import { type AnyContract, compiledOf } from '../contract/contract.ts'
import { type ContractCoverage, promiseItem } from '../contract/coverage.ts'
import { CoverageCounter } from '../contract/coverage-counter.ts'
import type { Promised } from '../contract/promise.ts'
import { checkOptionNames } from '../errors.ts'
import type { Transcript } from '../transcript/entry.ts'
import { ContractHistoryReader } from './contract-history.ts'
import type { History } from './history.ts'
import { type LawInForce, lawsFor, lawsOf } from './laws.ts'

export interface CoverageOptions {
  /**
   * Whether a mock of this contract wrote the transcript: the violations in it are then all there are. Default false:
   * each message is validated again, and what was redacted may be taken for a breach.
   */
  readonly isChecked?: boolean | undefined
}

/** All that conversations can touch of a contract, each with 0. @throws MistakeError for what is no contract */
export function coverageItems(contract: AnyContract): ContractCoverage {
  return coverageCounter(compiledOf('coverageItems()', contract)).coverage
}

/**
 * Counts what a conversation touched of a contract: messages by direction, close codes and refusals of the server, what
 * happened to groups, and promises that there was something to judge for. Of a transcript whose oldest entries were not kept it
 * counts the rest, and no promises.
 *
 * @param transcript a mock's, or that of clients of a real server, from a report or a file
 * @throws MistakeError for what is no contract, or an option that is none
 */
export function coverageOf(
  contract: AnyContract,
  transcript: Transcript,
  options: CoverageOptions = {},
): ContractCoverage {
  checkOptionNames('coverageOf()', options, ['isChecked'] satisfies (keyof CoverageOptions)[])
  const counter = coverageCounter(compiledOf('coverageOf()', contract))
  counter.add(transcript, options.isChecked ?? false)
  return counter.coverage
}

/** Counts many transcripts of one contract. */
export function coverageCounter(contract: CompiledContract): CoverageCounter {
  const reader = new ContractHistoryReader(contract)
  const judged = judgedPromises(contract)
  return new CoverageCounter(contract, function* (transcript) {
    // What is missing could be what a promise is about.
    if (judged.length === 0 || (transcript.forgotten ?? 0) > 0) return
    const history = reader.read(transcript, { quiescent: true })
    for (const { kind, item, laws } of judged) {
      for (const isJudged of judgements(history, kind, laws)) if (isJudged) yield item
    }
  })
}

interface JudgedPromise {
  /** Undefined: of connections. */
  readonly kind: string | undefined
  readonly item: string
  /** Several, where a promise is made of others. */
  readonly laws: readonly LawInForce[]
}

function judgedPromises(contract: CompiledContract): readonly JudgedPromise[] {
  const ofGroups = [...contract.groups.values()].flatMap(({ kind, guarantees }) =>
    guarantees.map((promised: Promised) => ({
      kind,
      item: promiseItem(kind, promised.promise),
      laws: lawsFor(`the coverage of ${contract.name}`, [promised], kind),
    })),
  )
  const ofConnections = lawsOf(contract)
    .filter(({ judgeConnections }) => judgeConnections !== undefined)
    .map((law) => ({ kind: undefined, item: law.name, laws: [law] }))
  return [...ofGroups, ...ofConnections]
}

/** Whether the laws could judge, for each group of the kind; a law about connections: once. */
function* judgements(
  history: History,
  kind: string | undefined,
  laws: readonly LawInForce[],
): Generator<boolean> {
  for (const group of history.groups) {
    if (kind === undefined || group.terms?.kind !== kind) continue
    yield laws.every(
      ({ judgeGroup }) => judgeGroup === undefined || judgeGroup(group, history).verdict !== 'unknown',
    )
  }
  const [law] = laws
  if (law?.judgeConnections !== undefined) yield law.judgeConnections(history).verdict !== 'unknown'
}
