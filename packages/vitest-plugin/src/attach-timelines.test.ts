// What Vitest's own reports hold of tests that fail: the real Vitest, and the files that it wrote.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readHtmlReport, type ReportedTest } from '../test/read-html-report.ts'
import { runProject } from '../test/run-project.ts'
import { parley } from './config.ts'

type Report = ReadonlyMap<string, ReportedTest>

async function scratch(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-attached-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

/** Runs the project with the reporter `html`. */
async function report(
  flags: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
): Promise<Report> {
  await using temporary = await scratch()
  const { folder } = temporary
  await runProject('attached', ['--reporter=html', ...flags], { PARLEY_REPORT: folder, ...variables })
  return await readHtmlReport(folder)
}

function testOf(tests: Report, name: string): ReportedTest {
  const found = tests.get(name)
  if (found === undefined) throw new Error(`there is no test ${name}, only ${[...tests.keys()].join(', ')}`)
  return found
}

const namesOf = (test: ReportedTest): readonly string[] => [...test.attachments.keys()]

/** Each mock's timeline and picture. */
const both = (...mocks: readonly string[]): readonly string[] =>
  mocks.flatMap((mock) => [`timeline of mock ${mock}`, `picture of mock ${mock}`])

const timelineOf = (test: ReportedTest, mock: string): string =>
  String(test.attachments.get(`timeline of mock ${mock}`)?.body)
const pictureOf = (test: ReportedTest, mock: string): string =>
  String(test.attachments.get(`picture of mock ${mock}`)?.body)

describe("the report of Vitest's reporter html", () => {
  let tests: Report
  beforeAll(async () => {
    tests = await report()
  }, 120_000)

  const CHAT = 'ws://chat.test/'
  const failed = (name: string): ReportedTest => {
    const test = testOf(tests, name)
    expect(test.state).toBe('fail')
    return test
  }

  it('has the timeline of a test that failed as a text and as a picture, of each mock it used', () => {
    const test = failed('a test fails in its body')
    expect(namesOf(test)).toEqual(both(CHAT))
    const { attachments } = test
    const text = [
      '1  client-1  ○ open ws://chat.test/',
      '2  client-1  → {"say":"a <b>name</b> — 名前"}',
      '3  client-1  ← {"said":"a <b>name</b> — 名前"}',
      '4  client-1  ← close 1001 going away "the test is over"',
    ].join('\n')
    expect(attachments.get(`timeline of mock ${CHAT}`)).toEqual({
      body: text,
      bodyEncoding: 'utf-8',
      contentType: 'text/plain',
    })
    expect(attachments.get(`picture of mock ${CHAT}`)).toEqual({
      body: expect.any(String),
      bodyEncoding: 'utf-8',
      contentType: 'text/html',
    })
    const picture = pictureOf(test, CHAT)
    expect(picture).toMatch(/^<!doctype html>/)
    expect(picture).toMatch(/<\/html>\s*$/)
    expect(picture).toContain(`<title>${CHAT}</title>`)
    expect(picture).toContain('名前')
    // What the report shows without a click.
    expect(test.shown).toBe(`mock ${CHAT}\n${text}`)
  })

  it.for([
    ['a test passes', 'pass'],
    ['at once three', 'pass'],
    ['a mock of the file passes first', 'pass'],
    ['a mock of the file passes again', 'pass'],
    ['a test is meant to fail, and does', 'pass'],
    ['a test is skipped on the way', 'skip'],
  ])('has nothing of a test that did not fail: %s', ([name = '', state]) => {
    expect(testOf(tests, name)).toMatchObject({ state, attachments: new Map(), shown: undefined })
  })

  it.for([
    ['a test fails with fake timers', 'faked'],
    ['a test is meant to fail, and does not', 'as it should not'],
  ])('has it also of %s', ([name = '', text]) => {
    const test = failed(name)
    expect(namesOf(test)).toEqual(both(CHAT))
    expect(timelineOf(test, CHAT)).toContain(text)
    expect(pictureOf(test, CHAT)).toContain(text)
  })

  it('tells tests that run at once apart', () => {
    for (const [name, own, other] of [
      ['at once one', 'this is one', 'this is two'],
      ['at once two', 'this is two', 'this is one'],
    ] as const) {
      const test = failed(name)
      expect(namesOf(test)).toEqual(both(CHAT))
      for (const body of [timelineOf(test, CHAT), pictureOf(test, CHAT), test.shown]) {
        expect(body).toContain(own)
        expect(body).not.toContain(other)
      }
    }
  })

  it.for([
    ['at the end a handler threw', '! error: thrown in a handler'],
    ['at the end no rule matched', '! unmatched: no rule'],
  ])('has what an end found, and the mocks that had ended before: %s', ([name = '', trouble]) => {
    const test = failed(name)
    expect(namesOf(test)).toEqual(both('ws://inner.test/', CHAT))
    expect(timelineOf(test, 'ws://inner.test/')).toContain('of the other mock')
    expect(timelineOf(test, CHAT)).toContain(trouble)
  })

  it('has what a mock of the file heard up to then', () => {
    const test = failed('a mock of the file then fails')
    expect(namesOf(test)).toEqual(both('ws://file.test/'))
    const text = timelineOf(test, 'ws://file.test/')
    expect(text).toContain('said before')
    expect(text).toContain('said in the test')
    expect(text).not.toContain('said after')
  })

  it('names each attempt', () => {
    const retried = testOf(tests, 'a test passes at the third attempt')
    expect(retried.state).toBe('pass')
    expect(namesOf(retried)).toEqual(both(CHAT, `${CHAT}, retry 1`))
    expect(timelineOf(retried, CHAT)).toContain('attempt 1')
    expect(timelineOf(retried, `${CHAT}, retry 1`)).toContain('attempt 2')
    expect(retried.shown).toMatch(
      /^mock ws:\/\/chat\.test\/\n1 [^]*\n\nmock ws:\/\/chat\.test\/, retry 1\n1 /,
    )

    const repeated = failed('a test fails in its second round')
    expect(namesOf(repeated)).toEqual(both(`${CHAT}, repeat 1`))
    expect(timelineOf(repeated, `${CHAT}, repeat 1`)).toContain('round 2')
  })

  it('numbers mocks of the same URL', () => {
    const test = failed('a mock in a mock of the same URL fails')
    expect(namesOf(test)).toEqual(both('ws://twice.test/', 'ws://twice.test/ (2)'))
    expect(timelineOf(test, 'ws://twice.test/')).toContain('to the outer one')
    expect(timelineOf(test, 'ws://twice.test/ (2)')).toContain('to the inner one')
  })

  it('has the mock of a fixture', () => {
    const test = failed('a fixture')
    expect(namesOf(test)).toEqual(both('ws://fixture.test/'))
    expect(timelineOf(test, 'ws://fixture.test/')).toContain('to a fixture')
  })

  it('is without them where Vitest takes none, and the test fails for what it failed for', () => {
    const test = failed('a test fails where nothing can be attached')
    expect(test.attachments).toEqual(new Map())
    expect(test.errors).toEqual(['expected 1 to be 2 // Object.is equality'])
  })
})

describe.concurrent('parley({ attachments })', { timeout: 120_000 }, () => {
  const NAME = 'a test fails in its body'
  const only = ['-t', 'fails in its body']

  it('attaches nothing where no report shows it, unless it is asked to', async () => {
    const [without, asked] = await Promise.all([
      runProject('attached', only),
      runProject('attached', only, { PARLEY_ATTACHMENTS: 'yes' }),
    ])
    expect(without.test('chat.test.ts', NAME).status).toBe('failed')
    expect(without.output).not.toContain('timeline of')
    expect(without.test('chat.test.ts', NAME).meta).not.toHaveProperty('parleyTimelines')
    expect(asked.output).toContain('timeline of mock ws://chat.test/')
    expect(asked.output).toContain('picture of mock ws://chat.test/')
    expect(asked.output).not.toContain('doctype')
  })

  it('attaches nothing where it is asked not to', async () => {
    const test = testOf(await report(only, { PARLEY_ATTACHMENTS: 'no' }), NAME)
    expect(test).toMatchObject({ state: 'fail', attachments: new Map(), shown: undefined })
  })

  it('attaches in a browser as well', async () => {
    const test = testOf(await report(only, { PARLEY_BROWSER: 'chromium' }), NAME)
    expect(namesOf(test)).toEqual(both('ws://chat.test/'))
    expect(timelineOf(test, 'ws://chat.test/')).toContain('名前')
    expect(pictureOf(test, 'ws://chat.test/')).toContain('<!doctype html>')
  })

  it('attaches in a shard, for the report that its blob is merged into', async () => {
    await using temporary = await scratch()
    const blobs = join(temporary.folder, 'blobs')
    await runProject('attached', [...only, '--reporter=blob', `--outputFile.blob=${blobs}/1.json`])
    const test = testOf(await report([`--merge-reports=${blobs}`]), NAME)
    expect(namesOf(test)).toEqual(both('ws://chat.test/'))
    expect(pictureOf(test, 'ws://chat.test/')).toContain('<!doctype html>')
  })

  it('takes true or false', () => {
    // @ts-expect-error -- a project written in JavaScript
    expect(() => parley({ attachments: 'html' })).toThrow('attachments is "html". Use true or false')
  })
})
