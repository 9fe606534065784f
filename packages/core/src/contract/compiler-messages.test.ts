// What the compiler says of the mistakes that authors most likely make with a contract: its text names what there is, and
// stays readable where the contract is large.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const source = fileURLToPath(new URL('..', import.meta.url))

const head = `
import { z } from 'zod'
import { contract } from '${source}contract/contract.ts'
import { mock } from '${source}mock/definition.ts'
import { scenario } from '${source}scenario/scenario.ts'
const room = z.string()
const say = z.object({ room, id: z.string(), text: z.string() })
const messages = { clientToServer: { enter: z.object({ room }), say }, serverToClient: { entered: z.object({ room }), said: say } } as const
const chat = contract('chat', { url: '/', ...messages, groups: { room: { join: { by: 'enter', key: 'room' } }, user: {} } })
`

const step = (call: string): string =>
  `scenario('s', { contract: chat, clients: ['alice'], steps: ({ alice, server }) => [${call}] })`
const group = (part: string): string =>
  `contract('c', { url: '/', ...messages, groups: { room: { ${part} } } })`

const mistakes: readonly (readonly [what: string, line: string, text: string])[] = [
  [
    'a misspelt message',
    step("alice.send('sya', {})"),
    `Argument of type '"sya"' is not assignable to parameter of type '"enter" | "say"'.`,
  ],
  [
    'a message in the wrong direction',
    step("alice.expect('say')"),
    `Argument of type '"say"' is not assignable to parameter of type '"entered" | "said"'.`,
  ],
  [
    'a wrong payload',
    step("alice.send('say', { room: 'a', id: '1', text: 7 })"),
    `Type 'number' is not assignable to type 'string | Matcher<string>'.`,
  ],
  [
    'a field too many',
    step("alice.send('enter', { room: 'a', rooom: 'a' })"),
    `Object literal may only specify known properties, and 'rooom' does not exist in type`,
  ],
  [
    'a pattern for no field',
    step("alice.expect('said', { txt: 'hi' })"),
    `Object literal may only specify known properties, and 'txt' does not exist in type 'PatternFor<{ room: string; id: string; text: string; }>'.`,
  ],
  [
    'a pattern of another type',
    step("alice.expect('said', { text: 7 })"),
    `Type 'number' is not assignable to type 'PatternFor<string> | undefined'.`,
  ],
  [
    'an unknown group',
    step("alice.joinGroup('rooms', 'a')"),
    `Argument of type '"rooms"' is not assignable to parameter of type '"room" | "user"'.`,
  ],
  [
    'an unknown client',
    step('bob.close()').replace('alice, server', 'bob'),
    `Property 'bob' does not exist on type`,
  ],
  [
    'a rule about no message',
    "mock(chat, ({ on }) => [on('sya').drop()])",
    `Argument of type '"sya"' is not assignable to parameter of type '"enter" | "say"'.`,
  ],
  [
    'a wrong reply',
    "mock(chat, ({ on }) => [on('say').reply('said', { room: 'a', id: '1' })])",
    `Property 'text' is missing in type '{ room: string; id: string; }'`,
  ],
  [
    'a key that is no field',
    group("join: { by: 'enter', key: 'rom' }"),
    `Type '"rom"' is not assignable to type '"room" | KeyFunctions<{ room: string; }>'.`,
  ],
  [
    'a message that nobody says',
    group("join: { by: 'entr', key: 'room' }"),
    `Type '"entr"' is not assignable to type '"enter" | "say"'.`,
  ],
]

let folder: string
let output: string

beforeAll(() => {
  // Below node_modules: imports resolve, and nothing is left for other tools to look at.
  folder = mkdtempSync(join(source, '../../../node_modules/.compiler-messages-'))
  writeFileSync(join(folder, 'mistakes.ts'), `${head}${mistakes.map(([, line]) => line).join('\n')}\n`)
  const options = {
    target: 'es2023',
    lib: ['ESNext', 'DOM', 'DOM.Iterable'],
    types: [],
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: ['mistakes.ts'] }),
  )
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  )
  const { stdout } = spawnSync(execPath, [compiler, '--project', folder, '--pretty', 'false'], {
    encoding: 'utf8',
  })
  output = stdout
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true }))

describe('the compiler', () => {
  it.each(mistakes.map(([what, , text], index) => [what, text, index] as const))(
    'says of %s what is right',
    (_what, text, index) => {
      const line = head.split('\n').length + index
      const from = output.indexOf(`mistakes.ts(${line},`)
      const next = output.slice(from).search(/\n\S*mistakes\.ts\(/)
      expect(from).not.toBe(-1)
      expect(output.slice(from, next === -1 ? undefined : from + next)).toContain(text)
    },
  )
})
