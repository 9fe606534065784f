// `fromFile`: a mock from a file, whichever of the known formats it is in.
import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkOptionNames, mistake } from '../errors.ts'
import { warn } from '../run/warn.ts'
import { type LoadedMock, loadMock, type LoadOptions } from './loaded.ts'
import { parseFile } from './mock-file/parse.ts'
import { type ImportMocoOptions, isMocoConfig, mocoMock } from './moco/import-moco.ts'
import { type ImportMockoonOptions, isMockoonEnvironment, mockoonMock } from './mockoon/import-mockoon.ts'
import type { ImportNote } from './notes.ts'
import { isRecord } from './shape.ts'

export interface FromFileOptions extends LoadOptions {
  /** Where the files are that it names; they are read within this folder only. Default: the file's own. */
  readonly folder?: string | undefined
  /** Of a configuration of Moco: replies as binary frames, as Moco sends all of its own. */
  readonly exactFrames?: ImportMocoOptions['exactFrames']
  /** Of an environment of Mockoon: routes that are not served, as for its command line. */
  readonly disabledRoutes?: ImportMockoonOptions['disabledRoutes']
  /** Told of each thing that another system's file says and the mock does not. Default: they are printed, once. */
  readonly onNote?: ((note: ImportNote) => void) | undefined
}

const NAMES: readonly string[] = [
  'folder',
  'env',
  'seed',
  'exactFrames',
  'disabledRoutes',
  'onNote',
] satisfies (keyof FromFileOptions)[]

/**
 * Reads mocks from a file: a Parley mock file in YAML or JSON, a configuration of Moco, or an environment of Mockoon;
 * which it is, its content tells. Files that it names are read within its folder.
 *
 * @param path from the current directory, or a `file:` URL, such as `new URL('chat.mock.yaml', import.meta.url)`
 * @returns the mocks, at once: for `setupWsMock(url, fromFile(path))`, `mockWs`, `simulate`, `serveWsMock`
 * @throws MistakeError for a file that cannot be read, or naming everything that is wrong with it
 */
export function fromFile(path: string | URL, options: FromFileOptions = {}): LoadedMock {
  const attempted = `fromFile(${JSON.stringify(String(path))})`
  checkOptionNames(attempted, options, NAMES)
  const { onNote, exactFrames, disabledRoutes, env, seed } = options
  const file = path instanceof URL ? path : resolve(path)
  const text = readOrRefuse(attempted, file)
  const name = basename(path instanceof URL ? path.pathname : path)
  const folder = options.folder ?? dirname(path instanceof URL ? fileURLToPath(path) : resolve(path))
  const { data, locate } = parseFile(text, name)
  const origin = { text: name, locate }
  const given = { folder, env, seed }
  const loaded = ((): LoadedMock => {
    if (isMocoConfig(data)) return mocoMock(data, { ...given, exactFrames }, origin)
    if (isMockoonEnvironment(data)) return mockoonMock(data, { ...given, disabledRoutes }, origin)
    if (isRecord(data) && ('parley' in data || 'endpoints' in data)) return loadMock(data, given, origin)
    throw mistake(
      attempted,
      'it is no format that is known',
      'Begin a mock file with parley: 1, or give a configuration of Moco or an environment of Mockoon',
    )
  })()
  tell(loaded, onNote)
  return loaded
}

function tell({ text, notes }: LoadedMock, onNote: FromFileOptions['onNote']): void {
  if (onNote !== undefined) for (const note of notes) onNote(note)
  else if (notes.length > 0) {
    const lines = notes.map((note) => `  ${note.path}: ${note.text}`)
    warn(new Error(`${text}: not everything in it could be carried over.\n${lines.join('\n')}`))
  }
}

function readOrRefuse(attempted: string, file: string | URL): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'an error'
    throw mistake(
      attempted,
      code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`,
      `Give a path from ${resolve('.')}, or new URL('…', import.meta.url)`,
      { cause },
    )
  }
}
