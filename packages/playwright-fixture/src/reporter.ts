// The reporter of coverage: adds up what tests attached, prints the table, writes the file, and fails the run that falls
// short. Merging the blob reports of shards, it has the tests of all.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type ContractCoverage, mergeCoverage, writeCoverage } from '@parley-ws/core'
import {
  coverageFailures,
  type CoverageReportOptions,
  coverageText,
  oneShardText,
  type WantedCoverage,
  wantedCoverage,
} from '@parley-ws/core/runner'
import type { FullConfig, FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter'
import { coverageIn } from './test-coverage.ts'

export type { CoverageReportOptions }

/** `reporter: [['@parley-ws/playwright-fixture/reporter', { contracts: [chatContract], thresholds: { messages: 100 } }]]` */
// oxlint-disable-next-line import/no-default-export -- Playwright takes a reporter from there
export default class ContractCoverageReporter implements Reporter {
  readonly #wanted: WantedCoverage
  readonly #attached: Promise<readonly ContractCoverage[]>[] = []
  readonly #folder: string | undefined
  #config: FullConfig | undefined

  /** @throws MistakeError for an option that does not exist, or a value that is none of it */
  constructor(options: CoverageReportOptions = {}) {
    // Playwright puts words of its own with them.
    const { configDir, ...given } = options as CoverageReportOptions & { readonly configDir?: string }
    this.#folder = configDir
    const own = Object.entries(given).filter(([name]) => !name.startsWith('_'))
    this.#wanted = wantedCoverage('the reporter of coverage', Object.fromEntries(own))
  }

  /** Lets Playwright's own reporter tell of the tests. */
  printsToStdio(): boolean {
    return false
  }

  onBegin(config: FullConfig): void {
    this.#config = config
  }

  onTestEnd(_test: TestCase, result: TestResult): void {
    const attached = coverageIn(result)
    // Waited for at the end; until then nobody would hear of a failure.
    attached.catch(() => {})
    this.#attached.push(attached)
  }

  async onEnd({ status }: FullResult): Promise<{ status?: FullResult['status'] } | undefined> {
    const config = this.#config
    const isShard = config !== undefined && config.shard !== null
    // The merged run reports: a part of the tests touches a part of the contract.
    if (isShard && config.reporter.some(([name]) => name === 'blob')) return undefined
    const { thresholds, json, untouched } = this.#wanted
    const attached = await Promise.all(this.#attached)
    const coverages = mergeCoverage([...untouched, ...attached.flat()])
    process.stdout.write(`${coverageText(coverages)}\n`)
    if (json !== undefined) await write(resolve(this.#folder ?? config?.rootDir ?? '', json), coverages)
    if (thresholds === undefined || status === 'interrupted') return undefined
    if (isShard) {
      process.stdout.write(`${oneShardText(HOW_TO_MERGE)}\n`)
      return undefined
    }
    const failures = coverageFailures(coverages, thresholds, "the reporter's { contracts: [chatContract] }")
    if (failures.length === 0) return undefined
    for (const failure of failures) process.stderr.write(`${failure}\n`)
    // merge-reports asks no reporter how it ended, and ends the process with what it thinks itself.
    process.once('exit', () => {
      process.exitCode = 1
    })
    return { status: 'failed' }
  }
}

const HOW_TO_MERGE =
  'Run the shards with --reporter=blob, then playwright merge-reports --config judges them together.'

async function write(file: string, coverages: readonly ContractCoverage[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, writeCoverage(coverages))
}
