// Runs the suites of the packages and of the examples on the oldest Node: `npm run suites --workspace @parley-ws/oldest-node`.
// Takes minutes, hence no part of `npm run check`. Named folders alone with `-- packages/core docs/examples/chat`.
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'

const ROOT = join(import.meta.dirname, '..')
const VITEST = join(createRequire(import.meta.url).resolve('vitest/package.json'), '../vitest.mjs')

// Its program is the repository's own, for the Node that the repository brings: it is written with `using`, which this Node
// does not read.
const LEFT_OUT = ['docs/examples/demo']

const wanted = process.argv.slice(2)
const all = globSync(['packages/*', 'docs/examples/*'], { cwd: ROOT })
  .filter((folder) => scriptOf(folder).startsWith('vitest run') && !LEFT_OUT.includes(folder))
  .toSorted()

const failed = (wanted.length > 0 ? wanted : all).filter((folder) => !passes(folder))
process.stdout.write(
  failed.length > 0 ? `\nfailed: ${failed.join(', ')}\n` : `\nall passed on Node ${process.version}\n`,
)
process.exitCode = failed.length > 0 ? 1 : 0

function scriptOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    readonly scripts?: { readonly test?: string }
  }
  return manifest.scripts?.test ?? ''
}

function passes(folder: string): boolean {
  process.stdout.write(`\n=== ${folder}\n`)
  // Tests start programs in TypeScript, which this Node reads only if told to.
  const NODE_OPTIONS = '--experimental-strip-types --disable-warning=ExperimentalWarning'
  const { status } = spawnSync(process.execPath, [VITEST, 'run'], {
    cwd: join(ROOT, folder),
    env: { ...process.env, NODE_OPTIONS },
    stdio: 'inherit',
  })
  return status === 0
}
