import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ChatServer } from '../../test/verify/chat-server.ts'
import { MistakeError } from '../errors.ts'
import { scenario } from '../scenario/scenario.ts'
import { loadScenarios } from './load-scenarios.ts'
import { verifyAll } from './verify-all.ts'

const folder = fileURLToPath(new URL('../../test/verify/scenarios', import.meta.url))

describe('loadScenarios', () => {
  it('finds what the modules of a folder export, each once, and no tests', async () => {
    const found = await loadScenarios(folder)
    expect(found.map(({ scenario: { title }, file }) => [title, file.slice(folder.length)])).toEqual([
      ['who joins is told so', '/deeper/several.ts'],
      ['it says goodbye', '/deeper/several.ts'],
      ['in a room of their own', '/deeper/several.ts'],
    ])
    expect(await loadScenarios(`${folder}/joining.ts`)).toHaveLength(1)
  })

  it('refuses a folder without any', async () => {
    await expect(loadScenarios(`${folder}/nowhere`)).rejects.toThrow(MistakeError)
    await expect(
      loadScenarios(fileURLToPath(new URL('../../test/web-socket', import.meta.url))),
    ).rejects.toThrow('exports a scenario')
  })
})

describe('verifyAll', () => {
  it('makes one report of a folder', async () => {
    await using server = await ChatServer.open()
    const report = await verifyAll(folder, { url: server.url })
    expect(report).toMatchObject({ outcome: 'fail', counts: { pass: 1, fail: 1, inconclusive: 1 } })
    const text = report.text.replaceAll(/\d+ ms/g, 'N ms')
    expect(text).toContain('✓ who joins is told so (N ms, bounded evidence of silence)')
    expect(text).toContain(
      "✗ it says goodbye (N ms)\n  Scenario 'it says goodbye' failed at step 2: alice.expectClose(4001)",
    )
    expect(text).toContain(
      "? in a room of their own (N ms)\n  the state 'a private room' is not available: states has none of that name",
    )
    expect(text).toContain('1 passed, 1 failed, 1 inconclusive (N ms)')
    expect(report.durationMs).toBeGreaterThan(0)
    await server.empty()
  })

  it('goes on after a scenario that cannot be run', async () => {
    await using server = await ChatServer.open()
    const acting = scenario('the server acts', {
      clients: ['a'],
      steps: ({ server: it_ }) => [it_.broadcast('x')],
    })
    const plain = scenario('nothing', { clients: ['a'], steps: () => [] })
    const { scenarios, outcome } = await verifyAll([acting, plain], () => ({ url: server.url }))
    expect(outcome).toBe('fail')
    expect(scenarios.map((one) => one.outcome)).toEqual(['fail', 'pass'])
    expect(scenarios[0]?.error).toBeInstanceOf(MistakeError)
  })

  it('is inconclusive at best where one is', async () => {
    const given = scenario('given', { clients: ['a'], given: ['x'], steps: () => [] })
    expect((await verifyAll([given], { url: 'ws://127.0.0.1:1' })).outcome).toBe('inconclusive')
  })

  it('ends when it is aborted', async () => {
    await using server = await ChatServer.open()
    const plain = scenario('nothing', { clients: ['a'], steps: () => [] })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(verifyAll([plain, plain], { url: server.url, signal })).rejects.toThrow('enough')
  })

  it('refuses what are no scenarios, and options that are none', async () => {
    const url = 'ws://127.0.0.1:1'
    await expect(verifyAll([], { url })).rejects.toThrow(MistakeError)
    await expect(verifyAll([{} as never], { url })).rejects.toThrow('item 1 of the list is no scenario')
    await expect(verifyAll(folder, { url, patience: 1 } as never)).rejects.toThrow('"patience"')
  })
})
