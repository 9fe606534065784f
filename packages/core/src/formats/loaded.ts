// A mock that came from a file of whatever format: its endpoints, what could not be carried over, and itself as a
// Parley mock file.
import type { MockCollection, MockEndpoint } from '../mock/source.ts'
import { blueprintsOf } from './interpret/endpoint.ts'
import { Workshop } from './interpret/workshop.ts'
import type { MockFile } from './mock-file/model.ts'
import { mockFileShape } from './mock-file/shape.ts'
import type { ImportNote, Notes } from './notes.ts'
import { peer } from './peers.ts'
import { type FilePath, fileMistake, type Locate, type Problem } from './problem.ts'

/** Mocks from a file, wherever rules are taken: `setupWsMock(url, loaded)`, `mockWs`, `simulate`, `serveWsMock`. */
export interface LoadedMock extends MockCollection {
  readonly endpoints: readonly MockEndpoint[]
  /** What could not be carried over from another system's format; empty for a mock file. */
  readonly notes: readonly ImportNote[]
  /** As data: what `toMockFile` writes. */
  readonly mockFile: MockFile
  /** As the text of a Parley mock file. Files it names are named from the folder of the one it came from. */
  toMockFile(format?: 'yaml' | 'json'): string
}

export interface LoadOptions {
  /** Where the files are that it names; they are read within this folder only. Default: none can be read. */
  readonly folder?: string | undefined
  /** What templates may see as environment variables. Default: nothing of the process. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** For random choices and invented values, before the file's own. */
  readonly seed?: number | undefined
}

interface Origin {
  /** The file's name, or what it is. */
  readonly text: string
  readonly locate?: Locate | undefined
  /** Of another system's file: what is not carried over. Unknown helpers of its templates are added. */
  readonly notes?: Notes | undefined
  readonly baseUrl?: string | undefined
}

/**
 * Makes mocks of a mock file's data.
 *
 * @throws MistakeError naming everything that is wrong with it, each with its place and what would be right
 */
export function loadMock(data: unknown, options: LoadOptions, origin: Origin): LoadedMock {
  const { text, locate = () => undefined, notes, baseUrl } = origin
  const { folder, env = {}, seed } = options
  const workshop = new Workshop(folder, notes)
  const shapeProblems: Problem[] = []
  mockFileShape.check(data, [], (problem) => shapeProblems.push(problem))
  const given = (typeof data === 'object' && data !== null ? data : {}) as MockFile
  const file: MockFile = seed === undefined ? given : { ...given, seed }
  const isSound = (path: FilePath): boolean =>
    !shapeProblems.some((problem) => startsWith(problem.path, path))
  const { endpoints, newRun } = blueprintsOf(file, { env, baseUrl }, workshop, isSound)
  const problems = [...shapeProblems, ...workshop.problems]
  if (problems.length > 0) throw fileMistake(text, problems, locate)
  return {
    text,
    notes: notes?.list ?? [],
    mockFile: file,
    endpoints: endpoints.map((endpoint) => endpoint.mock(newRun)),
    together() {
      const run = newRun()
      return endpoints.map((endpoint) => endpoint.mock(() => run))
    },
    toMockFile: (format = 'yaml') =>
      format === 'json'
        ? `${JSON.stringify(file, undefined, 2)}\n`
        : peer('yaml', 'writing YAML').stringify(file, { lineWidth: 110, aliasDuplicateObjects: false }),
  }
}

function startsWith(path: FilePath, beginning: FilePath): boolean {
  return beginning.every((part, index) => path[index] === part)
}
