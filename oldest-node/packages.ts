// The packages as they are published: where they are, and what they say of themselves.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

interface Manifest {
  readonly name: string
  readonly engines: { readonly node: string }
  readonly exports: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
}

interface Package extends Manifest {
  readonly folder: string
}

const NAMES = ['core', 'vitest-plugin', 'playwright-fixture', 'cli']

export const packages: readonly Package[] = NAMES.map((name) => {
  const file = createRequire(import.meta.url).resolve(`@parley-ws/${name}/package.json`)
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as Manifest), folder: dirname(file) }
})
