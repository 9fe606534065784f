// The scenarios in the files and folders that a user names. Finding them is core's.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadedScenario, loadScenarios } from '@parley-ws/core/node'
import { MistakeError } from '@parley-ws/core/runner'
import { UsageError } from '../exit.ts'
import { importError } from './import-error.ts'
import { isModule } from './module.ts'

/**
 * @param words only scenarios whose title holds this text
 * @throws UsageError where none is left
 */
export async function scenariosIn(
  paths: readonly string[],
  words: string | undefined,
): Promise<readonly LoadedScenario[]> {
  const all: LoadedScenario[] = []
  for (const path of paths) {
    try {
      // oxlint-disable-next-line eslint/no-await-in-loop -- in the order in which they were named
      all.push(...(await loadScenarios(path)))
    } catch (error) {
      // What is wrong with the path, core says; all else is thrown by what the modules are.
      const isSaid = error instanceof MistakeError && error.message.startsWith('loadScenarios(')
      throw isSaid ? error : await importError(error, path, filesIn(path))
    }
  }
  const chosen =
    words === undefined
      ? all
      : all.filter(({ scenario }) => scenario.title.toLowerCase().includes(words.toLowerCase()))
  if (chosen.length > 0) return chosen
  const titles = all.map(({ scenario }) => `  ${scenario.title}`).join('\n')
  throw new UsageError(`No scenario's title holds "${words}". There are:\n${titles}`)
}

/** The modules that a path names. */
function filesIn(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => isModule(name) && !name.includes('node_modules'))
    .map((name) => join(path, name))
}
