import { describe, expect, it } from 'vitest'
import { lineOf, runProject } from '../test/run-project.ts'
import { verifyScenarios } from './verify-scenarios.ts'

describe('verifyScenarios', () => {
  it('makes a test of each scenario, called by its title', async () => {
    const run = await runProject('verifying', ['--testTimeout=1500'])
    const { tests = new Map() } = run.files.get('chat.test.ts') ?? {}
    expect([...tests].map(([name, { status }]) => [name, status])).toEqual([
      ['who joins is told so', 'passed'],
      ['who joins is told the wrong room', 'failed'],
      ['a room of its own', 'skipped'],
      ['strictly a room of its own', 'failed'],
      ['with states a room of its own', 'passed'],
      ['too long nothing ever comes', 'failed'],
    ])
    const { failure } = run.test('chat.test.ts', 'who joins is told the wrong room')
    expect(failure).toContain("expected alice.expect({ type: 'subscribed', room: 'attic' })")
    expect(failure).toContain("room: expected 'attic', got 'lobby'")
    expect(run.output).toContain(await lineOf('verifying', 'chat.scenarios.ts', 'what is wrong'))
    expect(run.output).toContain("the state 'a private room' is not available")
    expect(run.test('chat.test.ts', 'strictly a room of its own').failure).toContain(
      "it is inconclusive: the state 'a private room' is not available",
    )
  })

  it('refuses what holds no scenario', () => {
    expect(() => verifyScenarios({ title: 'nothing' }, { url: 'ws://127.0.0.1:1' })).toThrow(
      'there is no scenario',
    )
  })
})
