// The reporter of coverage: adds up what files counted, prints the table, writes the file, and fails the run that falls
// short. What is counted comes as files' meta, from workers and from blob reports alike.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { styleText } from 'node:util'
import { type ContractCoverage, type CoverageColours, mergeCoverage, writeCoverage } from '@parley-ws/core'
import {
  coverageFailures,
  coverageText,
  isCoverage,
  mistake,
  oneShardText,
  type WantedCoverage,
} from '@parley-ws/core/runner'
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node'

/**
 * Lets a run report coverage. Several projects of one run have one report.
 *
 * @throws MistakeError where another project wants other thresholds or another file
 */
export function reportCoverage(vitest: Vitest, wanted: WantedCoverage): void {
  const { reporters } = vitest.config
  const reporter = reporters.find((each) => each instanceof ContractCoverageReporter)
  if (reporter === undefined) reporters.push(new ContractCoverageReporter(vitest, wanted))
  else reporter.add(wanted)
}

class ContractCoverageReporter implements Reporter {
  readonly #vitest: Vitest
  #wanted: WantedCoverage

  constructor(vitest: Vitest, wanted: WantedCoverage) {
    this.#vitest = vitest
    this.#wanted = wanted
  }

  add({ thresholds, json, untouched }: WantedCoverage): void {
    const before = this.#wanted
    this.#wanted = {
      thresholds: one('thresholds', before.thresholds, thresholds),
      json: one('json', before.json, json),
      untouched: [...before.untouched, ...untouched],
    }
  }

  async onTestRunEnd(
    _modules: readonly TestModule[],
    _errors: readonly unknown[],
    reason: TestRunEndReason,
  ): Promise<void> {
    const { config, logger } = this.#vitest
    // The merged run reports: a part of the tests touches a part of the contract.
    if (config.reporters.some((reporter) => Array.isArray(reporter) && reporter[0] === 'blob')) return
    const { thresholds, json, untouched } = this.#wanted
    const coverages = mergeCoverage([...untouched, ...this.#counted()])
    logger.log(coverageText(coverages, colours()))
    if (json !== undefined) await write(resolve(config.root, json), coverages)
    if (thresholds === undefined || reason === 'interrupted') return
    if (config.shard !== undefined && config.mergeReports === undefined) {
      logger.log(oneShardText(HOW_TO_MERGE))
      return
    }
    const failures = coverageFailures(coverages, thresholds, NAMED)
    if (failures.length === 0) return
    for (const failure of failures) logger.error(failure)
    process.exitCode = 1
  }

  /** By all files of the run, in watch mode also those that did not run again. */
  #counted(): readonly ContractCoverage[] {
    return this.#vitest.state
      .getTestModules()
      .flatMap((module) => module.meta().parleyCoverage ?? [])
      .filter(isCoverage)
  }
}

const NAMED = 'parley({ coverage: { contracts: [chatContract] } })'
const HOW_TO_MERGE = 'Run the shards with --reporter=blob, then vitest --merge-reports judges them together.'

/** What all projects of a run share. */
function one<T>(option: 'thresholds' | 'json', before: T | undefined, after: T | undefined): T | undefined {
  if (before === undefined || after === undefined) return before ?? after
  if (JSON.stringify(before) === JSON.stringify(after)) return before
  throw mistake(
    `parley(), coverage.${option}`,
    `projects of one run ask for ${JSON.stringify(before)} and ${JSON.stringify(after)}, and there is one report`,
    'Give it in one of them, or the same in all',
  )
}

function colours(): CoverageColours {
  const stream: { hasColors?(): boolean } = process.stdout
  if (stream.hasColors?.() !== true) return {}
  return {
    good: (text) => styleText('green', text, { validateStream: false }),
    trouble: (text) => styleText('red', text, { validateStream: false }),
  }
}

async function write(file: string, coverages: readonly ContractCoverage[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, writeCoverage(coverages))
}
