// Runs the real Vitest on a small project of test/projects and reads what it reports.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const PROJECTS: string = join(import.meta.dirname, 'projects')
const VITEST: string = join(createRequire(import.meta.url).resolve('vitest/package.json'), '../vitest.mjs')

export interface TestReport {
  readonly status: string
  /** What failed, one text: message and stack. */
  readonly failure: string
  readonly meta: { readonly parley?: readonly string[] }
}

interface FileReport {
  readonly tests: ReadonlyMap<string, TestReport>
  /** Why the file could not be collected, or a hook around it failed. */
  readonly failure: string
}

export interface ProjectRun {
  readonly passed: boolean
  /** Of the process. */
  readonly exitCode: number
  /** What Vitest printed. */
  readonly output: string
  readonly files: ReadonlyMap<string, FileReport>
  /** What one test reported. Throws where there is no such test. */
  test(file: string, name: string): TestReport
}

interface JsonReport {
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[] | null
      readonly meta: TestReport['meta']
    }[]
  }[]
}

/**
 * @param name a folder of test/projects, or a path
 * @param flags for `vitest run`, e.g. `--pool=forks`
 */
export async function runProject(
  name: string,
  flags: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<ProjectRun> {
  const root = resolve(PROJECTS, name)
  const scratch = await mkdtemp(join(tmpdir(), 'parley-vitest-'))
  try {
    const file = join(scratch, 'report.json')
    const args = [
      VITEST,
      'run',
      '--root',
      root,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]
    const { output, exitCode } = await run([...args, ...flags], variables)
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Error(`Vitest wrote no report. It printed:\n${output}`)
    })
    return read(JSON.parse(text) as JsonReport, output, exitCode, root)
  } finally {
    await rm(scratch, { recursive: true })
  }
}

function run(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  // What the outer Vitest tells its workers is not meant for the inner one.
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV|TEST|MODE|DEV|PROD|SSR)/.test(name),
  )
  const options = {
    env: { ...Object.fromEntries(env), NO_COLOR: '1', CI: '', ...variables },
    maxBuffer: 1 << 26,
  }
  return new Promise((done) => {
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      done({ output: stdout + stderr, exitCode: child.exitCode ?? -1 }),
    )
  })
}

function read(report: JsonReport, output: string, exitCode: number, root: string): ProjectRun {
  const files = new Map<string, FileReport>()
  for (const { name, message, assertionResults } of report.testResults) {
    const tests = assertionResults.map(
      ({ fullName, status, failureMessages, meta }): [string, TestReport] => [
        fullName,
        { status, failure: (failureMessages ?? []).join('\n'), meta },
      ],
    )
    files.set(name.slice(root.length + 1), { tests: new Map(tests), failure: message })
  }
  return {
    passed: report.success,
    exitCode,
    output,
    files,
    test(file, name) {
      const found = files.get(file)?.tests.get(name)
      if (found !== undefined) return found
      const known = [...(files.get(file)?.tests.keys() ?? files.keys())]
      throw new Error(`${file} reported no test ${JSON.stringify(name)}, only ${known.join(', ')}\n${output}`)
    },
  }
}

/** The line of a project's file that ends with a comment: `lineOf('failing', 'handler.test.ts', 'it throws')`. */
export async function lineOf(project: string, file: string, comment: string): Promise<string> {
  const lines = (await readFile(join(PROJECTS, project, file), 'utf8')).split('\n')
  const index = lines.findIndex((line) => line.endsWith(`// ${comment}`))
  if (index === -1) throw new Error(`${file} has no line that ends with // ${comment}`)
  return `${file}:${index + 1}`
}

/** A copy of a project, for runs that write into it. Gone at the end of its scope. */
export async function copyOfProject(name: string): Promise<AsyncDisposable & { readonly root: string }> {
  // Beside the others, so that imports lead to the same places.
  const root = await mkdtemp(join(PROJECTS, `.${name}-`))
  await cp(join(PROJECTS, name), root, { recursive: true })
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) }
}
