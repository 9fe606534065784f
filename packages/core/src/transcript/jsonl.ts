// The file format of a transcript: a versioned first line, then one entry a line, as JSON. Bytes travel as base64; the
// opcode tells (pings and pongs always hold bytes). What this version does not know is kept.
import { BugError, mistake, type MistakeError } from '../errors.ts'
import { type Payload, utf8Bytes } from '../wire/frame.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { fieldsOf, isKnownKind, isObject } from './entry-fields.ts'
import type { Entry, Transcript } from './entry.ts'

const VERSION = 1

/** The first line of every file that has all entries. */
export const TRANSCRIPT_HEADER: string = headerOf(undefined)

export interface ReadTranscriptOptions {
  /** Leaves out the last line if it is cut off, as a crash while recording does it. Default false. */
  readonly partial?: boolean | undefined
}

/** A transcript as the text of a file. */
export function writeTranscript(transcript: Transcript): string {
  const { entries, forgotten } = transcript
  return [headerOf(forgotten), ...entries.map(writeEntry), ''].join('\n')
}

/** @param forgotten how many entries before the first were not kept */
function headerOf(forgotten: number | undefined): string {
  return JSON.stringify({ parley: 'transcript', version: VERSION, forgotten: forgotten || undefined })
}

/** One entry as a line without its end, for files that grow while something is recorded. */
export function writeEntry(entry: Entry): string {
  if (!isKnownKind(entry.kind) || !('payload' in entry)) return JSON.stringify(entry)
  return JSON.stringify({
    ...entry,
    payload: isBinary(entry) ? base64Of(entry.payload) : textOf(entry.payload),
  })
}

/**
 * Reads the text of a file. Fields and kinds of entry that are unknown are kept as they are.
 *
 * @throws MistakeError with the line's number and what was expected there
 */
export function readTranscript(text: string, { partial = false }: ReadTranscriptOptions = {}): Transcript {
  // An editor may have added the mark.
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const forgotten = forgottenIn(lines[0] ?? '')
  const last = lines.findLastIndex((line) => line.trim() !== '')
  const entries: Entry[] = []
  let previous = 0
  for (let index = 1; index <= last; index++) {
    const line = lines[index] ?? ''
    if (line.trim() === '') continue
    const value = parsed(line)
    if (value === undefined && index === last && partial) break
    if (value === undefined && index === last) {
      throw damaged(
        index + 1,
        'a whole entry',
        line,
        'If it was cut off, read the rest with { partial: true }',
      )
    }
    const entry = readEntry(value, index + 1, line)
    if (entry.seq <= previous) throw damaged(index + 1, `a seq above ${previous}`, String(entry.seq))
    previous = entry.seq
    entries.push(entry)
  }
  return forgotten === undefined ? { entries } : { entries, forgotten }
}

/** How many entries its header says were not kept. */
function forgottenIn(line: string): number | undefined {
  const header = parsed(line)
  if (!isObject(header) || header['parley'] !== 'transcript') throw damaged(1, TRANSCRIPT_HEADER, line)
  const version = header['version']
  if (!Number.isSafeInteger(version) || Number(version) < 1) {
    throw damaged(1, 'version to be a whole number from 1', JSON.stringify(version) ?? 'none')
  }
  if (Number(version) > VERSION) {
    throw mistake(
      'reading a transcript',
      `a newer version of Parley wrote it, in format ${String(version)}; this one reads up to format ${VERSION}`,
      'Update Parley, or record it again',
    )
  }
  const { forgotten } = header
  if (forgotten === undefined) return undefined
  if (typeof forgotten === 'number' && Number.isSafeInteger(forgotten) && forgotten >= 0) return forgotten
  throw damaged(1, 'forgotten to be a whole number', JSON.stringify(forgotten))
}

function readEntry(value: unknown, number: number, line: string): Entry {
  if (!isObject(value)) throw damaged(number, 'a JSON object', line)
  const { kind } = value
  if (typeof kind !== 'string') throw damaged(number, 'kind to be a string', JSON.stringify(kind) ?? 'none')
  for (const [name, { expected, accepts }] of Object.entries(fieldsOf(kind))) {
    const field = value[name]
    if (!accepts(field)) throw damaged(number, `${name} to be ${expected}`, JSON.stringify(field) ?? 'none')
  }
  checkCause(value['cause'], value['seq'], number)
  // Its fields were just checked. One of an unknown kind is kept for writers and for views that show it as such.
  const entry = value as unknown as Entry
  if (!isKnownKind(kind) || !('payload' in entry) || !isBinary(entry)) return entry
  const bytes = fromBase64(textOf(entry.payload))
  if (bytes === undefined) throw damaged(number, 'payload to be base64', textOf(entry.payload))
  return { ...entry, payload: bytes }
}

function checkCause(cause: unknown, seq: unknown, number: number): void {
  if (cause !== undefined && Number(cause) >= Number(seq)) {
    throw damaged(number, `cause to be an earlier entry than ${String(seq)}`, String(cause))
  }
}

type WithPayload = Extract<Entry, { readonly payload: Payload }>

function isBinary(entry: WithPayload): boolean {
  return !('opcode' in entry) || entry.opcode === 'binary'
}

function base64Of(payload: Payload): string {
  return toBase64(typeof payload === 'string' ? utf8Bytes(payload) : payload)
}

function textOf(payload: Payload): string {
  if (typeof payload !== 'string') throw new BugError('a text frame holds bytes')
  return payload
}

/** The value of a line, or undefined when it is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const LONGEST_FOUND = 60

function damaged(
  line: number,
  expected: string,
  found: string,
  remedy = 'Repair the line, or record it again',
): MistakeError {
  const shown = found.length > LONGEST_FOUND ? `${found.slice(0, LONGEST_FOUND)}…` : found
  return mistake(
    'reading a transcript',
    `line ${line}: expected ${expected}, found ${shown === '' ? 'nothing' : shown}`,
    remedy,
  )
}
