// The real Playwright, on small projects, with a real browser.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { runProject, type TestReport } from '../test/run-project.ts'

describe.concurrent('wsMock and expect', { timeout: 120_000 }, () => {
  it('do in a browser what the tests of a project say', async () => {
    const reports = await runProject('passing')
    const failures = [...reports].flatMap(([title, { status, failure }]) =>
      status === 'passed' ? [] : [`${title}: ${failure}`],
    )
    expect(failures).toEqual([])
    expect(reports.size).toBeGreaterThan(15)
  })
})

describe('a failure', () => {
  let reports: ReadonlyMap<string, TestReport>
  beforeAll(async () => {
    reports = await runProject('failing')
  }, 120_000)
  const reportOf = (title: string): TestReport => {
    const report = reports.get(title)
    if (report === undefined)
      throw new Error(`there is no test ${title}, only ${[...reports.keys()].join(', ')}`)
    return report
  }

  it('of a matcher says what came closest, and shows the timeline', () => {
    const { status, failure } = reportOf('a matcher that does not hold')
    expect(status).toBe('failed')
    expect(failure).toContain("toHaveSent({ type: 'pung' })")
    expect(failure).toContain("type: expected 'pung', got 'ping'")
    expect(failure).toContain('client-1  → {"type":"ping"}')
  })

  it('of a negated matcher says so', () => {
    expect(reportOf('a matcher that must not hold').failure).toContain("not.toHaveReceived('pong')")
  })

  it.each([
    ['a handler that throws', 'the handler has a bug'],
    ['a message that no rule matches', 'client-1 sent what: no rule of the mock matches it'],
    ['a message that breaks the contract', 'it breaks the contract chat: the contract has no such message'],
    ['two mocks of one URL', 'this URL has a mock already. Use its handle'],
    ['a mode that is none', `the mode is "proxy". Use 'route' or 'server'`],
    ['a subject that is none', 'it was given neither a mock nor a client'],
    ['a transcript that is another', '+client-1 → ping'],
  ])('by %s fails the test', (title, text) => {
    expect(reportOf(title)).toMatchObject({ status: 'failed', failure: expect.stringContaining(text) })
  })

  it('has the timeline of each mock as a text and as a picture in the report', () => {
    const { attachments } = reportOf('a message that no rule matches')
    expect(attachments.get('timeline of wss://app.example.com/chat')).toContain(
      'client-1  ! unmatched: no rule for #2',
    )
    const picture = attachments.get('picture of wss://app.example.com/chat')
    expect(picture).toContain('<!doctype html>')
    expect(picture).toContain('no rule')
  })

  it('is shown at the line of the test', () => {
    for (const [title, { failure, location }] of reports) {
      expect(`${title}: ${location}`).toContain('failing.spec.ts')
      expect(failure).not.toBe('')
    }
  })
})

describe('browserLaunch', () => {
  it('says in one line what to install where there is no browser', async () => {
    const script = join(import.meta.dirname, '../../../scripts/browser.ts')
    const { NODE_OPTIONS } = process.env
    const env = { NODE_OPTIONS, PATH: '', PLAYWRIGHT_BROWSERS_PATH: '/nowhere' }
    const code = `import { browserLaunch } from ${JSON.stringify(script)}; browserLaunch()`
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { env })
    await expect(run).rejects.toThrow(
      'Error: These tests need a browser: run `npx playwright install chromium`, or as root `apt-get install chromium`.',
    )
  })
})
