// What one test touched of contracts: counted in the worker, and taken to the reporter as an attachment, which blob reports
// keep. How the attachment is written and read stands here alone.
import { readFile } from 'node:fs/promises'
import { type ContractCoverage, mergeCoverage, readCoverage, writeCoverage } from '@parley-ws/core'
import { type Conversation, coverageCounter, onConversation } from '@parley-ws/core/runner'
import type { TestInfo } from '@playwright/test'
import type { TestResult } from '@playwright/test/reporter'

// Playwright's own reports leave out what begins with an underscore.
const NAME = '_parley-coverage'

/** Counts the conversations of a test until it is over; a worker runs one test at a time. */
export class TestCoverage {
  #coverages: readonly ContractCoverage[] = []
  readonly #stop = onConversation(({ contract, transcript, isChecked }: Conversation) => {
    const counter = coverageCounter(contract)
    counter.add(transcript, isChecked)
    this.#coverages = mergeCoverage([...this.#coverages, counter.coverage])
  })

  async end(testInfo: TestInfo): Promise<void> {
    this.#stop()
    if (this.#coverages.length === 0) return
    await testInfo.attach(NAME, { body: writeCoverage(this.#coverages), contentType: 'application/json' })
  }
}

/** What a test that is over has attached. A blob report that is merged has it as a file. */
export async function coverageIn({ attachments }: TestResult): Promise<readonly ContractCoverage[]> {
  const texts = await Promise.all(
    attachments
      .filter(({ name }) => name === NAME)
      .map(
        async ({ body, path }) =>
          body?.toString() ?? (path === undefined ? '' : await readFile(path, 'utf8')),
      ),
  )
  return texts.flatMap(readCoverage)
}
