// The Vite plugin: `plugins: [parley()]` in vitest.config.ts registers the matchers for every test file and carries the
// project's default options to `setupWsMock()`.
import type { Plugin } from 'vitest/config'
import { checkOptionNames, mistake } from '@parley-ws/core/runner'
import type { ProjectOptions } from './defaults.ts'

export type { ProjectOptions }

const KNOWN: readonly string[] = [
  'unmatched',
  'unhandled',
  'scope',
  'seed',
  'install',
] satisfies (keyof ProjectOptions)[]

/**
 * Parley for a Vitest project.
 *
 * @param options defaults for every `setupWsMock()` of the project
 * @throws MistakeError for an option that does not exist, or a value that is none of it
 */
export function parley(options: ProjectOptions = {}): Plugin {
  checkOptionNames('parley()', options, KNOWN)
  const { install } = options
  if (install !== undefined && install !== 'tests' && install !== 'imports') {
    throw mistake('parley()', `install is ${JSON.stringify(install)}`, "Use 'tests' or 'imports'")
  }
  return {
    name: 'parley',
    config: () => ({
      test: { setupFiles: ['@parley-ws/vitest-plugin/setup'], provide: { parley: { ...options } } },
    }),
  }
}
