// Runs the real Playwright on a small project of test/projects and reads what it reports.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const PROJECTS: string = join(import.meta.dirname, 'projects')
const PLAYWRIGHT: string = join(
  createRequire(import.meta.url).resolve('@playwright/test/package.json'),
  '../cli.js',
)

export interface TestReport {
  /** passed, failed, timedOut, skipped */
  readonly status: string
  /** What failed, one text. */
  readonly failure: string
  /** The file of the first failure. */
  readonly location: string
  /** The attachments that are text, by name. */
  readonly attachments: ReadonlyMap<string, string>
}

interface JsonSuite {
  readonly suites?: readonly JsonSuite[]
  readonly specs?: readonly {
    readonly title: string
    readonly tests: readonly {
      readonly results: readonly {
        readonly status: string
        readonly errors: readonly {
          readonly message?: string
          readonly location?: { readonly file: string }
        }[]
        readonly attachments: readonly { readonly name: string; readonly body?: string }[]
      }[]
    }[]
  }[]
}

/** @returns what each test of the project reported, by title */
export async function runProject(
  name: string,
  flags: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, TestReport>> {
  const scratch = await mkdtemp(join(tmpdir(), 'parley-playwright-'))
  try {
    const file = join(scratch, 'report.json')
    const args = [
      'test',
      '--config',
      join(PROJECTS, name),
      '--output',
      join(scratch, 'results'),
      '--reporter=json',
    ]
    const { output } = await runPlaywright([...args, ...flags], {
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
      ...variables,
    })
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Error(`Playwright wrote no report. It printed:\n${output}`)
    })
    const report = JSON.parse(text) as JsonSuite & {
      readonly errors: readonly { readonly message?: string }[]
    }
    if (report.errors.length > 0) throw new Error(report.errors.map(({ message }) => message).join('\n'))
    return new Map(testsIn(report))
  } finally {
    await rm(scratch, { recursive: true })
  }
}

function* testsIn({ suites = [], specs = [] }: JsonSuite): Generator<[string, TestReport]> {
  for (const { title, tests } of specs) {
    const result = tests[0]?.results[0]
    if (result === undefined) continue
    yield [
      title,
      {
        status: result.status,
        // Colours are for a terminal.
        failure: result.errors.map(({ message = '' }) => stripVTControlCharacters(message)).join('\n\n'),
        location: result.errors[0]?.location?.file ?? '',
        attachments: new Map(
          result.attachments.flatMap(({ name, body }): [string, string][] =>
            body === undefined ? [] : [[name, Buffer.from(body, 'base64').toString()]],
          ),
        ),
      },
    ]
  }
  for (const suite of suites) yield* testsIn(suite)
}

export interface PlaywrightRun {
  /** Of the process. */
  readonly exitCode: number | undefined
  /** What it printed. */
  readonly output: string
}

/** Where a project and its configuration are. */
export function projectFolder(name: string): string {
  return join(PROJECTS, name)
}

export function runPlaywright(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<PlaywrightRun> {
  // What the outer Vitest tells its workers is not meant for what it starts.
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV|TEST|MODE|DEV|PROD|SSR)/.test(name),
  )
  const options = {
    env: { ...Object.fromEntries(env), FORCE_COLOR: '0', CI: '', ...variables },
    maxBuffer: 1 << 26,
  }
  return new Promise((done) => {
    const child = execFile(process.execPath, [PLAYWRIGHT, ...args], options, (_error, stdout, stderr) => {
      done({ exitCode: child.exitCode ?? undefined, output: stdout + stderr })
    })
  })
}
