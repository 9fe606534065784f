// What a project asks of coverage, checked as a whole before anything runs.
import type { AnyContract, ContractCoverage, CoverageThresholds } from '@parley-ws/core'
import { coverageItems } from '@parley-ws/core'
import { checkOptionNames, mistake } from '@parley-ws/core/runner'

export interface CoverageOptions {
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

/** Undefined where no coverage is asked for. @throws MistakeError for a value that is none of an option */
export function coverageOptionsOf(
  attempted: string,
  coverage: boolean | CoverageOptions | undefined,
): WantedCoverage | undefined {
  if (coverage === undefined || coverage === false) return undefined
  const where = `${attempted}, coverage`
  const options = coverage === true ? {} : coverage
  checkOptionNames(where, options, ['thresholds', 'json', 'contracts'] satisfies (keyof CoverageOptions)[])
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

const PARTS: readonly string[] = [
  'messages',
  'closeCodes',
  'refusals',
  'groups',
  'promises',
] satisfies (keyof CoverageThresholds)[]

function checkThresholds(where: string, thresholds: CoverageThresholds): void {
  checkOptionNames(where, thresholds, PARTS)
  for (const [part, threshold] of Object.entries(thresholds)) {
    if (threshold === undefined || (threshold >= 0 && threshold <= 100)) continue
    throw mistake(`${where}.${part}`, `it is ${JSON.stringify(threshold)}`, 'Give per cent, from 0 to 100')
  }
}
