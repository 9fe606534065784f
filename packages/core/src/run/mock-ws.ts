// `mockWs`: a mock for any runner, from this call to the end of its scope. Owns no rules and no transport of its own.
import { runnerClock } from '../clock.ts'
import { mistake, ViolationError } from '../errors.ts'
import { checkMockOptions, type MockOptions } from '../mock/definition.ts'
import { definitionOf, type MockSource } from '../mock/source.ts'
import { compileUrl, type MockUrl, type UrlMatcher } from '../mock/url-pattern.ts'
import { interceptionOf, type Interceptor } from '../transports/intercept.ts'
import { type UnhandledPolicy, unhandledOf } from '../transports/unhandled.ts'
import { LiveMock } from './live-mock.ts'
import { warn } from './warn.ts'
import type { WsMock } from './ws-mock.ts'

export interface MockWsOptions extends MockOptions {
  /** A WebSocket to a URL that no mock answers: `warn` (default) and let through, `bypass`, or `error`. */
  readonly unhandled?: UnhandledPolicy | undefined
}

/** A mock that ends with its scope: `await using chatMock = await mockWs(…)`. */
export interface ScopedWsMock extends WsMock, AsyncDisposable {
  /**
   * Closes what is open with 1001 and restores the global WebSocket and `node:http`. Called by `await using`; again, it does nothing.
   *
   * @throws what a handler threw meanwhile, or a message that no rule matched where that is an error
   */
  [Symbol.asyncDispose](): Promise<void>
}

class MockedUrl implements Interceptor {
  readonly url: UrlMatcher
  readonly live: LiveMock
  readonly unhandled: UnhandledPolicy
  readonly #errors: unknown[]
  readonly #said = new Set<string>()

  constructor(url: UrlMatcher, live: LiveMock, unhandled: UnhandledPolicy, errors: unknown[]) {
    this.url = url
    this.live = live
    this.unhandled = unhandled
    this.#errors = errors
  }

  answer(...[dialled, link]: Parameters<Interceptor['answer']>): ReturnType<Interceptor['answer']> {
    const params = this.url.match(dialled.url)
    return params === undefined ? undefined : { mock: this.live.connect(dialled, params, link) }
  }

  onUnhandled(url: string, policy: UnhandledPolicy): void {
    this.live.sawUnanswered(url)
    if (policy !== this.unhandled || this.#said.has(url)) return
    this.#said.add(url)
    if (policy === 'error') this.#errors.push(unhandledError(url, [this.url.text]))
    else if (policy === 'warn') warn(unhandledError(url, [this.url.text]))
  }
}

/**
 * Mocks a WebSocket server for this process, without a port: for `new WebSocket(url)`, and in Node for clients that
 * upgrade through `node:http` or `node:https`, as the `ws` package does.
 *
 * @param url exact, with `:param` or `*`, a RegExp or a URLPattern
 * @param source what it does: rules, a function that makes them, `mock(rules, options)`, or of several by path, as from
 * `fromFile`, the one for this URL; none: the test speaks for the server
 * @returns the mock; dispose of it when the test is over: `await using chatMock = await mockWs(url, rules)`
 * @throws MistakeError for a URL that is none or has a mock already, or a list that holds anything but finished rules
 */
export async function mockWs(
  url: MockUrl,
  source: MockSource = [],
  options: MockWsOptions = {},
): Promise<ScopedWsMock> {
  const attempted = `mockWs(${String(url)})`
  const matcher = compileUrl(attempted, url)
  const { unhandled, ...mockOptions } = options
  const policy = unhandledOf(attempted, unhandled)
  checkMockOptions(attempted, mockOptions, 'unhandled')
  const definition = definitionOf(attempted, source, url, mockOptions)
  const interception = interceptionOf()
  for (const other of interception.interceptors) {
    if (other instanceof MockedUrl && other.url.text === matcher.text) {
      throw mistake(
        attempted,
        'this URL has a mock already',
        'End the other one first (await using ends it with its scope), or give concurrent tests a URL each',
      )
    }
  }
  const errors: unknown[] = []
  const live = new LiveMock(definition, {
    label: `mock ${matcher.text}`,
    network: interception,
    clock: runnerClock,
    onWarning: warn,
  })
  const remove = interception.add(new MockedUrl(matcher, live, policy, errors))
  let ending: Promise<void> | undefined
  const end = async (): Promise<void> => {
    const { errors: met } = await live.end()
    remove()
    throwAll([...errors, ...met])
  }
  return Object.assign(live, { [Symbol.asyncDispose]: (): Promise<void> => (ending ??= end()) })
}

/** A sentence for a socket that no mock answers. */
export function unhandledError(url: string, mocks: readonly string[]): ViolationError {
  const { origin, pathname } = new URL(url)
  return new ViolationError(
    `new WebSocket(${JSON.stringify(origin === 'null' ? url : `${origin}${pathname}`)}): no mock answers this URL. ` +
      `Mocked are: ${mocks.join(', ')}. Correct the URL, add a mock, or set { unhandled: 'bypass' } to let it through.`,
  )
}

/** Throws one error as it is, several together. */
export function throwAll(errors: readonly unknown[]): void {
  const [only, ...others] = errors
  if (only === undefined) return
  if (others.length === 0) throw only
  throw new AggregateError(
    errors,
    errors.map((each) => (each instanceof Error ? each.message : String(each))).join('\n\n'),
  )
}
