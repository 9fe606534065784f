// Which test is running: the one place that knows. A socket, a handle and a handler belong to the test in whose async
// context they are used; without such a context to the only test that runs.
import {
  type LiveMock,
  mistake,
  type RunInContext,
  throwAll,
  type UnhandledPolicy,
  type UrlMatcher,
} from '@parley-ws/core/runner'
import type { RunnerTestCase as Test } from 'vitest'

/** Where a mock is set up. */
export interface Place {
  readonly url: UrlMatcher
  /** How many suites deep; the innermost answers first. */
  readonly depth: number
  readonly unhandled: UnhandledPolicy
}

/** A mock of a running test, and where it was set up. */
export interface Placed extends Place {
  readonly mock: LiveMock
}

/** One test from its first hook to its last. */
export interface RunningTest {
  readonly task: Readonly<Test>
  /** By handle, in the order they were set up. */
  readonly mocks: Map<object, Placed>
  /** All that it had, also those that ended. */
  readonly conversations: Placed[]
  /** What failed in the background; thrown when the test is over. */
  readonly errors: unknown[]
}

/** The part of Node's AsyncLocalStorage that is used. */
interface Storage<Value> {
  run<Result>(value: Value, callback: () => Result): Result
  getStore(): Value | undefined
}

interface AsyncHooks {
  readonly AsyncLocalStorage: new <Value>() => Storage<Value>
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown
}

export class RunningTests {
  readonly #running = new Set<RunningTest>()
  readonly #storage: Storage<RunningTest> | undefined = createStorage()
  readonly #onEnd: (test: RunningTest) => Promise<void>

  /** @param onEnd called when all of a test is over, before what failed in the background is thrown */
  constructor(onEnd: (test: RunningTest) => Promise<void>) {
    this.#onEnd = onEnd
  }

  get all(): ReadonlySet<RunningTest> {
    return this.#running
  }

  /** The running test of a task, or a new one that `run` begins. */
  of(task: Readonly<Test>): RunningTest {
    for (const test of this.#running) if (test.task === task) return test
    return { task, mocks: new Map(), conversations: [], errors: [] }
  }

  isRunning(test: RunningTest): boolean {
    return this.#running.has(test)
  }

  /** The test of this async context, if there is one. */
  get here(): RunningTest | undefined {
    return this.#storage?.getStore()
  }

  /**
   * The test that is meant here.
   *
   * @param attempted for the sentence: `chatMock.client()`
   * @throws MistakeError when no test runs, or several do and the context does not say which
   */
  current(attempted: string): RunningTest {
    const { here } = this
    if (here !== undefined && this.#running.has(here)) return here
    const [only, ...others] = this.#running
    if (only === undefined) {
      throw mistake(
        attempted,
        here === undefined ? 'no test is running' : `the test ${nameOf(here)} is over`,
        here === undefined
          ? 'Use it inside a test or a beforeEach hook; before, there is no connection to speak of'
          : 'Await everything that the test starts, so that nothing of it is left behind',
      )
    }
    if (others.length === 0) return only
    throw mistake(
      attempted,
      `several tests are running and nothing says which is meant: ${[...this.#running].map(nameOf).join(', ')}`,
      'Open the socket in the test itself, give each test a URL of its own, or do not run them concurrently',
    )
  }

  /** Runs a test's body and hooks so that everything begun there belongs to it. Throws what failed in the background. */
  async run(test: RunningTest, body: () => Promise<void>): Promise<void> {
    const isOutermost = !this.#running.has(test)
    this.#running.add(test)
    try {
      await (this.#storage === undefined ? body() : this.#storage.run(test, body))
    } finally {
      if (isOutermost) this.#running.delete(test)
    }
    if (!isOutermost) return
    await this.#onEnd(test)
    throwAll(test.errors.splice(0))
  }

  /** Lets events run as if the test had caused them. */
  contextOf(test: RunningTest): RunInContext | undefined {
    const storage = this.#storage
    return storage === undefined ? undefined : (callback) => storage.run(test, callback)
  }
}

export function nameOf({ task }: RunningTest): string {
  return JSON.stringify(task.name)
}

// In a browser there is no such module, and static imports of it would not even load.
function createStorage(): Storage<RunningTest> | undefined {
  const { process } = globalThis as { process?: NodeProcess }
  const hooks = process?.getBuiltinModule?.('node:async_hooks') as AsyncHooks | undefined
  return hooks === undefined ? undefined : new hooks.AsyncLocalStorage<RunningTest>()
}
