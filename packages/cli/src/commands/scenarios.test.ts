import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { serveWsMock } from '@parley-ws/core/node'
import { mock } from '@parley-ws/core'
import { chat } from '../../test/fixtures/chat.ts'
import { parley } from '../../test/parley.ts'

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url))
const folder = fixture('scenarios')

/** Makes a command take its stderr for a terminal. */
const TERMINAL =
  'data:text/javascript,Object.assign(process.stderr,{isTTY:true,columns:80,hasColors:()=>false})'
const CLEARED = '\r\u001B[2K'

/** What was shown on the line that is written over and over; the last of it is the line taken away. */
function progressIn(stderr: string): readonly string[] {
  return stderr.split(CLEARED).slice(1)
}

describe('long work', () => {
  it('shows on a terminal how far it is, and leaves nothing of that', async () => {
    const terminal = { nodeArgs: ['--import', TERMINAL] }
    const simulated = await parley(['simulate', folder, '--grep', 'reaches every'], terminal)
    expect(progressIn(simulated.stderr)).toEqual(['1 of 1: a message reaches every member', ''])
    const args = ['explore', fixture('chat.ts'), '--export', 'chat', '--runs', '2000', '--seed', '1']
    const explored = progressIn((await parley(args, terminal)).stderr)
    expect(explored.length).toBeGreaterThan(1)
    expect(explored.at(-1)).toBe('')
  })

  it('says nothing of it where nobody looks', async () => {
    expect((await parley(['simulate', folder, '--grep', 'reaches every'])).stderr).toBe('')
  })
})

describe('parley simulate', () => {
  it('passes with 0 what holds', async () => {
    const { code, stdout } = await parley(['simulate', folder, '--grep', 'reaches every'])
    expect(stdout).toContain('✓ a message reaches every member')
    expect(stdout).toContain('1 passed, 0 failed, 0 inconclusive')
    expect(code).toBe(0)
  })

  it('fails with 1, naming the step and what came instead', async () => {
    const { code, stdout } = await parley(['simulate', folder, '--grep', 'bye'])
    expect(code).toBe(1)
    expect(stdout).toContain('✗ nobody ever says bye')
    expect(stdout).toContain("alice.expect('said', { text: 'bye' })")
  })

  it('gives the same as JSON', async () => {
    const { code, stdout } = await parley(['simulate', folder, '--grep', 'e', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'fail', counts: { fail: 1 } })
  })

  it('ends with 2 where no title fits, and names those there are', async () => {
    const { code, stderr } = await parley(['simulate', folder, '--grep', 'xyz'])
    expect(code).toBe(2)
    expect(stderr).toContain('nobody ever says bye')
  })

  it('takes the mock from a module', async () => {
    const args = ['--mock', fixture('chat.ts'), '--export', 'stutter', '--grep', 'reaches every']
    expect((await parley(['simulate', folder, ...args])).code).toBe(1)
  })
})

describe('parley verify', () => {
  it('passes with 0, fails with 1, is inconclusive with 3', async () => {
    await using server = await serveWsMock(mock(chat))
    const verify = (grep: string, ...more: string[]) =>
      parley(['verify', folder, '--url', server.url, '--patience', '300', '--grep', grep, ...more])
    const held = await verify('reaches every')
    expect(held.stdout).toContain('1 passed, 0 failed, 0 inconclusive')
    expect(held.code).toBe(0)
    const failed = await verify('bye')
    expect(failed.code).toBe(1)
    expect(failed.stdout).toContain('✗ nobody ever says bye')
    const open = await verify('a room exists', '--options', fixture('verify.options.ts'), '--json')
    expect(JSON.parse(open.stdout)).toMatchObject({ outcome: 'inconclusive', counts: { inconclusive: 1 } })
    expect(open.code).toBe(3)
  })

  it('ends with 2 where no server is named', async () => {
    const { code, stderr, stdout } = await parley(['verify', folder, '--grep', 'reaches every'])
    expect(`${stderr}${stdout}`).toContain('Say which server is meant')
    expect(code).toBe(2)
  })
})

describe('parley explore', () => {
  it('finds nothing in a mock that keeps what its contract promises', async () => {
    const { code, stdout } = await parley([
      'explore',
      fixture('chat.ts'),
      '--export',
      'chat',
      '--runs',
      '50',
      '--seed',
      '1',
    ])
    expect(stdout).toContain('50 conversations, seed 1')
    expect(code).toBe(0)
  })

  it('fails with 1 and the shortest conversation that breaks a promise', async () => {
    const args = ['explore', fixture('chat.ts'), '--runs', '50', '--seed', '1', '--json']
    const { code, stdout } = await parley(args)
    expect(code).toBe(1)
    const report = JSON.parse(stdout) as { outcome: string; why: string }
    expect(report.outcome).toBe('fail')
    expect(report.why).toContain('atMostOnce in room/a')
  })
})
