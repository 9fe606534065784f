// The scenarios that the modules of a folder export. Imports them; what a module does besides is its own affair.
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { mistake } from '../errors.ts'
import { isScenario, type Scenario } from '../scenario/scenario.ts'

/** A scenario, and the file that exports it. */
export interface LoadedScenario {
  readonly scenario: Scenario<unknown>
  readonly file: string
}

const MODULE = /\.[cm]?[jt]s$/
/** Declarations, tests, type tests, configuration. */
const NO_MODULE = /\.(?:d\.[cm]?ts|(?:test|spec|test-d|config)\.[cm]?[jt]s)$/

/**
 * Imports the modules of a folder, and of those in it, and collects the scenarios that they export: by themselves or in
 * lists, each once, files by name and exports in the order of the module. Tests, declarations, configuration,
 * `node_modules` and what begins with a dot are left out. TypeScript needs a Node that strips types (22.18 or later).
 *
 * @param path a folder, or one file
 * @throws MistakeError when there is nothing of that name, or no scenario in it
 * @throws what a module throws
 */
export async function loadScenarios(path: string | URL): Promise<readonly LoadedScenario[]> {
  const attempted = `loadScenarios('${String(path)}')`
  const root = path instanceof URL ? path : pathToFileURL(resolve(path))
  const files = await filesOf(attempted, root)
  const found = new Map<Scenario<unknown>, string>()
  for (const file of files) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- modules of a folder are loaded in its order
    const module = (await import(file.href)) as Readonly<Record<string, unknown>>
    for (const scenario of scenariosIn(module)) if (!found.has(scenario)) found.set(scenario, file.href)
  }
  if (found.size === 0) {
    throw mistake(
      attempted,
      `none of its ${files.length} modules exports a scenario`,
      "Export what scenario('…', { … }) returns",
    )
  }
  return Array.from(found, ([scenario, file]) => ({ scenario, file: fileURLToPath(file) }))
}

/** The scenarios that a module exports, or that stand in a list. */
function scenariosIn(exported: Readonly<Record<string, unknown>>): readonly Scenario<unknown>[] {
  return Object.values(exported).flatMap((one) =>
    (Array.isArray(one) ? (one as readonly unknown[]) : [one]).filter(isScenario),
  )
}

async function filesOf(attempted: string, root: URL): Promise<readonly URL[]> {
  const kind = await stat(root).catch(() => undefined)
  if (kind === undefined)
    throw mistake(attempted, 'there is no such folder', 'Give the path of one, or of a file')
  if (kind.isFile()) return [root]
  const folder = root.href.endsWith('/') ? root : new URL(`${root.href}/`)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && MODULE.test(entry.name) && !NO_MODULE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !/[\\/](?:node_modules|\.[^\\/]*)[\\/]/.test(file.slice(decodeURI(folder.pathname).length - 1)),
    )
    .toSorted()
    .map((file) => pathToFileURL(file))
}
