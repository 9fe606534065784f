// The package as it is built, with `parley()` in the configuration of a project.
import { describe, expect, it } from 'vitest'
import { runProject } from '../test/run-project.ts'

describe.concurrent('parley()', () => {
  it.for([
    ['files with modules of their own', []],
    ['files that share modules', ['--no-isolate']],
  ] as const)('serves %s', async ([, flags]) => {
    const run = await runProject('plugin', flags)
    const failed = [...run.files].flatMap(([file, { tests, failure }]) => [
      ...(failure === '' ? [] : [`${file}: ${failure}`]),
      ...[...tests].flatMap(([name, { status }]) => (status === 'passed' ? [] : [`${file}: ${name}`])),
    ])
    // The defaults of the project reach each mock that says nothing else; everything besides passes.
    expect(failed).toEqual([
      'defaults.test.ts: the project makes an unmatched message an error',
      'defaults.test.ts: the project makes an unhandled URL an error',
    ])
    expect([...run.files.keys()]).toHaveLength(5)
    const { failure } = run.test('defaults.test.ts', 'the project makes an unhandled URL an error')
    expect(failure).toContain('new WebSocket("ws://typo.test/"): no mock answers this URL')
  })

  it('replaces the class before apps are loaded, where a project asks for it', async () => {
    const run = await runProject('imports')
    expect(run.test('keeps-the-class.test.ts', 'an app that keeps the class is mocked')).toMatchObject({
      status: 'passed',
      failure: '',
    })
  })
})
