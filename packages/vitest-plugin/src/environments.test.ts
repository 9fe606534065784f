// The same tests pass wherever Vitest runs them.
import { describe, expect, it } from 'vitest'
import { runProject } from '../test/run-project.ts'

describe.concurrent('in a project', () => {
  it.for([
    ['in child processes', ['--pool=forks']],
    ['in threads', ['--pool=threads']],
    ['in VM threads, in happy-dom', ['--pool=vmThreads', '--environment=happy-dom'], 'inline'],
    ['in jsdom', ['--environment=jsdom', '--pool=threads', '--no-isolate']],
    ['where files share modules', ['--no-isolate', '--maxWorkers=1']],
    ['where files share modules that Vite loads', ['--no-isolate', '--maxWorkers=1'], 'inline'],
  ] as const)('everything passes %s', async ([, flags, inline]) => {
    const run = await runProject('passing', flags, inline === undefined ? {} : { PARLEY_INLINE: '1' })
    const failures = [...run.files].flatMap(([file, { tests, failure }]) => [
      ...(failure === '' ? [] : [`${file}: ${failure}`]),
      ...[...tests].flatMap(([name, test]) => (test.status === 'passed' ? [] : [`${name}: ${test.failure}`])),
    ])
    expect(failures).toEqual([])
    expect(run.output).not.toContain('Unhandled Errors')
    expect(run.passed).toBe(true)
    expect([...run.files.values()].reduce((sum, { tests }) => sum + tests.size, 0)).toBeGreaterThan(80)
  })
})
