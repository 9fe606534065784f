// A transcript written to a file while it grows: what ends abruptly leaves whole lines. Of several mocks each has a file.
import { closeSync, openSync, writeSync } from 'node:fs'
import { extname } from 'node:path'
import type { Entry } from '@parley-ws/core'
import { TRANSCRIPT_HEADER, writeEntry } from '@parley-ws/core/node'
import { UsageError } from '../exit.ts'

export class TranscriptFile {
  readonly #descriptor: number

  /** @throws UsageError for one that is there: a transcript is nothing to lose by a key of the shell's history */
  constructor(file: string) {
    this.#descriptor = created(file)
    writeSync(this.#descriptor, `${TRANSCRIPT_HEADER}\n`)
  }

  /** Written before it returns: the operating system has it, whatever happens to this process. */
  write(entries: readonly Entry[]): void {
    const bytes = new TextEncoder().encode(entries.map((entry) => `${writeEntry(entry)}\n`).join(''))
    for (let at = 0; at < bytes.byteLength;) at += writeSync(this.#descriptor, bytes, at)
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

export class TranscriptFiles {
  readonly #file: string
  readonly #first: TranscriptFile
  readonly #byPath = new Map<string, TranscriptFile>()

  constructor(file: string) {
    this.#file = file
    this.#first = new TranscriptFile(file)
  }

  /** @param path tells the mocks apart; the first has the file that was named */
  write(path: string, entries: readonly Entry[]): void {
    let file = this.#byPath.get(path)
    if (file === undefined) {
      file = this.#byPath.size === 0 ? this.#first : new TranscriptFile(besides(this.#file, path))
      this.#byPath.set(path, file)
    }
    file.write(entries)
  }

  close(): void {
    for (const file of new Set([this.#first, ...this.#byPath.values()])) file.close()
  }
}

/** `run.jsonl` for `/rooms/:room` is `run.rooms-room.jsonl`. */
function besides(file: string, path: string): string {
  const name = path.replaceAll(/[^\dA-Za-z]+/g, '-').replaceAll(/^-|-$/g, '') || 'every-path'
  const extension = extname(file)
  return `${file.slice(0, file.length - extension.length)}.${name}${extension}`
}

function created(file: string): number {
  try {
    return openSync(file, 'wx')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw new UsageError(
      code === 'EEXIST'
        ? `${file} is there already: name another file for the transcript, or move it away.`
        : `The transcript cannot be written to ${file}: ${String(error)}`,
      { cause: error },
    )
  }
}
