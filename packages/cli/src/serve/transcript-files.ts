// A transcript written to a file while it grows: what ends abruptly leaves whole lines. Of several mocks each has a file.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { extname } from 'node:path'
import type { Entry } from '@parley-ws/core'
import { TRANSCRIPT_HEADER, writeEntry } from '@parley-ws/core/node'
import { UsageError } from '../exit.ts'
import { reasonOf } from '../files.ts'

export class TranscriptFile {
  readonly #descriptor: number
  readonly #file: string

  /** @throws UsageError for one that is there: a transcript is nothing to lose by a key of the shell's history */
  constructor(file: string) {
    this.#file = file
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

  /** Takes it away where nothing came to be written: it would be in the way of the next try. */
  discard(): void {
    this.close()
    rmSync(this.#file, { force: true })
  }
}

export class TranscriptFiles {
  readonly #file: string
  readonly #first: TranscriptFile
  readonly #byPath = new Map<string, TranscriptFile>()

  /** @throws UsageError for a file that is there: before anybody could connect */
  constructor(file: string) {
    this.#file = file
    this.#first = new TranscriptFile(file)
  }

  /**
   * Makes the files of these mocks; the first of all has the one that was named.
   *
   * @param paths tell the mocks apart @throws UsageError for a file that is there
   */
  open(paths: readonly string[]): void {
    for (const path of paths) {
      if (this.#byPath.has(path)) continue
      const file = this.#byPath.size === 0 ? this.#first : new TranscriptFile(besides(this.#file, path))
      this.#byPath.set(path, file)
    }
  }

  write(path: string, entries: readonly Entry[]): void {
    this.#byPath.get(path)?.write(entries)
  }

  /** Takes them away: nothing was served. */
  discard(): void {
    for (const file of this.#all()) file.discard()
  }

  close(): void {
    for (const file of this.#all()) file.close()
  }

  #all(): ReadonlySet<TranscriptFile> {
    return new Set([this.#first, ...this.#byPath.values()])
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
        : `The transcript cannot be written to ${file}: ${reasonOf(error)}.`,
      { cause: error },
    )
  }
}
