// The first life in a process, which nothing has been optimised for and for which Node loads what it loads lazily.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type ContenderName, interleave } from '../harness.ts'
import type { Result } from '../table.ts'

const execute = promisify(execFile)
const contenders: readonly ContenderName[] = ['parley', 'mock-socket', 'msw', 'ws']

/** Without the import, which import-time.ts measures. */
async function live(name: ContenderName): Promise<number> {
  const script = [
    `const { contender } = await import('../contenders/${name}.ts')`,
    'const begin = performance.now()',
    'await contender.cycle()',
    'console.log(performance.now() - begin)',
    'process.exit()',
  ].join('\n')
  const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
  })
  return Number(stdout)
}

export async function measure(): Promise<Result> {
  const figures = await interleave(new Map(contenders.map((name) => [name, () => live(name)])), 11, 1)
  return { rows: [{ what: 'the same, first time in a process', unit: 'ms', figures }], targets: [] }
}
