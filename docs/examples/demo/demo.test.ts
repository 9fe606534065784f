import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'

const demo = (env: NodeJS.ProcessEnv = {}): ReturnType<typeof spawnSync> & { stdout: string } => {
  const { FORCE_COLOR: _, ...inherited } = process.env
  return spawnSync(process.execPath, [fileURLToPath(new URL('demo.ts', import.meta.url))], {
    encoding: 'utf8',
    env: { ...inherited, ...env },
  })
}

describe('npm run demo', () => {
  const { status, stdout, stderr } = demo()

  it('ends well and says nothing of trouble', () => {
    expect([status, stderr]).toEqual([0, ''])
  })

  it('shows the conversation as it was simulated', () => {
    expect(stdout).toMatch(/alice +→ \{"type":"say","room":"lobby","text":"hi"\}/)
    expect(stdout).toMatch(/✓ holds in all \d+ orders/)
  })

  it('catches the broken server and says who heard what', () => {
    expect(stdout).toContain('✗ caught')
    expect(stdout).toMatch(/eve\.expectNothing\(\)[^]*\{"type":"said","text":"hi"\}/)
  })

  it('runs the same conversation over real sockets, and catches the server that forgot who speaks', () => {
    expect(stdout).toMatch(/✓ holds at ws:\/\/127\.0\.0\.1:\d+\//)
    expect(stdout).toMatch(
      /alice\.expect\(\{ type: 'said', text: 'hi' \}\)\n {2}but nothing came within \d+ ms/,
    )
  })

  it('uses no colours when its output is not a terminal', () => {
    expect(stripVTControlCharacters(stdout)).toBe(stdout)
  })
})
