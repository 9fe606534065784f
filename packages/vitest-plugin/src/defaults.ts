// The project's default options: from `parley()` in vitest.config.ts to every `setupWsMock()`.
import type { MockOptions, UnhandledPolicy } from '@parley-ws/core'
import { inject } from 'vitest'

/** What `parley()` and `setupWsMock()` take. */
export interface WsMockOptions extends MockOptions {
  /**
   * A WebSocket to a URL that no mock answers: `warn` (default) says so once and lets it through, `bypass` lets it
   * through in silence, `error` refuses it and fails the test.
   */
  readonly unhandled?: UnhandledPolicy | undefined
  /**
   * How long connections live: `test` (default), or `file`: they are kept over the tests of the file or `describe`,
   * which then cannot run concurrently. Rules added with `use()` end with their test either way.
   */
  readonly scope?: 'test' | 'file' | undefined
}

/** The options that can be given for a whole project: plain values, as they travel to the workers. */
export interface ProjectOptions extends Pick<WsMockOptions, 'unmatched' | 'unhandled' | 'scope' | 'seed'> {
  /**
   * From when on the global WebSocket is replaced: while tests run that have a mock (`tests`, default), or before test
   * files are loaded (`imports`), for apps whose modules keep the class when they are loaded: `const { WebSocket } =
   * globalThis`, a client made at the top of a module. Sockets that no mock answers are real ones either way.
   */
  readonly install?: 'tests' | 'imports' | undefined
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly parley?: ProvidedOptions
  }
}

/** What travels to the workers. */
export interface ProvidedOptions extends ProjectOptions {
  /** Whether what tests touch of contracts is counted. */
  readonly coverage?: boolean | undefined
}

/** The project's options, with those given here before them. */
export function withDefaults(options: WsMockOptions): WsMockOptions {
  const { install: _install, coverage: _coverage, ...defaults } = inject('parley') ?? {}
  return { ...defaults, ...options }
}
