// Each of the six as printed source: it compiles, and runs to the same transcript.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isScenario, printScenario, simulate } from '@parley-ws/core'
import { normalise } from '@parley-ws/core/runner'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as scenarios from '../src/scenarios.ts'

let folder = ''
beforeAll(() => {
  // Beside the contract, so that what it imports is found.
  folder = mkdtempSync(fileURLToPath(new URL('printed-', import.meta.url)))
  for (const [name, scenario] of Object.entries(scenarios)) {
    const source = printScenario(scenario, {
      name,
      contract: 'chatContract',
      imports: { chatContract: '../../src/chat-contract.ts' },
    })
    writeFileSync(join(folder, `${name}.ts`), source)
  }
  const config = { extends: '../../tsconfig.json', include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the printed sources compile', { timeout: 60_000 }, () => {
  const tsc = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))
  const { stdout, status } = spawnSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

test.each(Object.entries(scenarios))('%s, printed, runs to the same transcript', async (name, original) => {
  const module: Readonly<Record<string, unknown>> = await import(
    /* @vite-ignore */ pathToFileURL(join(folder, `${name}.ts`)).href
  )
  const printed = module[name]
  if (!isScenario(printed)) throw new Error('it exports no scenario')
  const ran = await simulate(original)
  const again = await simulate(printed)
  expect(ran.transcript.entries.length).toBeGreaterThan(8)
  expect(normalise(again.transcript)).toEqual(normalise(ran.transcript))
  expect(again.orders).toEqual(ran.orders)
})
