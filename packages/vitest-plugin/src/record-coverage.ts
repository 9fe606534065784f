// `recordCoverage`: counts a conversation that nobody else could have heard of.
import type { AnyContract, Transcript } from '@parley-ws/core'
import { compiledOf, mistake } from '@parley-ws/core/runner'
import { fileCoverage } from './current-tests.ts'

/**
 * Counts what a conversation touched of a contract, for the coverage of the run. Mocks with a contract, `simulate`, `drive`
 * and `verify` count by themselves; this is for others: a transcript that was read from a file, one of another process, or
 * a run in a browser. Without `parley({ coverage: … })` in the configuration it does nothing.
 *
 * @throws MistakeError for what is no contract or no transcript
 */
export function recordCoverage(contract: AnyContract, transcript: Transcript): void {
  const attempted = 'recordCoverage()'
  const compiled = compiledOf(attempted, contract)
  if (!Array.isArray(transcript?.entries)) {
    throw mistake(
      attempted,
      'the transcript is none',
      'Give that of a report, of a mock, or of readTranscript()',
    )
  }
  if (fileCoverage.isOn) fileCoverage.count({ contract: compiled, transcript, isChecked: false })
}
