// Coverage as projects have it: the table, the file, thresholds, and shards that are merged.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ContractCoverage, readCoverage } from '@parley-ws/core'
import { describe, expect, it } from 'vitest'
import { runProject } from '../test/run-project.ts'
import { parley } from './config.ts'

const TABLE = [
  'contract                             touched  never touched',
  'chat',
  '  messages to the server       2 of 3   66 %  unsubscribe',
  '  messages to clients          2 of 3   66 %  unsubscribed',
  '  close codes                  1 of 1  100 %',
  '  refusals                     0 of 1    0 %  401',
  '  group actions                2 of 3   66 %  room leave',
  '  promises                     1 of 2   50 %  room leaveFence',
  'news',
  '  messages to clients          0 of 1    0 %  headline',
  'weather',
  '  messages to clients          2 of 2  100 %',
].join('\n')

const CHAT_FALLS_SHORT =
  'Contract coverage: 1 of 2 promises of the contract chat were touched (50 %), the threshold is 60 %. ' +
  'Never touched: room leaveFence.'

/** A folder that is gone at the end of its scope. */
async function scratch(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-coverage-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

async function readContracts(file: string): Promise<ReadonlyMap<string, ContractCoverage>> {
  const contracts = readCoverage(await readFile(file, 'utf8'))
  return new Map(contracts.map((coverage) => [coverage.contract, coverage]))
}

describe.concurrent('parley({ coverage })', { timeout: 60_000 }, () => {
  it('prints what was touched and what was not, writes it to a file, and fails a run that falls short', async () => {
    await using temporary = await scratch()
    const json = join(temporary.folder, 'below/coverage.json')
    const run = await runProject('touched', [], {
      PARLEY_JSON: json,
      PARLEY_THRESHOLDS: JSON.stringify({ promises: 60, closeCodes: 100 }),
    })
    expect(run.passed).toBe(true)
    expect(run.output).toContain(`\n${TABLE}\n`)
    expect(run.output).toContain(CHAT_FALLS_SHORT)
    expect(run.output.match(/the threshold is/g)).toHaveLength(1)
    expect(run.exitCode).toBe(1)

    const contracts = await readContracts(json)
    expect(contracts.get('chat')).toMatchObject({
      definitions: [expect.any(String)],
      touched: {
        // Two mocks that the plugin set up, one that a test made, and two clients of a simulation.
        messages: {
          'clientToServer subscribe': 5,
          'clientToServer unsubscribe': 0,
          'serverToClient said': 2,
        },
        closeCodes: { 4000: 1 },
        groups: { 'room join': 5, 'room leave': 0, 'room broadcast': 1 },
        promises: { 'room exactlyOnce': 1, 'room leaveFence': 0 },
      },
    })
    expect(contracts.get('news')?.touched.messages).toEqual({ 'serverToClient headline': 0 })
    expect(contracts.get('weather')).toMatchObject({
      definitions: [expect.any(String)],
      touched: { messages: { 'serverToClient sun': 2, 'serverToClient rain': 1 } },
    })
  })

  it('counts the same where files share modules, and passes a run that reaches its thresholds', async () => {
    const run = await runProject('touched', ['--no-isolate'], {
      PARLEY_THRESHOLDS: JSON.stringify({ promises: 50, closeCodes: 100, messages: 0 }),
    })
    expect(run.output).toContain(`\n${TABLE}\n`)
    expect(run.output).not.toContain('threshold')
    expect(run.exitCode).toBe(0)
  })

  it('adds up shards by their blob reports, and judges them together', async () => {
    await using temporary = await scratch()
    const blobs = join(temporary.folder, 'blobs')
    const variables = { PARLEY_THRESHOLDS: JSON.stringify({ promises: 60 }) }
    for (const shard of [1, 2]) {
      const flags = [`--shard=${shard}/2`, '--reporter=blob', `--outputFile.blob=${blobs}/${shard}.json`]
      // oxlint-disable-next-line eslint/no-await-in-loop -- two processes are enough for a machine that runs tests
      const part = await runProject('touched', flags, variables)
      expect(part.output).not.toContain('never touched')
      expect(part.output).not.toContain('threshold')
      expect(part.exitCode).toBe(0)
    }
    const json = join(temporary.folder, 'coverage.json')
    const merged = await runProject('touched', [`--merge-reports=${blobs}`], {
      ...variables,
      PARLEY_JSON: json,
    })
    expect(merged.output).toContain(`\n${TABLE}\n`)
    expect(merged.output).toContain(CHAT_FALLS_SHORT)
    expect(merged.exitCode).toBe(1)
    expect((await readContracts(json)).get('chat')?.touched.groups).toMatchObject({ 'room join': 5 })
  })

  it('has one report for several projects of a run', async () => {
    const run = await runProject('touched', [], { PARLEY_PROJECTS: 'two' })
    expect(run.output).toContain(`\n${TABLE}\n`)
    expect(run.output.match(/never touched/g)).toHaveLength(1)
    expect(run.exitCode).toBe(0)
  })

  it('does not judge one shard of several', async () => {
    const run = await runProject('touched', ['--shard=1/2'], {
      PARLEY_THRESHOLDS: JSON.stringify({ promises: 100 }),
    })
    expect(run.output).toContain('thresholds are not judged by one shard of several')
    expect(run.exitCode).toBe(0)
  })

  it('fails where thresholds have nothing to judge', async () => {
    const run = await runProject('touched', ['-t', 'no such test', '--passWithNoTests'], {
      PARLEY_CONTRACTS: 'none',
      PARLEY_THRESHOLDS: JSON.stringify({ promises: 100 }),
    })
    expect(run.output).toContain('there are thresholds, and no test had a conversation under a contract')
    expect(run.exitCode).toBe(1)
  })

  it.for([
    [{ treshold: {} }, 'there is no option "treshold"'],
    [{ thresholds: { message: 100 } }, 'there is no option "message"'],
    [{ thresholds: { messages: 101 } }, 'coverage.thresholds.messages: it is 101'],
    [{ json: '' }, 'coverage.json: it is ""'],
    [{ contracts: {} }, 'coverage.contracts: it is no list'],
    [{ contracts: [{}] }, 'the contract is none'],
  ] as const)('refuses %j', ([coverage, why]) => {
    // @ts-expect-error -- none of them is what the types allow
    expect(() => parley({ coverage })).toThrow(why)
  })
})
