// How long it takes to load each library in a process that has loaded nothing else.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type ContenderName, interleave, ratio } from '../harness.ts'
import type { Result } from '../table.ts'

const execute = promisify(execFile)

const modules: ReadonlyMap<ContenderName, string> = new Map([
  ['parley', '@parley-ws/core'],
  ['mock-socket', 'mock-socket'],
  ['msw', 'msw/node'],
  ['ws', 'ws'],
])

async function load(specifier: string): Promise<number> {
  const script = `const begin = performance.now(); await import('${specifier}'); console.log(performance.now() - begin)`
  const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
  })
  return Number(stdout)
}

export async function measure(): Promise<Result> {
  const figures = await interleave(
    new Map(Array.from(modules, ([name, specifier]) => [name, () => load(specifier)])),
    15,
    1,
  )
  return {
    rows: [{ what: 'import', unit: 'ms', figures }],
    targets: [
      { what: 'import, ms', measured: figures.get('parley')?.median ?? Number.NaN, atMost: 5, unit: 'ms' },
      { what: 'import, to mock-socket', measured: ratio(figures, 'parley', 'mock-socket'), atMost: 0.5 },
    ],
  }
}
