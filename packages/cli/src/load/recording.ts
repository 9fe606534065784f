// A recording that a user names: a transcript, or a HAR file with WebSockets in it.
import { readFileSync } from 'node:fs'
import { readTranscript, type Transcript } from '@parley-ws/core'
import { readHar } from '@parley-ws/core/formats'
import { UsageError } from '../exit.ts'

/** Whether the name is that of a recording. */
export function isRecording(file: string): boolean {
  return /\.(?:jsonl|har)$/i.test(file)
}

/**
 * @param file or `-` for standard input @param partial leaves out a last line that was cut off
 * @throws UsageError for a file that cannot be read, MistakeError for one that is damaged
 */
export function recordingIn(file: string, partial = false): Transcript {
  const text = read(file)
  return /\.har$/i.test(file) ? readHar(text) : readTranscript(text, { partial })
}

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${file} cannot be read: ${why}`, { cause })
  }
}
