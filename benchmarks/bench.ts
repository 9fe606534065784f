// Runs every measurement, prints what came out, and with --write puts it into the README. Nothing here ever fails
// because something was slow: these are figures to read.
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Result } from './table.ts'
import { figuresTable, targetsTable } from './table.ts'

const measurements = [
  'import-time',
  'first-use',
  'set-up',
  'echo',
  'fan-out',
  'connecting',
  'memory',
  'recording',
  'laws',
  'exploring',
  'echo-over-ws',
  'fan-out-over-ws',
  'connecting-over-ws',
  'memory-over-ws',
  'echo-intercepted',
  'unrelated-traffic',
  'vitest-plugin',
]

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const results: Result[] = []
for (const name of measurements.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  const begin = performance.now()
  const { measure } = (await import(`./measurements/${name}.ts`)) as { measure: () => Promise<Result> }
  results.push(await measure())
  console.error(`${name}: measured in ${((performance.now() - begin) / 1000).toFixed(1)} s`)
}

const text = [
  `Node ${process.versions.node}, ${availableParallelism()} cores.`,
  figuresTable(results.flatMap(({ rows }) => rows)),
  targetsTable(results.flatMap(({ targets }) => targets)),
].join('\n\n')
console.log(`\n${text}`)

if (process.argv.includes('--write')) {
  const readme = new URL('README.md', import.meta.url)
  const between = /(<!-- figures -->)[^]*(<!-- end of figures -->)/
  writeFileSync(readme, readFileSync(readme, 'utf8').replace(between, `$1\n\n${text}\n\n$2`))
}
