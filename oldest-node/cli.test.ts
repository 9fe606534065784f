// The command, as a process of the same Node.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { connectWs } from '@parley-ws/core/node'
import { expect, test } from 'vitest'
import { packages } from './packages.ts'

const cli = packages.find(({ bin }) => bin !== undefined)
const BIN = join(cli?.folder ?? '', cli?.bin?.['parley'] ?? '')
const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function parley(args: readonly string[], nodeOptions = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, NODE_OPTIONS: nodeOptions } }
    const child = execFile(process.execPath, [BIN, ...args], options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    )
  })
}

/** Where it is served; rejects when it ends before it is. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const [, url] = /serving (ws:\S+)/.exec(printed) ?? []
      if (url !== undefined) resolve(url)
    })
    child.once('exit', () => reject(new Error(`it ended and served nothing: ${printed}`)))
  })
}

test('parley --help', async () => {
  const { code, stdout, stderr } = await parley(['--help'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain('simulate')
})

test('parley simulate', async () => {
  const { code, stdout } = await parley(['simulate', fixture('scenario.js'), '--mock', fixture('mock.js')])
  expect(stdout).toContain('1 passed, 0 failed, 0 inconclusive')
  expect(code).toBe(0)
})

test('parley serve', async () => {
  const child = spawn(process.execPath, [BIN, 'serve', fixture('mock.js'), '--port', '0'])
  const ended = once(child, 'exit')
  await using client = await connectWs(await urlOf(child))
  client.send('ping')
  expect(await client.next()).toMatchObject({ frame: { payload: 'pong' } })
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

test('a module in TypeScript wants an option of Node, and the command says which', async () => {
  const args = ['simulate', fixture('typed-scenario.ts'), '--mock', fixture('mock.js')]
  const { code, stderr } = await parley(args)
  expect([code, /NODE_OPTIONS=(\S+)/.exec(stderr)?.[1]]).toEqual([2, '--experimental-strip-types'])
  expect((await parley(args, '--experimental-strip-types')).stdout).toContain('1 passed, 0 failed')
})
