// The scenarios in the files and folders that a user names. Finding them is core's.
import { type LoadedScenario, loadScenarios } from '@parley-ws/core/node'
import { UsageError } from '../exit.ts'
import { explained } from './module.ts'

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
      throw explained(error, path)
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
