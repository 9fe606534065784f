// `mockWs`: a mock for any runner, from this call to the end of its scope. Owns no rules and no transport of its own.
import { runnerClock } from '../clock.ts'
import type { AnyContract } from '../contract/contract.ts'
import { mistake, ViolationError } from '../errors.ts'
import { checkMockOptions, type MockDefinition, type MockOptions } from '../mock/definition.ts'
import type { ContractRuleSource } from '../mock/contract-rule.ts'
import { definitionOf, type MockSource, type SourceArguments, sourceOf } from '../mock/source.ts'
import { compileUrl, type MockUrl, type UrlMatcher } from '../mock/url-pattern.ts'
import {
  type Interception,
  interceptionOf,
  type Interceptor,
  type Uninstall,
} from '../transports/intercept.ts'
import { shownUrl, type UnhandledPolicy, unhandledOf } from '../transports/unhandled.ts'
import { ContractMock, type ContractWsMock } from './contract-ws-mock.ts'
import { tellConversation } from './conversation.ts'
import { conversationOf, LiveMock } from './live-mock.ts'
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

/** The same with a contract. */
export interface ScopedContractWsMock<K extends AnyContract> extends ContractWsMock<K>, AsyncDisposable {}

class ScopedMock extends LiveMock implements ScopedWsMock, Interceptor {
  readonly url: UrlMatcher
  readonly unhandled: UnhandledPolicy
  readonly #refused: unknown[] = []
  readonly #said = new Set<string>()
  readonly #remove: Uninstall
  #ending: Promise<void> | undefined

  constructor(
    definition: MockDefinition,
    url: UrlMatcher,
    unhandled: UnhandledPolicy,
    interception: Interception,
  ) {
    super(definition, {
      label: `mock ${url.text}`,
      url,
      network: interception,
      clock: runnerClock,
      onWarning: warn,
    })
    this.url = url
    this.unhandled = unhandled
    this.#remove = interception.add(this)
  }

  answer(...[dialled, link]: Parameters<Interceptor['answer']>): ReturnType<Interceptor['answer']> {
    const params = this.url.match(dialled.url)
    return params === undefined ? undefined : { mock: this.connect(dialled, params, link) }
  }

  onUnhandled(url: string, policy: UnhandledPolicy): void {
    this.sawUnanswered(url)
    if (policy !== this.unhandled || this.#said.has(url)) return
    this.#said.add(url)
    if (policy === 'error') this.#refused.push(unhandledError(url, [this.url.text]))
    else if (policy === 'warn') warn(unhandledError(url, [this.url.text]))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#ending ??= this.#end())
  }

  async #end(): Promise<void> {
    const ending = await this.end()
    this.#remove()
    tellConversation(this.contract, () => conversationOf(this, ending), true)
    throwAll([...this.#refused, ...ending.errors])
  }
}

/**
 * The same with a contract: the mock does what the contract promises, checks every message of either side, and speaks the
 * contract's words.
 *
 * @param rules come before what the contract implies: `({ on }) => [on('say')…]`
 */
export function mockWs<K extends AnyContract>(
  url: MockUrl,
  contract: K,
  rules?: ContractRuleSource<K>,
  options?: MockWsOptions,
): Promise<ScopedContractWsMock<K>>
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
export function mockWs(url: MockUrl, source?: MockSource, options?: MockWsOptions): Promise<ScopedWsMock>
export async function mockWs(
  url: MockUrl,
  ...given: SourceArguments<MockWsOptions>
): Promise<ScopedWsMock | ScopedContractWsMock<AnyContract>> {
  const { source, options = {}, contract } = sourceOf(given)
  const shown = String(url)
  const attempted = shown.startsWith('[object') ? 'mockWs()' : `mockWs(${shown})`
  const matcher = compileUrl(attempted, url)
  const { unhandled, ...mockOptions } = options
  const policy = unhandledOf(attempted, unhandled)
  checkMockOptions(attempted, mockOptions, 'unhandled')
  const definition = definitionOf(attempted, source, url, mockOptions)
  const interception = interceptionOf()
  for (const other of interception.interceptors) {
    if (other instanceof ScopedMock && other.url.text === matcher.text) {
      throw mistake(
        attempted,
        'this URL has a mock already',
        'End the other one first (await using ends it with its scope), or give concurrent tests a URL each',
      )
    }
  }
  const scoped = new ScopedMock(definition, matcher, policy, interception)
  const preparing = definition.contract?.prepare()
  if (preparing !== undefined) await preparing
  if (contract === undefined) return scoped
  return Object.assign(new ContractMock(contract, () => scoped), {
    [Symbol.asyncDispose]: () => scoped[Symbol.asyncDispose](),
  })
}

/** A sentence for a socket that no mock answers. */
export function unhandledError(url: string, mocks: readonly string[]): ViolationError {
  return new ViolationError(
    `new WebSocket(${JSON.stringify(shownUrl(url))}): no mock answers this URL. ` +
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
