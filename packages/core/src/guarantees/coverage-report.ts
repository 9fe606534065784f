// What a run asks of coverage, checked as a whole before anything runs, and what is said when it is over: the same in every
// runner.
import type { AnyContract } from '../contract/contract.ts'
import { type ContractCoverage, COVERAGE_PARTS } from '../contract/coverage.ts'
import {
  type CoverageColours,
  coverageShortfalls,
  coverageTable,
  type CoverageThresholds,
} from '../contract/coverage-text.ts'
import { checkOptionNames, mistake } from '../errors.ts'
import { coverageItems } from './coverage-of.ts'

export interface CoverageReportOptions {
  /**
   * Per cent of what a contract says that tests have to touch, for each part: `{ messages: 100, promises: 80 }`. Every
   * contract has to reach them; else the run fails. Default: none.
   */
  readonly thresholds?: CoverageThresholds | undefined
  /** A file to write the same to as JSON, below the project's root. Default: none. */
  readonly json?: string | undefined
  /** Contracts to list even if no test touches them. Default: those that are touched. */
  readonly contracts?: readonly AnyContract[] | undefined
}

/** The same, ready to be used. */
export interface WantedCoverage {
  readonly thresholds: CoverageThresholds | undefined
  readonly json: string | undefined
  /** Nothing of which is touched yet. */
  readonly untouched: readonly ContractCoverage[]
}

/** @throws MistakeError for a value that is none of an option */
export function wantedCoverage(where: string, options: CoverageReportOptions): WantedCoverage {
  checkOptionNames(where, options, [
    'thresholds',
    'json',
    'contracts',
  ] satisfies (keyof CoverageReportOptions)[])
  const { thresholds, json, contracts = [] } = options
  if (thresholds !== undefined) checkThresholds(`${where}.thresholds`, thresholds)
  if (json !== undefined && (typeof json !== 'string' || json === '')) {
    throw mistake(
      `${where}.json`,
      `it is ${JSON.stringify(json)}`,
      "Name a file, e.g. 'parley-coverage.json'",
    )
  }
  if (!Array.isArray(contracts)) {
    throw mistake(`${where}.contracts`, 'it is no list', 'Write contracts: [chatContract]')
  }
  return { thresholds, json, untouched: contracts.map((contract: AnyContract) => coverageItems(contract)) }
}

/** What a run prints of coverage. */
export function coverageText(coverages: readonly ContractCoverage[], colours?: CoverageColours): string {
  return coverages.length === 0 ? NOTHING : `\n${coverageTable(coverages, colours)}\n`
}

/** @param named how contracts are named that no test touches @returns a sentence for each thing that fails the run */
export function coverageFailures(
  coverages: readonly ContractCoverage[],
  thresholds: CoverageThresholds,
  named: string,
): readonly string[] {
  const shortfalls =
    coverages.length === 0
      ? [
          'there are thresholds, and no test had a conversation under a contract. ' +
            `Name the contracts in ${named} to see what is missing.`,
        ]
      : coverageShortfalls(coverages, thresholds)
  return shortfalls.map((shortfall) => `Contract coverage: ${shortfall}`)
}

/** @param how shards are run to be merged, and what then judges them */
export function oneShardText(how: string): string {
  return `Contract coverage: thresholds are not judged by one shard of several. ${how}`
}

const NOTHING = '\nContract coverage: no test had a conversation under a contract.\n'

function checkThresholds(where: string, thresholds: CoverageThresholds): void {
  checkOptionNames(where, thresholds, COVERAGE_PARTS)
  for (const [part, threshold] of Object.entries(thresholds)) {
    if (threshold === undefined || (threshold >= 0 && threshold <= 100)) continue
    throw mistake(`${where}.${part}`, `it is ${JSON.stringify(threshold)}`, 'Give per cent, from 0 to 100')
  }
}
