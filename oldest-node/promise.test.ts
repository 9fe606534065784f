// What the packages say of Node, and that they can be loaded by the oldest that they name.
import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { packages } from './packages.ts'

test.each(packages)('$name names the Node that these tests run on', ({ engines }) => {
  expect(`>=${process.versions.node.replace(/\.0$/, '')}`).toBe(engines.node)
})

const entries = packages.flatMap(({ name, exports }) =>
  Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'string' ? [] : [name + path.slice(1)],
  ),
)

// Setup files register matchers, export nothing, and have no place outside of a test run.
const offering = entries.filter((entry) => !entry.endsWith('/setup'))

test('CommonJS can require what the packages have', async () => {
  const script = `console.log(JSON.stringify(${JSON.stringify(offering)}.filter((entry) => Object.keys(require(entry)).length === 0)))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', script], {
    cwd: import.meta.dirname,
  })
  expect(JSON.parse(stdout)).toEqual([])
})

describe('is loaded, and has something to offer:', () => {
  test.each(offering)('%s', async (entry) => {
    const loaded = (await import(entry)) as Readonly<Record<string, unknown>>
    expect(Object.keys(loaded)).not.toEqual([])
    expect(Object.values(loaded)).not.toContain(undefined)
  })
})
