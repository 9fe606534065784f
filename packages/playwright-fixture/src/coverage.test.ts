// Coverage as projects have it: the table, thresholds, the file, and shards that are merged.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCoverage } from '@parley-ws/core'
import { expect, it } from 'vitest'
import { projectFolder, runPlaywright } from '../test/run-project.ts'

const TABLE = [
  'contract                             touched  never touched',
  'chat',
  '  messages to the server       2 of 3   66 %  unsubscribe',
  '  messages to clients          2 of 3   66 %  unsubscribed',
  '  group actions                2 of 3   66 %  room leave',
  '  promises                     1 of 2   50 %  room leaveFence',
].join('\n')

const FALLS_SHORT =
  'Contract coverage: 1 of 2 promises of the contract chat were touched (50 %), the threshold is 60 %. ' +
  'Never touched: room leaveFence.'

it('merges over shards by their blob reports, and judges them together', { timeout: 120_000 }, async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'parley-coverage-'))
  try {
    const config = ['--config', projectFolder('covered')]
    const blobs = join(scratch, 'blobs')
    const variables = { PARLEY_THRESHOLDS: JSON.stringify({ promises: 60 }) }
    for (const shard of [1, 2]) {
      const flags = [`--shard=${shard}/2`, '--reporter=blob', '--output', join(scratch, 'results')]
      // oxlint-disable-next-line eslint/no-await-in-loop -- two processes are enough for a machine that runs tests
      const part = await runPlaywright(['test', ...config, ...flags], {
        ...variables,
        PLAYWRIGHT_BLOB_OUTPUT_FILE: join(blobs, `${shard}.zip`),
      })
      expect(part).toMatchObject({ exitCode: 0, output: expect.not.stringContaining('never touched') })
    }
    const json = join(scratch, 'below/coverage.json')
    const merged = await runPlaywright(['merge-reports', ...config, blobs], {
      ...variables,
      PARLEY_JSON: json,
    })
    expect(merged.output).toContain(`\n${TABLE}\n`)
    expect(merged.output).toContain(FALLS_SHORT)
    expect(merged.exitCode).toBe(1)
    const [chat] = readCoverage(await readFile(json, 'utf8'))
    expect(chat?.touched.groups).toEqual({ 'room join': 2, 'room leave': 0, 'room broadcast': 1 })

    const reaching = { PARLEY_THRESHOLDS: JSON.stringify({ promises: 50 }) }
    const kept = await runPlaywright(['merge-reports', ...config, blobs], reaching)
    expect(kept.output).toContain(`\n${TABLE}\n`)
    expect(kept.exitCode).toBe(0)
  } finally {
    await rm(scratch, { recursive: true })
  }
})

it('prints the table of a run, and fails it where it falls short', { timeout: 120_000 }, async () => {
  const variables = { PARLEY_THRESHOLDS: JSON.stringify({ promises: 60 }) }
  const run = await runPlaywright(['test', '--config', projectFolder('covered')], variables)
  expect(run.output).toContain(`\n${TABLE}\n`)
  expect(run.output).toContain(FALLS_SHORT)
  expect(run.exitCode).toBe(1)
})

it('does not judge one shard of several', { timeout: 120_000 }, async () => {
  const variables = { PARLEY_THRESHOLDS: JSON.stringify({ promises: 100 }) }
  const run = await runPlaywright(['test', '--config', projectFolder('covered'), '--shard=1/2'], variables)
  expect(run.output).toContain('thresholds are not judged by one shard of several')
  expect(run.exitCode).toBe(0)
})
