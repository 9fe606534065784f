// `parley init`: what a project needs for its first test. Writes over nothing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import { UsageError } from '../exit.ts'
import { jsonOption } from '../options.ts'
import { print, printJson } from '../output.ts'
import { version } from '../version.ts'

const VITEST = '^5.1.0'
const CONFIGS = ['ts', 'mts', 'js', 'mjs', 'cts', 'cjs'].flatMap((ending) => [
  `vitest.config.${ending}`,
  `vite.config.${ending}`,
])

const PLUGIN = '@parley-ws/vitest-plugin'

const CONFIG = `import { parley } from '${PLUGIN}/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [parley()] })
`

const TEST = `import { on, onConnect, text } from '@parley-ws/core'
import { setupWsMock } from '${PLUGIN}'
import { expect, test } from 'vitest'

// For this test file, whatever opens a WebSocket to this address speaks to these rules.
const chat = setupWsMock('wss://chat.example.com/rooms/:room', [
  onConnect().send({ type: 'welcome' }),
  on({ type: 'say', text: text() }).reply(({ message }) => ({ type: 'said', text: message.text })),
])

test('the server says again what a client says', async () => {
  // In a test of yours, your app opens the socket.
  const socket = new WebSocket('wss://chat.example.com/rooms/tea')
  const client = await chat.client()
  socket.send(JSON.stringify({ type: 'say', text: 'hello' }))
  await expect(client).toHaveSent({ type: 'say', text: 'hello' })
  await expect(client).toHaveReceivedInOrder([{ type: 'welcome' }, { type: 'said', text: 'hello' }])
})
`

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export function initCommand(): Command {
  return new Command('init')
    .description('Add the Vitest plugin and a first test to a project. Writes over nothing.')
    .argument('[folder]', 'the folder of its package.json', '.')
    .option('--test <file>', 'where the test goes', 'test/chat.test.ts')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley init
  parley init packages/app --test src/chat.test.ts`,
    )
    .action((folder: string, { test, json }: { readonly test: string; readonly json?: boolean }) => {
      const wrote: string[] = []
      const todo: string[] = []
      const added = addPackages(folder)
      if (added.length > 0) {
        wrote.push('package.json')
        todo.push('npm install')
      }
      const config = CONFIGS.find((name) => existsSync(join(folder, name)))
      if (config === undefined) {
        writeFileSync(join(folder, 'vitest.config.ts'), CONFIG)
        wrote.push('vitest.config.ts')
      } else if (!readFileSync(join(folder, config), 'utf8').includes(PLUGIN)) {
        todo.push(`add parley() of '${PLUGIN}/config' to the plugins in ${config}`)
      }
      if (!existsSync(join(folder, test))) {
        mkdirSync(dirname(join(folder, test)), { recursive: true })
        writeFileSync(join(folder, test), TEST)
        wrote.push(test)
      }
      todo.push('npx vitest run')
      if (json === true) return printJson({ wrote, added, todo })
      print(wrote.length === 0 ? 'Everything is there already.' : `Wrote ${wrote.join(', ')}.`)
      print(`Next:\n${todo.map((each) => `  ${each}`).join('\n')}`)
    })
}

/** Adds what is missing to package.json. Returns the names of what was added. */
function addPackages(folder: string): readonly string[] {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) throw new UsageError(`There is no ${file}. Make one with npm init.`)
  const text = readFileSync(file, 'utf8')
  let manifest: Manifest
  try {
    manifest = JSON.parse(text) as Manifest
  } catch (cause) {
    throw new UsageError(`${file} is no JSON: ${String(cause)}`, { cause })
  }
  const present = { ...manifest.dependencies, ...manifest.devDependencies }
  const parley = `^${version()}`
  const wanted = { '@parley-ws/core': parley, [PLUGIN]: parley, vitest: VITEST }
  const missing = Object.entries(wanted).filter(([name]) => !(name in present))
  if (missing.length === 0) return []
  const devDependencies = Object.fromEntries(
    Object.entries({ ...manifest.devDependencies, ...Object.fromEntries(missing) }).toSorted(([a], [b]) =>
      a < b ? -1 : 1,
    ),
  )
  const indent = /^[\t ]+(?=")/m.exec(text)?.[0] ?? '  '
  writeFileSync(file, `${JSON.stringify({ ...manifest, devDependencies }, undefined, indent)}\n`)
  return missing.map(([name]) => name)
}
