// toMatchTranscript end to end: what it writes, what it accepts and what it refuses.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyOfProject, type ProjectRun, runProject, type TestReport } from '../test/run-project.ts'

/** One run of a copied project, and what its files hold afterwards. */
async function runIn(
  root: string,
  flags: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly run: ProjectRun; text(file: string): Promise<string> }> {
  const run = await runProject(root, flags, variables)
  return { run, text: (file) => readFile(join(root, file), 'utf8') }
}

const talked = `client-1 ○ open ws://snapshots.test/
client-1 ← hello
client-1 → who
client-1 ← {"id":"<uuid#1>","at":"<at#1>"}`

describe.concurrent('toMatchTranscript', () => {
  it('is written first, then compared, and updated only with -u', async () => {
    await using copy = await copyOfProject('snapshots')
    const { root } = copy
    const files = ['chat']

    const first = await runIn(root, files)
    expect(first.run.passed).toBe(true)
    const stored = await first.text('__snapshots__/chat.test.ts.snap')
    expect(stored).toContain(`exports[\`stored 1\`] = \`\n${talked}\n\`;`)
    expect(stored).toContain(`exports[\`stored > by name 1\`] = \`\n${talked}\n\`;`)
    expect(stored).toContain('client-1 ← to all')
    for (const n of [1, 2, 3]) expect(stored).toContain(`client-1 → who am I: ${n}\n`)
    expect(await first.text('chat.transcript.txt')).toBe(talked)
    const source = await first.text('chat.test.ts')
    expect(source).toContain(
      `toMatchTranscript(\`\n    ${talked.replaceAll('\n', '\n    ')}\n  \`, { volatile: ['at'] })`,
    )

    const again = await runIn(root, [...files, '--update=none'])
    expect(again.run.passed).toBe(true)
    expect(await again.text('chat.test.ts')).toBe(source)

    const changed = await runIn(root, [...files, '--update=none'], { GREETING: 'hi' })
    for (const name of ['stored', 'of a client', 'inline', 'in a file', 'concurrent number 2']) {
      const { status, failure } = changed.run.test('chat.test.ts', name)
      expect(status).toBe('failed')
      expect(failure).toMatch(/chat\.test\.ts:\d+/)
    }
    expect(changed.run.output).toContain('- client-1 ← hello')
    expect(changed.run.output).toContain('+ client-1 ← hi')
    expect(await changed.text('chat.test.ts')).toBe(source)

    const updated = await runIn(root, [...files, '-u'], { GREETING: 'hi' })
    expect(updated.run.passed).toBe(true)
    expect(await updated.text('chat.test.ts')).toBe(source.replace('← hello', '← hi'))
    expect(await updated.text('chat.transcript.txt')).toBe(talked.replace('hello', 'hi'))
    expect(await updated.text('__snapshots__/chat.test.ts.snap')).toBe(stored.replaceAll('← hello', '← hi'))
  })

  it('is the same for ten interleavings of three clients', async () => {
    await using copy = await copyOfProject('snapshots')
    const { run, text } = await runIn(copy.root, ['stable'])
    expect(run.test('stable.test.ts', 'is the same for every interleaving').failure).toBe('')
    expect(run.passed).toBe(true)
    expect(await text('stable.transcript.txt')).toContain(
      'client-3 ← {"type":"answer","n":"2","id":"<uuid#6>"}',
    )
  })

  it('fails for each single thing that is wrong', async () => {
    await using copy = await copyOfProject('snapshots')
    const { root } = copy
    const written = await runIn(root, ['sensitive', '-t', 'as it should be'])
    expect(written.run.output).toContain('1 written')
    const { run } = await runIn(root, ['sensitive', '--update=none'])
    const tests = run.files.get('sensitive.test.ts')?.tests ?? new Map<string, TestReport>()
    expect(Object.fromEntries(Array.from(tests, ([name, { status }]) => [name, status]))).toEqual({
      'as it should be': 'passed',
      'with one thing wrong dropped it fails': 'failed',
      'with one thing wrong duplicated it fails': 'failed',
      'with one thing wrong altered it fails': 'failed',
      'with one thing wrong swapped it fails': 'failed',
      'with one thing wrong redirected it fails': 'failed',
      'with one thing wrong to another it fails': 'failed',
      'with one thing wrong text as bytes it fails': 'failed',
      'with one thing wrong sent twice it fails': 'failed',
      'with one thing wrong close code it fails': 'failed',
    })
    for (const { failure, status } of tests.values()) {
      if (status === 'failed') expect(failure).toContain('mismatched')
    }
  })
})
