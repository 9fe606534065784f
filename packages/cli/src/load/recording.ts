// A recording that a user names: a transcript, or a HAR file with WebSockets in it.
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { readTranscript, type Transcript } from '@parley-ws/core'
import { readHar } from '@parley-ws/core/formats'
import { MistakeError } from '@parley-ws/core/runner'
import { UsageError } from '../exit.ts'
import { readText } from '../files.ts'

/** Whether the name is that of a recording. */
export function isRecording(file: string): boolean {
  return /\.(?:jsonl|har)$/i.test(file)
}

/**
 * @param partial leaves out a last line that was cut off
 * @throws UsageError for a file that cannot be read, MistakeError for one that is damaged
 */
export function recordingIn(file: string, partial = false): Transcript {
  const content = readText(file)
  return /\.har$/i.test(file) ? readHar(content) : transcriptIn(content, partial)
}

/**
 * The transcript on standard input. Read as it comes: a pipe may be slower than whoever reads it.
 *
 * @param partial leaves out a last line that was cut off @throws MistakeError for one that is damaged
 */
export async function recordingFromInput(partial = false): Promise<Transcript> {
  return transcriptIn(await text(process.stdin), partial)
}

function transcriptIn(content: string, partial: boolean): Transcript {
  try {
    return readTranscript(content, { partial })
  } catch (error) {
    if (!(error instanceof MistakeError)) throw error
    // Core names its option; here it has another name.
    throw new UsageError(error.message.replace('{ partial: true }', '--partial'), { cause: error })
  }
}
