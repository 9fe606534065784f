// What setupWsMock() adds to a run of Vitest: once, for every isolated file and for every test. Small projects with and
// without it are run by the real Vitest; what a file and a test add is the slope between a small and a large project.
// A third kind only looks at the global WebSocket, which makes Node load its own client in every isolated file.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Figure, interleave, type Round } from '../harness.ts'
import type { Result } from '../table.ts'

const execute = promisify(execFile)

type Shape = 'small' | 'files' | 'tests'
type Variant = 'plain' | 'global' | 'parley'
type Project = `${Variant} ${Shape}`

const FILES = 12
const TESTS = 2_000
const shapes: Readonly<Record<Shape, { readonly files: number; readonly tests: number }>> = {
  small: { files: 1, tests: 1 },
  files: { files: FILES, tests: 1 },
  tests: { files: 1, tests: TESTS },
}

const heads: Readonly<Record<Variant, string>> = {
  plain: '',
  global: `globalThis.WebSocket`,
  parley: `import { setupWsMock } from '@parley-ws/vitest-plugin'\nsetupWsMock('wss://chat.example.com/rooms/:room')`,
}

function testFile(variant: Variant, tests: number): string {
  return [
    `import { expect, test } from 'vitest'`,
    heads[variant],
    `for (let index = 0; index < ${tests}; index++) test('test ' + index, () => expect(index).toBe(index))`,
  ].join('\n')
}

function config(variant: Variant): string {
  return variant !== 'parley'
    ? 'export default {}'
    : `import { parley } from '@parley-ws/vitest-plugin/config'\nexport default { plugins: [parley()] }`
}

async function writeProject(folder: string, variant: Variant, shape: Shape): Promise<Round> {
  const root = join(folder, `${variant}-${shape}`)
  const { files, tests } = shapes[shape]
  await mkdir(root)
  await writeFile(join(root, 'vitest.config.mjs'), config(variant))
  for (let index = 0; index < files; index++) {
    await writeFile(join(root, `file-${index}.test.mjs`), testFile(variant, tests))
  }
  // One worker, so that what files take adds up; one line of output, so that it is not what is measured.
  const args = [vitest, 'run', '--root', root, '--maxWorkers', '1', '--reporter', 'dot']
  return async () => {
    const begin = performance.now()
    await execute(process.execPath, args, { env: { ...process.env, NO_COLOR: '1' } })
    return performance.now() - begin
  }
}

const vitest = join(folderOf(import.meta.resolve('vitest/package.json')), 'vitest.mjs')

function folderOf(packageJson: string): string {
  return dirname(fileURLToPath(packageJson))
}

/** Copies what is published to where users have it: Vitest treats packages of a workspace as the project's own sources. */
async function install(folder: string, name: string, packageJson: string): Promise<void> {
  for (const part of ['dist', 'package.json']) {
    const from = join(folderOf(packageJson), part)
    await cp(from, join(folder, 'node_modules', name, part), { recursive: true })
  }
}

export async function measure(): Promise<Result> {
  // Inside the workspace, where Vitest is found.
  const folder = await mkdtemp(join(import.meta.dirname, '../projects-'))
  try {
    await install(folder, '@parley-ws/core', import.meta.resolve('@parley-ws/core/package.json'))
    const plugin = import.meta.resolve('@parley-ws/vitest-plugin/package.json')
    await install(folder, '@parley-ws/vitest-plugin', plugin)
    const projects = new Map<Project, Round>()
    for (const shape of Object.keys(shapes) as Shape[]) {
      for (const variant of Object.keys(heads) as Variant[]) {
        projects.set(`${variant} ${shape}`, await writeProject(folder, variant, shape))
      }
    }
    return resultOf(await interleave(projects, 5, 1))
  } finally {
    await rm(folder, { recursive: true })
  }
}

function resultOf(figures: ReadonlyMap<Project, Figure>): Result {
  const taken = (project: Project): number => figures.get(project)?.median ?? Number.NaN
  const slopes = (
    variant: Variant,
  ): { readonly file: number; readonly test: number; readonly run: number } => {
    const small = taken(`${variant} small`)
    const file = (taken(`${variant} files`) - small) / (FILES - 1)
    const test = (taken(`${variant} tests`) - small) / (TESTS - 1)
    return { file, test, run: small - file - test }
  }
  const [plain, global, parley] = [slopes('plain'), slopes('global'), slopes('parley')]
  return {
    rows: [],
    targets: [
      { what: 'Vitest plugin, a run', measured: parley.run - plain.run, atMost: 15, unit: 'ms' },
      { what: '… an isolated file', measured: parley.file - plain.file, atMost: 7, unit: 'ms' },
      {
        what: '… an isolated file that uses the global WebSocket anyway',
        measured: parley.file - global.file,
        atMost: 7,
        unit: 'ms',
      },
      { what: '… a test', measured: (parley.test - plain.test) * 1000, atMost: 50, unit: 'µs' },
    ],
  }
}
