// How long the compiler takes over a large contract: 200 messages each way, 10 kinds of groups, 20 scenarios. Generates the
// file, checks it with `tsc --noEmit`, and prints the compiler's own figures. A figure to read; it asserts nothing.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MESSAGES = 200
const GROUPS = 10
const SCENARIOS = 20
const RUNS = 5

// Below node_modules: imports resolve as a user's would, and nothing is left in the working tree.
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'node_modules/.cache/parley-contract-types')

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

/** How messages are described: by zod, or by types alone. */
type Style = 'zod' | 'types alone'

function messageOf(
  style: Style,
  fields: Readonly<Record<string, 'string' | 'number' | 'tags' | 'place'>>,
): string {
  const asZod = {
    string: 'z.string()',
    number: 'z.number()',
    tags: 'z.array(z.string())',
    place: 'z.object({ x: z.number(), y: z.number(), name: z.string().optional() })',
  }
  const asType = {
    string: 'string',
    number: 'number',
    tags: 'string[]',
    place: '{ x: number; y: number; name?: string }',
  }
  const entries = Object.entries(fields)
  if (style === 'zod')
    return `z.object({ ${entries.map(([field, type]) => `${field}: ${asZod[type]}`).join(', ')} })`
  return `typed<{ ${entries.map(([field, type]) => `${field}: ${asType[type]}`).join('; ')} }>()`
}

function source(style: Style): string {
  const message = (index: number): string =>
    messageOf(style, {
      room: 'string',
      id: 'string',
      text: 'string',
      tags: 'tags',
      place: 'place',
      [`own${index}`]: 'number',
    })
  const group = (index: number): string => `    kind${index}: {
      join: { by: 'ask${index * 4}', ack: 'told${index * 4}', key: 'room' },
      leave: { by: 'ask${index * 4 + 1}', ack: 'told${index * 4 + 1}', key: 'room' },
      broadcast: {
        by: 'ask${index * 4 + 2}', delivers: 'told${index * 4 + 2}', key: 'room', id: 'id',
        deliver: (message) => ({ room: message.room, id: message.id, text: message.text, tags: message.tags, place: message.place, own${index * 4 + 2}: message.own${index * 4 + 2} }),
      },
      guarantees: [exactlyOnce(), totalOrder(), membersOnly()],
    },`
  const body = (index: number): string =>
    `{ room: 'lobby', id: '1', text: 'hi', tags: [], place: { x: 1, y: 2 }, own${index}: 1 }`
  const conversation = (index: number): string => {
    const at = index * 9
    return `export const scenario${index} = scenario('scenario ${index}', {
  contract: big,
  clients: ['alice', 'bob', 'eve'],
  steps: ({ alice, bob, eve, server }) => [
    alice.joinGroup('kind${index % GROUPS}', 'lobby'),
    bob.joinGroup('kind${index % GROUPS}', 'lobby'),
${numbers(4)
  .map(
    (n) =>
      `    alice.send('ask${at + n}', ${body(at + n)}),\n    each(alice, bob).expect('told${at + n}', { text: 'hi', place: { x: 1 } }),`,
  )
  .join('\n')}
    bob.send('ask${at + 5}', { ...${body(at + 5)}, id: ref('id') }),
    bob.expectInAnyOrder(['told${at}', ['told${at + 1}', { text: text(), own${at + 1}: 1 }]]),
    eve.ignore('told${at + 2}'),
    eve.expectNothing(),
    server.broadcast('told${at + 3}', ${body(at + 3)}, { group: ['kind${index % GROUPS}', 'lobby'] }),
    together([alice.expect('told${at + 3}')], [bob.expect('told${at + 3}', { id: capture('id') })]),
    bob.close(1000),
  ],
})`
  }
  return `import { capture, contract, each, exactlyOnce, membersOnly, mock, ref, scenario, text, together, totalOrder${style === 'zod' ? '' : ', typed'} } from '@parley-ws/core'
${style === 'zod' ? "import { z } from 'zod'\n" : ''}
export const big = contract('big', {
  url: '/',
  clientToServer: {
${numbers(MESSAGES)
  .map((index) => `    ask${index}: ${message(index)},`)
  .join('\n')}
  },
  serverToClient: {
${numbers(MESSAGES)
  .map((index) => `    told${index}: ${message(index)},`)
  .join('\n')}
  },
  groups: {
${numbers(GROUPS).map(group).join('\n')}
  },
  replies: { ask199: { with: 'told199', correlate: 'id' } },
})

export const bigMock = mock(big, ({ on, onConnect }) => [
  onConnect().send('told0', ${body(0)}),
${numbers(SCENARIOS)
  .map(
    (index) =>
      `  on('ask${index * 7}', { text: 'hi' }).reply('told${index * 7}', ({ message }) => ({ ...message, text: message.text.toUpperCase(), own${index * 7}: 1 })),`,
  )
  .join('\n')}
])

${numbers(SCENARIOS).map(conversation).join('\n\n')}
`
}

const CONFIG = {
  compilerOptions: {
    target: 'es2023',
    lib: ['ESNext', 'DOM'],
    types: [],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
  },
  files: ['big.ts'],
}

interface Measured {
  readonly seconds: number
  readonly figures: ReadonlyMap<string, string>
}

function measure(text: string): Measured {
  writeFileSync(join(folder, 'big.ts'), text)
  const began = performance.now()
  const output = execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '--project', folder, '--extendedDiagnostics'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const seconds = (performance.now() - began) / 1000
  const figures = Array.from(
    output.matchAll(/^(.+?):\s+(\S+)$/gm),
    ([, name = '', value = '']) => [name, value] as const,
  )
  return { seconds, figures: new Map(figures) }
}

function bestOf(text: string): Measured {
  const runs = numbers(RUNS).map(() => measure(text))
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best))
}

mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG))
console.log(
  `${MESSAGES} messages each way, ${GROUPS} kinds of groups, ${SCENARIOS} scenarios; the best of ${RUNS} runs`,
)
for (const style of ['zod', 'types alone'] as const) {
  const { seconds, figures } = bestOf(source(style))
  const imports = bestOf(source(style).split('export const')[0] ?? '')
  console.log(
    `\nmessages by ${style}: ${seconds.toFixed(2)} s, of which ${imports.seconds.toFixed(2)} s are the compiler's start and the imports`,
  )
  for (const name of ['Check time', 'Types', 'Instantiations', 'Memory used'])
    console.log(`  ${name}: ${figures.get(name) ?? 'unknown'}`)
}
