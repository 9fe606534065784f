// `setupWsMock`: a mock for the tests of a file or `describe`, set up and torn down by Vitest's own hooks.
import type { MockUrl, RuleSource, WsMock } from '@parley-ws/core'
import {
  compileUrl,
  interceptionOf,
  LiveMock,
  mistake,
  mock,
  runnerClock,
  type UrlMatcher,
} from '@parley-ws/core/runner'
import { aroundEach, TestRunner, type TestContext } from 'vitest'
import { runningTests } from './current-tests.ts'
import { type WsMockOptions, withDefaults } from './defaults.ts'
import { keepOverFile, live, type Place, renewEachTest } from './life.ts'
import { registerMatchers } from './matchers.ts'
import { SuiteMock } from './suite-mock.ts'

/**
 * Mocks a WebSocket server for the tests of this file, or of the `describe` it is called in. Each test gets a mock of
 * its own: connections are closed (1001) and rules restored when the test is over; what a handler threw fails it.
 *
 * @param url exact, with `:param` or `*`, a RegExp or a URLPattern
 * @param rules what it does, or a function that makes them for each test; none: the test speaks for the server
 * @returns a handle that stands for the mock of the test it is used in
 * @throws MistakeError inside a test, for a URL that is none or doubly registered, or a list that holds no rules
 */
export function setupWsMock(url: MockUrl, rules: RuleSource = [], options: WsMockOptions = {}): WsMock {
  const attempted = `setupWsMock(${String(url)})`
  refuseInsideTest(attempted)
  const { key, make, place, scope } = define(attempted, url, rules, options)
  registerUrl(attempted, place.url)
  if (scope === 'file') keepOverFile(key, make, place)
  else renewEachTest(key, make, place)
  return new SuiteMock((what) => mockOf(key, what, place.url))
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
  rules: RuleSource = [],
  options: Omit<WsMockOptions, 'scope'> = {},
): WsMockFixture {
  const attempted = `wsMockFixture(${String(url)})`
  refuseInsideTest(attempted)
  const { key, make, place } = define(attempted, url, rules, options)
  // The context that tells concurrent tests apart has to be around the test; a fixture is only beside it.
  aroundEach(async (runTest, { task }) => runningTests.run(runningTests.of(task), runTest))
  // Vitest reads the names that a fixture needs from its first parameter.
  return async ({ task }, use) => {
    const mock = make()
    await live(key, mock, { ...place, depth: Infinity }, task, () => use(mock))
  }
}

interface Definition {
  readonly key: object
  readonly make: () => LiveMock
  readonly place: Place
  readonly scope: WsMockOptions['scope']
}

function define(attempted: string, url: MockUrl, rules: RuleSource, options: WsMockOptions): Definition {
  const matcher = compileUrl(attempted, url)
  const merged = withDefaults(options)
  const { scope = 'test' } = merged
  if (scope !== 'test' && scope !== 'file') {
    throw mistake(attempted, `the scope is ${JSON.stringify(scope)}`, "Use 'test' or 'file'")
  }
  const definition = mock(rules, merged)
  registerMatchers()
  const make = (): LiveMock =>
    new LiveMock(definition, {
      label: `mock ${matcher.text}`,
      network: interceptionOf(),
      clock: runnerClock,
      onWarning: (warning) => console.warn(warning instanceof Error ? warning.message : warning),
    })
  return { key: {}, make, place: { url: matcher, unhandled: merged.unhandled ?? 'warn' }, scope }
}

function mockOf(key: object, what: string, url: UrlMatcher): LiveMock {
  const attempted = `${what} of the mock ${url.text}`
  const placed = runningTests.current(attempted).mocks.get(key)
  if (placed !== undefined) return placed.mock
  throw mistake(attempted, 'this test is outside the describe block the mock was set up in', 'Set it up at the top of the file')
}

function refuseInsideTest(attempted: string): void {
  if (TestRunner.getCurrentTest() === undefined) return
  throw mistake(
    attempted,
    'it was called inside a test',
    'Call it at the top of the file or in a describe block, or use mockWs() from @parley-ws/core inside a test',
  )
}

// The suites of a file that is done are nobody's, and so are their URLs.
const urlsOfSuites = new WeakMap<object, Set<string>>()

function registerUrl(attempted: string, { text }: UrlMatcher): void {
  const suite = TestRunner.getCurrentSuite()
  const urls = urlsOfSuites.get(suite) ?? new Set()
  urlsOfSuites.set(suite, urls)
  if (urls.has(text)) {
    throw mistake(attempted, 'this URL has a mock in the same scope already', 'Use one handle, or set the second up in a describe block of its own')
  }
  urls.add(text)
}
