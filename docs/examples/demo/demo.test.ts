import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import * as scenarios from '@parley-ws/example-chat-contract/scenarios'
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
  /** What it says under a title. */
  const under = (title: string): string => {
    const [, text = ''] = stdout.split(`\n${title}`)
    return text.split(/\n\n(?=[1-4]\. |With |Next)/)[0] ?? ''
  }

  it('ends well and says nothing of trouble', () => {
    expect([status, stderr]).toEqual([0, ''])
  })

  it('shows the conversation as source, and as it was simulated', () => {
    expect(stdout).toContain(
      "export const fanOut = scenario('a message reaches every member of its room, once', {",
    )
    expect(under('1. Simulated')).toMatch(/alice +→ \{"type":"say","room":"lobby","id":"1","text":"hi"\}/)
    expect(under('1. Simulated')).toMatch(/\(in all \d+ orders\)/)
  })

  it.each(['1. Simulated', '2. Played', '3. Verified'])('uses each of the six: %s', (title) => {
    for (const scenario of Object.values(scenarios)) expect(under(title)).toContain(`✓ ${scenario.title}`)
  })

  it('shows what the app shows, and whether silence was proven', () => {
    expect(under('2. Played')).toContain('(the app shows: hi)')
    expect(under('3. Verified')).toMatch(/at ws:\/\/127\.0\.0\.1:\d+\/rooms/)
    expect(under('3. Verified').match(/\(silence is proven\)/g)).toHaveLength(6)
  })

  it('catches a server with a mistake, and says who heard what', () => {
    expect(under('4. The same server')).toMatch(
      /✗ extra message\n\n[^]*eve\.expectNothing\(\)[^]*eve +← \{"type":"said","room":"lobby","id":"1","text":"hi"\}/,
    )
  })

  it.each([
    ['wrong payload', "text: expected 'hi', got 'HI'"],
    [
      'missing recipient',
      "expected bob.expect('said', { id: '1', text: 'hi' })\n    but nothing came within",
    ],
    ['wrong close code', 'code: expected 4001, got 1008'],
    ['late acknowledgement', 'taken answers say within 1000 ms, and came after'],
  ])('names the mistake: %s', (mistake, sentence) => {
    const [, text = ''] = under('With others').split(`✗ ${mistake}\n\n`)
    expect(text.split('✗')[0]).toContain(sentence)
  })

  it('uses no colours when its output is not a terminal', () => {
    expect(stripVTControlCharacters(stdout)).toBe(stdout)
  })
})
