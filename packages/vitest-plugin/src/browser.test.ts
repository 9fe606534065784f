// Vitest's browser mode: the real Vitest in a real browser, and the same tests in jsdom.
import { describe, expect, it } from 'vitest'
import { runProject } from '../test/run-project.ts'

describe.concurrent('a page’s tests', { timeout: 120_000 }, () => {
  it.for([
    ['in Chromium', []],
    ['in jsdom', ['--browser.enabled=false', '--environment=jsdom']],
  ] as const)('pass %s, with the same mock and the same transcript', async ([, flags]) => {
    // A project that is in CI writes no snapshot: what there is has to match.
    const run = await runProject('browser', flags, { CI: '1' })
    const failures = [...run.files].flatMap(([file, { tests, failure }]) => [
      ...(failure === '' ? [] : [`${file}: ${failure}`]),
      ...[...tests].flatMap(([name, test]) => (test.status === 'passed' ? [] : [`${name}: ${test.failure}`])),
    ])
    expect(failures).toEqual([])
    expect(run.passed).toBe(true)
    expect(run.files.get('page.test.ts')?.tests.size).toBe(3)
    expect(run.output).not.toContain('node:')
  })
})
