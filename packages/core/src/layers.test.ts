// The rooms of core in their order, and the test that nothing imports upward. The same table, with a line on each
// room, stands in ARCHITECTURE.md.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** A room imports from itself and from those above it. A room that does not exist yet is no fault. */
const rooms = [
  'errors.ts',
  'wire/',
  'clock.ts',
  'transcript/',
  'views/',
  'match/',
  'contract/',
  'mock/',
  'scenario/',
  'guarantees/',
  'assert/',
  'transports/',
  'run/',
  'property/',
  'formats/',
]

/** The public faces: they may import every room, and nothing may import them. */
const entries = [
  'index.ts',
  'runner.ts',
  'node.ts',
  'socket-io.ts',
  'msw.ts',
  'property.ts',
  'formats.ts',
  'views.ts',
]

/** Files and folders that only ever run in Node, by path below src. Everything else runs in a browser too. */
const nodeOnly: readonly string[] = [
  'formats.ts',
  'formats/',
  'node.ts',
  'property/regression-folder.ts',
  'transports/intercept-http/in-process-socket.ts',
  'transports/intercept-http/wire.ts',
  'transports/socket/',
  'run/attach-ws.ts',
  'run/connect-ws.ts',
  'run/driven/ws-clients.ts',
  'run/mounted-mock.ts',
  'run/record-ws.ts',
  'run/recording/',
  'run/load-scenarios.ts',
  'run/port-server.ts',
  'run/serve-ws.ts',
  'run/verify-all.ts',
]

/** Load files that only run in Node when they are needed, and nothing before. */
const lazyDoors: readonly string[] = [
  'run/driven/load-clients.js',
  'transports/intercept-http/load-wire.js',
  'property/load-regressions.js',
]

/** Packages that come with one entry alone, and the folder that imports them: whoever imports it is that entry. */
const behindAnEntry: Readonly<Record<string, { readonly folder: string; readonly entry: string }>> = {
  'socket.io-parser': { folder: 'mock/socket-io/', entry: 'socket-io.ts' },
  'msw/ws': { folder: 'run/msw/', entry: 'msw.ts' },
}

const isNodeOnly = (path: string) =>
  nodeOnly.some((each) => (each.endsWith('/') ? path.startsWith(each) : path === each))
const needsNode = (specifier: string) => specifier.startsWith('node:') || specifier === 'ws'

/** The clock, and a socket that has `setTimeout` because every socket of Node's has. */
const mayNameTimers: readonly string[] = ['clock.ts', 'transports/intercept-http/in-process-socket.ts']
const timers = /\b(?:setTimeout|setInterval|setImmediate|Date\.now|performance\.now|new\s+Date)\b/

/** Path below a source folder → its text. */
type Sources = ReadonlyMap<string, string>

function readSources(folder: string): Sources {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !/\.test(-d)?\.ts$/.test(path))
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

const quoted = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/.source
const template = /`(?:\\.|[^`\\])*`/.source
const comment = /\/\/.*|\/\*[^]*?\*\//.source
const withoutComments = (text: string) =>
  text.replace(new RegExp(`(${quoted}|${template})|${comment}`, 'g'), (_, kept = ' ') => kept)
const withoutStrings = (text: string) => text.replace(new RegExp(quoted, 'g'), "''")

function importsOf(text: string): string[] {
  const found = withoutComments(text).matchAll(/\b(?:from|import)\b\s*\(?\s*(['"])(.+?)\1/g)
  return Array.from(found, (match) => match[2]!)
}

function isLazy(specifier: string, text: string): boolean {
  return text.includes(`await import('${specifier}')`)
}

function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/') + 1) : path
}

/** Every fault of core's sources, as sentences. */
function faultsOf(sources: Sources): string[] {
  const faults: string[] = []
  const imports = new Map<string, string[]>()

  for (const [path, text] of sources) {
    const room = roomOf(path)
    const own = rooms.indexOf(room)
    const isEntry = entries.includes(path)
    if (own === -1 && !isEntry) faults.push(`${path} is in no known room and is no entry`)

    const code = withoutComments(text)
    const timer = mayNameTimers.includes(path) ? null : timers.exec(withoutStrings(code))
    if (timer !== null) faults.push(`${path} names ${timer[0]}: time belongs to clock.ts`)

    const internal: string[] = []
    for (const specifier of importsOf(text)) {
      if (needsNode(specifier) && !isNodeOnly(path)) {
        faults.push(`${path} imports ${specifier}, but it also runs in browsers`)
      }
      const behind = behindAnEntry[specifier]
      if (behind !== undefined && !path.startsWith(behind.folder)) {
        faults.push(`${path} imports ${specifier}, which only ${behind.folder} may`)
      }
      if (!specifier.startsWith('.')) continue
      const target = normalize(join(dirname(path), specifier)).replaceAll('\\', '/')
      for (const { folder, entry } of Object.values(behindAnEntry)) {
        if (target.startsWith(folder) && !path.startsWith(folder) && path !== entry) {
          faults.push(`${path} imports ${target}, which comes with ${entry} alone`)
        }
      }
      if (!sources.has(target)) {
        faults.push(`${path} imports ${specifier}, which is no source file of core`)
      } else if (entries.includes(target)) {
        faults.push(`${path} imports ${target}, which is an entry`)
      } else if (
        isNodeOnly(target) &&
        !isNodeOnly(path) &&
        !(lazyDoors.includes(path) && isLazy(specifier, text))
      ) {
        faults.push(`${path} imports ${target}, which needs Node, but it also runs in browsers`)
      } else if (!isEntry && rooms.indexOf(roomOf(target)) > own) {
        faults.push(`${path} imports ${target}: ${roomOf(target)} is below ${room}`)
      } else {
        internal.push(target)
      }
    }
    imports.set(path, internal)
  }
  return [...faults, ...cyclesOf(imports)]
}

function cyclesOf(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) {
      cycles.push(`cycle: ${[...trail.slice(start), path].join(' → ')}`)
      return
    }
    if (done.has(path)) return
    for (const target of imports.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of imports.keys()) visit(path, [])
  return cycles
}

/** Every import of a binding that reaches into Parley otherwise than through core's entries. */
function bindingFaultsOf(name: string, sources: Sources, published: readonly string[]): string[] {
  const faults: string[] = []
  for (const [path, text] of sources) {
    for (const specifier of importsOf(text)) {
      const inside =
        specifier.startsWith('.') &&
        sources.has(normalize(join(dirname(path), specifier)).replaceAll('\\', '/'))
      const foreign = !specifier.startsWith('.') && !specifier.startsWith('@parley-ws/')
      if (inside || foreign || published.includes(specifier)) continue
      faults.push(`${name}/src/${path} imports ${specifier}, which is no entry of @parley-ws/core`)
    }
  }
  return faults
}

const core = fileURLToPath(new URL('..', import.meta.url))
const root = join(core, '../..')
const bindings = ['vitest-plugin', 'playwright-fixture', 'cli']

function publishedEntries(): string[] {
  const manifest: { exports: Record<string, unknown> } = JSON.parse(
    readFileSync(join(core, 'package.json'), 'utf8'),
  )
  return Object.keys(manifest.exports).map((entry) => `@parley-ws/core${entry.slice(1)}`)
}

describe('the rooms of core', () => {
  it('import nothing from below, know no cycle, no timer and no Node', () => {
    expect(faultsOf(readSources(join(core, 'src')))).toEqual([])
  })

  it('are the ones in the table of ARCHITECTURE.md, in its order', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
    const table = text.slice(text.indexOf('## The rooms of core')).split(/\n(?=## )/)[0]!
    expect(Array.from(table.matchAll(/^\| `([^`]+)`/gm), (row) => row[1])).toEqual(rooms)
  })

  it('are reached by bindings through the entries alone', () => {
    const present = readdirSync(join(root, 'packages')).filter((name) => bindings.includes(name))
    const faults = present.flatMap((name) =>
      bindingFaultsOf(name, readSources(join(root, 'packages', name, 'src')), publishedEntries()),
    )
    expect(present).toContain('vitest-plugin')
    expect(faults).toEqual([])
  })
})

describe('the layer test', () => {
  const errors: [string, string] = ['errors.ts', '']
  const faults = (...files: [path: string, text: string][]) => faultsOf(new Map([errors, ...files]))

  it('accepts imports from above, entries that import everything, and rooms that do not exist', () => {
    const frame = "import { mistake } from '../errors.ts'"
    expect(faults(['wire/frame.ts', frame], ['index.ts', "export { x } from './wire/frame.ts'"])).toEqual([])
  })

  it.each([
    ["import type { F } from './wire/frame.ts'"],
    ["import { type F,\n  g } from './wire/frame.ts'"],
    ["import './wire/frame.ts'"],
    ["export { f } from './wire/frame.ts'"],
    ["const f = () => import('./wire/frame.ts')"],
    ["const url = 'ws://x' // y\nimport { f } from './wire/frame.ts'"],
  ])('refuses an upward import: %s', (text) => {
    expect(
      faultsOf(
        new Map([
          ['errors.ts', text],
          ['wire/frame.ts', ''],
        ]),
      ),
    ).toEqual(['errors.ts imports wire/frame.ts: wire/ is below errors.ts'])
  })

  it('refuses a cycle within a room', () => {
    expect(faults(['wire/a.ts', "import './b.ts'"], ['wire/b.ts', "import './a.ts'"])).toEqual([
      'cycle: wire/a.ts → wire/b.ts → wire/a.ts',
    ])
  })

  it('refuses the import of an entry', () => {
    expect(faults(['index.ts', ''], ['run/play.ts', "import '../index.ts'"])).toEqual([
      'run/play.ts imports index.ts, which is an entry',
    ])
  })

  it('refuses a Node module in a file that runs in browsers', () => {
    expect(faults(['run/play.ts', "import net from 'node:net'"])).toEqual([
      'run/play.ts imports node:net, but it also runs in browsers',
    ])
  })

  it('refuses a file that needs Node in an entry that runs in browsers', () => {
    expect(
      faults(['run/serve-ws.ts', "import 'ws'"], ['index.ts', "export { x } from './run/serve-ws.ts'"]),
    ).toEqual(['index.ts imports run/serve-ws.ts, which needs Node, but it also runs in browsers'])
    expect(
      faults(['run/serve-ws.ts', "import 'ws'"], ['node.ts', "export { x } from './run/serve-ws.ts'"]),
    ).toEqual([])
  })

  it('keeps a package and its folder behind their entry', () => {
    const codec: [string, string] = ['mock/socket-io/codec.ts', "import { Decoder } from 'socket.io-parser'"]
    expect(faults(codec, ['socket-io.ts', "export { x } from './mock/socket-io/codec.ts'"])).toEqual([])
    expect(faults(codec, ['index.ts', "export { x } from './mock/socket-io/codec.ts'"])).toEqual([
      'index.ts imports mock/socket-io/codec.ts, which comes with socket-io.ts alone',
    ])
    expect(faults(['mock/server.ts', "import 'socket.io-parser'"])).toEqual([
      'mock/server.ts imports socket.io-parser, which only mock/socket-io/ may',
    ])
  })

  it('lets few files load what needs Node lazily', () => {
    const [, lazyDoor = ''] = lazyDoors
    const wire: [string, string] = ['transports/intercept-http/wire.ts', "import 'ws'"]
    expect(faults(wire, [lazyDoor, "const load = async () => await import('./wire.ts')"])).toEqual([])
    expect(faults(wire, [lazyDoor, "import './wire.ts'"])).toHaveLength(1)
    expect(
      faults(wire, [
        'transports/intercept.ts',
        "const load = async () => await import('./intercept-http/wire.ts')",
      ]),
    ).toHaveLength(1)
  })

  it.each([['utils.ts'], ['helpers/list.ts']])('refuses %s, an unknown room', (path) => {
    expect(faults([path, ''])).toEqual([`${path} is in no known room and is no entry`])
  })

  it.each([
    'setTimeout(f, 1)',
    'globalThis.setInterval',
    'setImmediate(f)',
    'Date.now()',
    'performance.now()',
    'new Date()',
  ])('refuses %s outside the clock', (text) => {
    expect(faults(['run/play.ts', text], ['clock.ts', text])).toHaveLength(1)
  })

  it('lets comments and messages name a timer', () => {
    expect(
      faults(['run/play.ts', "// setTimeout\n/* Date.now */ const hint = 'setTimeout is fake'"]),
    ).toEqual([])
  })

  it.each(['@parley-ws/core/dist/index.js', '@parley-ws/core/src/errors.ts', '../../core/src/index.ts'])(
    'refuses a binding that imports %s',
    (specifier) => {
      const sources = new Map([['index.ts', `import { x } from '${specifier}'`]])
      expect(bindingFaultsOf('vitest-plugin', sources, ['@parley-ws/core'])).toHaveLength(1)
    },
  )
})
