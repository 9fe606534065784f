// From the file that a user names to the mock in it: a module's export, or a file of a format that core reads.
import { basename } from 'node:path'
import {
  type AnyContract,
  mock,
  replay,
  type ReplayOptions,
  type MockDefinition,
  type MockSource,
  type Rule,
} from '@parley-ws/core'
import { fromFile, type ImportNote } from '@parley-ws/core/formats'
import type { SourceNames } from '@parley-ws/core/property'
import { isContract, isMockCollection, isMockDefinition } from '@parley-ws/core/runner'
import { UsageError } from '../exit.ts'
import { isRecording, recordingIn } from './recording.ts'
import { isModule, ReloadableModule } from './module.ts'

export interface MockFileOptions {
  /** Which export of a module. Default: `default`, or the only one that is a mock, or the only contract. */
  readonly export?: string | undefined
  readonly onNote?: ((note: ImportNote) => void) | undefined
  readonly exactFrames?: boolean | undefined
  readonly seed?: number | undefined
  /** Of a recording: what a client has to say. */
  readonly match?: ReplayOptions['match']
  /** Of a recording: whether the server takes the time it took. */
  readonly delays?: ReplayOptions['delays']
}

/** A mock, and how to read it again. */
export interface MockInFile {
  readonly source: MockSource
  /** The files to watch. */
  readonly files: ReadonlySet<string>
  reload(): Promise<MockSource>
}

/** @throws UsageError or MistakeError for a file that is not there, cannot be read, or holds no mock */
export async function mockIn(file: string, options: MockFileOptions = {}): Promise<MockInFile> {
  if (isModule(file)) {
    const module = new ReloadableModule(file)
    const source = mockOf(await module.load(), file, options.export)
    return {
      source,
      files: module.files,
      reload: async () => mockOf(await module.load(), file, options.export),
    }
  }
  if (isRecording(file)) {
    const play = (): MockSource =>
      replay(recordingIn(file, true), { match: options.match, delays: options.delays })
    return { source: play(), files: new Set([file]), reload: async () => await Promise.resolve(play()) }
  }
  if (options.export !== undefined) {
    throw new UsageError(`--export is for modules, and ${basename(file)} is none.`)
  }
  const read = (): MockSource =>
    fromFile(file, {
      seed: options.seed,
      exactFrames: options.exactFrames,
      onNote: options.onNote,
    })
  return { source: read(), files: new Set([file]), reload: async () => await Promise.resolve(read()) }
}

/** The contract or the mock of one that a module exports. */
export function mockOf(
  module: Readonly<Record<string, unknown>>,
  file: string,
  name: string | undefined,
): MockSource {
  const found = chosen(
    module,
    file,
    name,
    isMockLike,
    'a mock, a contract or a list of rules',
    'mock(…), contract(…) or [on(…)…] gives',
  )
  return asMock(found)
}

/** The contract that a module exports, or a mock of one; and how what is printed imports it. */
export function contractOf(
  module: Readonly<Record<string, unknown>>,
  file: string,
  name: string | undefined,
): { readonly target: AnyContract | MockDefinition; readonly source: SourceNames | undefined } {
  const isOne = (value: unknown): boolean =>
    isContract(value) || (isMockDefinition(value) && value.contract !== undefined)
  const target = chosen(
    module,
    file,
    name,
    isOne,
    'a contract, or a mock of one',
    'contract(…) or mock(contract(…), …) gives',
  ) as AnyContract | MockDefinition
  const exported = Object.keys(module).find((key) => key !== 'default' && module[key] === target)
  const source =
    isContract(target) && exported !== undefined
      ? { contract: exported, from: `./${basename(file)}` }
      : undefined
  return { target, source }
}

function chosen(
  module: Readonly<Record<string, unknown>>,
  file: string,
  name: string | undefined,
  isOne: (value: unknown) => boolean,
  wanted: string,
  /** What gives such a thing. */
  source: string,
): unknown {
  const exported = Object.entries(module)
  const names = exported.filter(([, value]) => isOne(value)).map(([key]) => key)
  if (name !== undefined) {
    if (names.includes(name)) return module[name]
    const what = name in module ? `is not ${wanted}` : 'is not there'
    throw new UsageError(`${basename(file)}: the export ${name} ${what}. ${known(names)}`)
  }
  if (names.includes('default')) return module['default']
  const mocks = names.filter((each) => !isContract(module[each]))
  const [only] = mocks.length === 1 ? mocks : names
  if (only !== undefined && (mocks.length === 1 || names.length === 1)) return module[only]
  throw new UsageError(
    names.length === 0
      ? `${basename(file)} exports nothing that is ${wanted}. Export what ${source}.`
      : `${basename(file)} exports several. ${known(names)}`,
  )
}

function known(names: readonly string[]): string {
  return names.length === 0 ? 'It exports none.' : `Choose one with --export: ${names.join(', ')}.`
}

function isMockLike(value: unknown): boolean {
  return (
    isContract(value) ||
    isMockDefinition(value) ||
    isMockCollection(value) ||
    isEndpoints(value) ||
    isRules(value)
  )
}

function isRules(value: unknown): value is readonly Rule[] {
  if (!Array.isArray(value) || value.length === 0) return false
  try {
    mock(value as readonly Rule[])
    return true
  } catch {
    return false
  }
}

/** `{ endpoints: [{ path, mock }] }`, written by hand. */
function isEndpoints(
  value: unknown,
): value is { readonly endpoints: readonly { path: string; mock: MockSource }[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'endpoints' in value &&
    Array.isArray(value.endpoints) &&
    value.endpoints.every(
      (each: unknown) =>
        typeof each === 'object' &&
        each !== null &&
        'path' in each &&
        'mock' in each &&
        isMockLike(each.mock),
    )
  )
}

function asMock(value: unknown): MockSource {
  if (isContract(value)) return mock(value)
  if (isMockCollection(value) && 'text' in value && !isRules(value)) return value
  if (isEndpoints(value)) {
    const endpoints = value.endpoints.map(({ path, mock: each }) => {
      const source = asMock(each)
      return { path, mock: isMockDefinition(source) ? source : mock(source as readonly Rule[]) }
    })
    return { text: 'the mock', endpoints }
  }
  return value as MockSource
}
