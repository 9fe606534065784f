// The Vite plugin: `plugins: [parley()]` in vitest.config.ts registers the matchers for every test file, carries the
// project's default options to `setupWsMock()`, and adds the reporter of coverage where it is asked for.
import { createRequire } from 'node:module'
import type { Plugin } from 'vitest/config'
import type { Vitest } from 'vitest/node'
import {
  checkOptionNames,
  type CoverageReportOptions,
  mistake,
  type WantedCoverage,
  wantedCoverage,
} from '@parley-ws/core/runner'
import { reportCoverage } from './coverage-reporter.ts'
import type { ProjectOptions, ProvidedOptions } from './defaults.ts'

export type { CoverageReportOptions as CoverageOptions, ProjectOptions }

/** What `parley()` takes. */
export interface ParleyOptions extends ProjectOptions {
  /**
   * Counts which messages, close codes, refusals, group actions and promises of contracts the tests touch, and prints
   * a table. Default false: nothing is counted.
   */
  readonly coverage?: boolean | CoverageReportOptions | undefined
  /**
   * Attaches to a test that fails what was said to each of its mocks: the timeline as a text, and as a picture in HTML.
   * Default: where a report is made that shows it, by the reporter `html`, `--ui`, or the reporter `blob`.
   */
  readonly attachments?: boolean | undefined
}

const KNOWN: readonly string[] = [
  'unmatched',
  'unhandled',
  'scope',
  'seed',
  'install',
  'coverage',
  'attachments',
] satisfies (keyof ParleyOptions)[]

/**
 * Parley for a Vitest project.
 *
 * @param options defaults for every `setupWsMock()` of the project, and coverage
 * @throws MistakeError for an option that does not exist, or a value that is none of it
 */
export function parley(options: ParleyOptions = {}): Plugin {
  checkOptionNames('parley()', options, KNOWN)
  const { coverage, attachments, ...defaults } = options
  const { install } = defaults
  if (install !== undefined && install !== 'tests' && install !== 'imports') {
    throw mistake('parley()', `install is ${JSON.stringify(install)}`, "Use 'tests' or 'imports'")
  }
  if (attachments !== undefined && typeof attachments !== 'boolean') {
    throw mistake('parley()', `attachments is ${JSON.stringify(attachments)}`, 'Use true or false')
  }
  const wanted = wantedOf(coverage)
  const provided: ProvidedOptions = { ...defaults, ...(wanted === undefined ? {} : { coverage: true }) }
  return {
    name: 'parley',
    config: () => ({ test: { setupFiles: [SETUP], provide: { parley: provided } } }),
    configureVitest({ vitest, project }) {
      // Projects that are written into the configuration inherit its options as they were before plugins added theirs.
      const { setupFiles } = project.config
      if (!setupFiles.some(isSetup)) setupFiles.unshift(createRequire(import.meta.url).resolve(SETUP))
      if (wanted !== undefined) reportCoverage(vitest, wanted)
      project.provide('parleyAttachments', attachments ?? showsAttachments(vitest.config))
    },
  }
}

/** Undefined where no coverage is asked for. */
function wantedOf(coverage: boolean | CoverageReportOptions | undefined): WantedCoverage | undefined {
  if (coverage === undefined || coverage === false) return undefined
  return wantedCoverage('parley(), coverage', coverage === true ? {} : coverage)
}

/** Whether a report of the run shows what is attached to a test, or may be merged into one that does. */
function showsAttachments({ ui, reporters }: Vitest['config']): boolean {
  return ui || reporters.some((reporter) => Array.isArray(reporter) && SHOWING.has(reporter[0]))
}

const SHOWING: ReadonlySet<unknown> = new Set(['html', 'blob'])

const SETUP = '@parley-ws/vitest-plugin/setup'

/** By the path that the package's entry is resolved to. */
function isSetup(file: string): boolean {
  return file.replaceAll('\\', '/').endsWith('/vitest-plugin/dist/setup.js')
}
