// `explore`, with each of its options.
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exactlyOnce, faults } from '@parley-ws/core'
// #region memory
import { explore } from '@parley-ws/core/property'
import { expect, test } from 'vitest'
import { chatContract, forgetful } from './chat.ts'

test('the room keeps its promises', () => explore(chatContract))
// #endregion

test('the printed failure is the page’s', async () => {
  const error = await explore(forgetful, { seed: 1, source: { from: './chat.ts' } }).catch(String)
  const page = readFileSync(new URL('../../../exploring.md', import.meta.url), 'utf8')
  const [, shown] = /<!-- failure -->\n```\n([^]*?)\n```/.exec(page) ?? []
  expect(error).toBe(`ExplorationFailure: ${shown}`)
})

test('a failure is repeated', async () => {
  const failure: unknown = await explore(forgetful, { seed: 1 }).catch((error: unknown) => error)
  const { replay } = (failure as { counterexample: { replay: string } }).counterexample
  const again = explore(
    forgetful,
    // #region replay
    { replay }, // the token alone: it knows the seed
    // #endregion
  )
  await expect(again).rejects.toThrow('the contract was not kept')
})

test('failures are kept', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-'))
  const exploring = explore(
    forgetful,
    // #region regressions
    { regressions: folder }, // such as new URL('regressions/', import.meta.url)
    // #endregion
  )
  await expect(exploring).rejects.toThrow('tried first from now on')
  expect(await readdir(folder)).toHaveLength(1)
  await rm(folder, { recursive: true })
})

test('the options', async () => {
  // #region options
  const report = await explore(chatContract, {
    runs: 500, // conversations; default 2,000 in memory, 200 against a real server
    seed: 1, // default: a random one; 1 where the environment says CI
    clients: 3, // default 4, at most 8
    groups: 2, // of each kind; default 2, at most 4
    maxSteps: 12, // default 24, joining at the beginning not counted
    messages: { say: [{ text: 'hi' }, { text: '' }] }, // examples, or an arbitrary; default: from the schema
    keys: { room: ['red', 'reddish'] }, // default: names that are easily mixed up
    timeBudgetMs: 30_000, // ends the search; default: never
    signal: AbortSignal.timeout(60_000), // ends it with an error
    onProgress: ({ runs }) => void runs, // default: a line on a terminal
  })
  // #endregion
  // #region report
  expect(report.situations['leave during a broadcast']).toBeGreaterThan(50)
  expect(report.laws['leaveFence']?.holds).toBeGreaterThan(100)
  expect(report.warnings).toEqual([])
  // #endregion
})

test('what goes wrong on the way', async () => {
  const striking = explore(
    chatContract,
    // #region faults
    { faults: [faults.drop({ probability: 0.05 })], laws: exactlyOnce() },
    // #endregion
  )
  await expect(striking).rejects.toThrow('atLeastOnce')
})
