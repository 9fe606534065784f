// `setupWsMock`: a mock for the tests of a file or `describe`, set up and torn down by Vitest's own hooks.
import type {
  AnyContract,
  ContractRuleSource,
  ContractWsMock,
  MockSource,
  MockUrl,
  WsMock,
} from '@parley-ws/core'
import {
  checkMockOptions,
  compileUrl,
  ContractMock,
  definitionOf,
  interceptionOf,
  LiveMock,
  mistake,
  runnerClock,
  type SourceArguments,
  sourceOf,
  StandingMock,
  unhandledOf,
  type UrlMatcher,
  warn,
} from '@parley-ws/core/runner'
import { aroundEach, beforeAll, TestRunner, type TestContext } from 'vitest'
import { runningTests } from './current-tests.ts'
import { type WsMockOptions, withDefaults } from './defaults.ts'
import { keepOverFile, live, renewEachTest } from './life.ts'
import { registerMatchers } from './matchers.ts'
import type { Place } from './running-tests.ts'

/**
 * The same with a contract: the mock does what the contract promises, checks every message of either side, and speaks the
 * contract's words.
 *
 * @param rules come before what the contract implies: `({ on }) => [on('say')…]`
 */
export function setupWsMock<K extends AnyContract>(
  url: MockUrl,
  contract: K,
  rules?: ContractRuleSource<K>,
  options?: WsMockOptions,
): ContractWsMock<K>
/**
 * Mocks a WebSocket server for the tests of this file, or of the `describe` it is called in. Each test gets a mock of
 * its own: connections are closed (1001) and rules restored when the test is over; what a handler threw fails it.
 *
 * @param url exact, with `:param` or `*`, a RegExp or a URLPattern
 * @param source what it does: rules, a function that makes them for each test, `mock(rules, options)`, or of several by
 * path, as from `fromFile`, the one for this URL; none: the test speaks for the server
 * @returns a handle that stands for the mock of the test it is used in
 * @throws MistakeError inside a test, for a URL that is none or doubly registered, or a list that holds no rules
 */
export function setupWsMock(url: MockUrl, source?: MockSource, options?: WsMockOptions): WsMock
export function setupWsMock(
  url: MockUrl,
  ...given: SourceArguments<WsMockOptions>
): WsMock | ContractWsMock<AnyContract> {
  const { source, options = {}, contract } = sourceOf(given)
  const attempted = `setupWsMock(${String(url)})`
  refuseInsideTest(attempted)
  const { key, make, place, prepare, scope } = define(attempted, url, source, options)
  registerUrl(attempted, place.url)
  if (contract !== undefined) beforeAll(prepare)
  if (scope === 'file') keepOverFile(key, make, place)
  else renewEachTest(key, make, place)
  const current = (what: string): LiveMock => mockOf(key, what, place.url)
  return contract === undefined ? new StandingMock(current) : new ContractMock(contract, current)
}

/** A fixture as `test.extend` takes it. */
export type WsMockFixture = (
  context: Pick<TestContext, 'task'>,
  use: (mock: WsMock) => Promise<void>,
) => Promise<void>

/**
 * The same as a fixture: `test.extend<{ chat: WsMock }>({ chat: wsMockFixture(url, rules) })`. Only tests that name it get it.
 *
 * @throws MistakeError for a URL that is none, or a list that holds no rules
 */
export function wsMockFixture(
  url: MockUrl,
  source: MockSource = [],
  options: Omit<WsMockOptions, 'scope'> = {},
): WsMockFixture {
  const attempted = `wsMockFixture(${String(url)})`
  refuseInsideTest(attempted)
  const { key, make, place } = define(attempted, url, source, options)
  // The context that tells concurrent tests apart has to be around the test; a fixture is only beside it.
  aroundEach(async (runTest, { task }) => runningTests.run(runningTests.of(task), runTest))
  // Vitest reads the names that a fixture needs from its first parameter.
  return async ({ task }, use) => {
    refuseWithoutContext(attempted, task)
    const made = make()
    await live(key, made, { ...place, depth: Infinity }, task, () => use(made))
  }
}

interface Definition {
  readonly key: object
  readonly make: () => LiveMock
  readonly place: Place
  readonly scope: WsMockOptions['scope']
  /** Loads what the contract loads late, so that no test's first frame waits for it. */
  readonly prepare: () => Promise<void>
}

function define(attempted: string, url: MockUrl, source: MockSource, options: WsMockOptions): Definition {
  const matcher = compileUrl(attempted, url)
  const { scope = 'test', unhandled, ...mockOptions } = withDefaults(options)
  if (scope !== 'test' && scope !== 'file') {
    throw mistake(attempted, `the scope is ${JSON.stringify(scope)}`, "Use 'test' or 'file'")
  }
  checkMockOptions(attempted, mockOptions, 'unhandled', 'scope')
  const { scope: _scope, unhandled: _unhandled, ...own } = options
  const given = definitionOf(attempted, source, url, own)
  // What is said nearer to the test comes first: here, in the mock's own definition, for the whole project.
  const definition = { ...given, options: { ...mockOptions, ...given.options } }
  registerMatchers()
  const make = (): LiveMock =>
    new LiveMock(definition, {
      label: `mock ${matcher.text}`,
      url: matcher,
      network: interceptionOf(),
      clock: runnerClock,
      onWarning: warn,
    })
  return {
    key: {},
    make,
    place: { url: matcher, depth: depthHere(), unhandled: unhandledOf(attempted, unhandled) },
    scope,
    async prepare() {
      await definition.contract?.prepare()
    },
  }
}

function mockOf(key: object, what: string, url: UrlMatcher): LiveMock {
  const attempted = `${what} of the mock ${url.text}`
  // A test that no mock is set up for has no beginning that could have been noticed.
  const isElsewhere = runningTests.all.size === 0 && TestRunner.getCurrentTest() !== undefined
  const placed = isElsewhere ? undefined : runningTests.current(attempted).mocks.get(key)
  if (placed !== undefined) return placed.mock
  throw mistake(
    attempted,
    'this test is outside the describe block the mock was set up in',
    'Set it up at the top of the file',
  )
}

/** Where files share modules (isolate: false), a module of fixtures is loaded for the first of them only. */
function refuseWithoutContext(attempted: string, task: TestContext['task']): void {
  if (task.concurrent !== true || runningTests.isRunning(runningTests.of(task))) return
  throw mistake(
    attempted,
    'it is used by a concurrent test of a file other than the one it was called for, as these files share their modules',
    'Add plugins: [parley()] to vitest.config.ts, or call it in the test file itself',
  )
}

function refuseInsideTest(attempted: string): void {
  if (TestRunner.getCurrentTest() === undefined) return
  throw mistake(
    attempted,
    'it was called inside a test',
    'Call it at the top of the file or in a describe block, or use mockWs() from @parley-ws/core inside a test',
  )
}

// By describe block, or file. Those of a file that is done are nobody's, and so are their URLs.
const urlsByScope = new WeakMap<object, Set<string>>()

function registerUrl(attempted: string, { text }: UrlMatcher): void {
  // Outside of describe blocks Vitest has one suite for all files that share a worker's modules.
  const { suite, file } = TestRunner.getCurrentSuite()
  const scope = suite ?? file
  const urls = scope === undefined ? new Set<string>() : (urlsByScope.get(scope) ?? new Set())
  if (urls.has(text)) {
    throw mistake(
      attempted,
      'this URL has a mock in the same scope already',
      'Use one handle, or set the second up in a describe block of its own',
    )
  }
  if (scope !== undefined) urlsByScope.set(scope, urls.add(text))
}

/** How many describe blocks are around this call. */
function depthHere(): number {
  let depth = 0
  for (let { suite } = TestRunner.getCurrentSuite(); suite !== undefined; { suite } = suite) depth++
  return depth
}
