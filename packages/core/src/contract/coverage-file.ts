// Coverage as the text of a file: JSON with a version. Of what a newer version wrote nothing is guessed.
import { mistake } from '../errors.ts'
import { type ContractCoverage, COVERAGE_PARTS } from './coverage.ts'

const VERSION = 1

/** Coverage as the text of a file: `{ "parley": "coverage", "version": 1, "contracts": […] }`. */
export function writeCoverage(contracts: readonly ContractCoverage[]): string {
  return `${JSON.stringify({ parley: 'coverage', version: VERSION, contracts }, undefined, 2)}\n`
}

/**
 * Reads such a text.
 *
 * @throws MistakeError for anything else, or what a newer version wrote
 */
export function readCoverage(text: string): readonly ContractCoverage[] {
  const attempted = 'reading coverage'
  const file = parsed(text)
  if (!isObject(file) || file['parley'] !== 'coverage' || !Array.isArray(file['contracts'])) {
    throw mistake(
      attempted,
      'the text is no record of coverage',
      'Give the file that the coverage reporter or writeCoverage() wrote',
    )
  }
  if (file['version'] !== VERSION) {
    throw mistake(
      attempted,
      `its format is ${JSON.stringify(file['version']) ?? 'none'}; this version of Parley reads ${VERSION}`,
      'Update Parley, or write it again',
    )
  }
  const contracts: readonly unknown[] = file['contracts']
  for (const [index, coverage] of contracts.entries()) {
    if (isCoverage(coverage)) continue
    throw mistake(attempted, `contracts[${index}] is damaged`, 'Write it again')
  }
  return contracts.filter(isCoverage)
}

/** Whether a value that came from elsewhere is a record of coverage. */
export function isCoverage(value: unknown): value is ContractCoverage {
  if (!isObject(value) || typeof value['contract'] !== 'string') return false
  const { definitions, touched, violated } = value
  if (!Array.isArray(definitions) || !isObject(touched) || !isCounts(violated)) return false
  return COVERAGE_PARTS.every((part) => isCounts(touched[part]))
}

function isCounts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((count) => Number.isSafeInteger(count))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
