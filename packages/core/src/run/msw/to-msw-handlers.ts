// `toMswHandlers`: a mock as handlers of MSW, for `setupServer` and `setupWorker`. Owns the lives of such a mock: a fresh
// one after each reset, and what went wrong with those that are over.
import type { WebSocketHandler } from 'msw/ws'
import { runnerClock } from '../../clock.ts'
import type { AnyContract } from '../../contract/contract.ts'
import { mistake } from '../../errors.ts'
import type { ContractRuleSource } from '../../mock/contract-rule.ts'
import {
  checkMockOptions,
  isMockDefinition,
  type MockDefinition,
  type MockOptions,
} from '../../mock/definition.ts'
import { definitionOf, type MockSource, type SourceArguments, sourceOf } from '../../mock/source.ts'
import { compileUrl, type MockUrl, type UrlMatcher } from '../../mock/url-pattern.ts'
import { interceptionOf } from '../../transports/intercept.ts'
import { rethrow } from '../../transports/memory/rethrow.ts'
import { MswLink, MswNetwork } from '../../transports/msw.ts'
import { ContractMock, type ContractWsMock } from '../contract-ws-mock.ts'
import { tellConversation } from '../conversation.ts'
import { conversationOf, LiveMock } from '../live-mock.ts'
import { throwAll } from '../mock-ws.ts'
import { StandingMock } from '../standing-mock.ts'
import { warn } from '../warn.ts'
import type { WsMock } from '../ws-mock.ts'
import { MockHandler, type MswDialled } from './mock-handler.ts'

/** What a mock for MSW has beside a mock's handle. */
interface ForMsw extends Iterable<WebSocketHandler>, AsyncDisposable {
  /** For MSW: `setupServer(...chat.handlers)`, or `setupServer(...chat)`. */
  readonly handlers: readonly WebSocketHandler[]
  /**
   * Ends the mock as it is at the end of a test, and begins it afresh: connections are closed with 1001, rules that `use`
   * added are gone, groups empty, the transcript begins anew. MSW's `resetHandlers()` and `close()` do the same;
   * called behind those, it takes over what went wrong.
   *
   * @throws what a handler threw meanwhile, or a message that no rule matched where that is an error
   */
  reset(): Promise<void>
  /**
   * Ends the mock for good: its URL is none of its business any more. Called by `await using`; again, it does nothing.
   *
   * @throws what `reset` throws
   */
  [Symbol.asyncDispose](): Promise<void>
}

/** A mock whose connections come from MSW. It can be spread: it is the list of its handlers. */
export interface MswWsMock extends WsMock, ForMsw {}

/** The same with a contract. */
export interface ContractMswWsMock<K extends AnyContract> extends ContractWsMock<K>, ForMsw {}

class MswMock {
  readonly handler: MockHandler
  readonly #definition: MockDefinition
  readonly #url: UrlMatcher
  readonly #preparing: Promise<unknown> | undefined
  /** Mocks that are over, or nearly: what each met. Whoever takes one out sees to that. */
  readonly #endings = new Set<Promise<readonly unknown[]>>()
  #network = new MswNetwork()
  #live: LiveMock
  #isOver = false

  constructor(definition: MockDefinition, url: UrlMatcher) {
    this.#definition = definition
    this.#url = url
    this.#preparing = definition.contract?.prepare()
    // Whoever connects, or resets, is told.
    this.#preparing?.catch(() => {})
    this.#live = this.#begin()
    this.handler = new MockHandler({
      url,
      isOver: () => this.#isOver,
      isOwn: (socket) => interceptionOf().isPast(socket),
      connect: (dialled) => this.#connect(dialled),
      renew: () => this.#renewForMsw(),
    })
  }

  get live(): LiveMock {
    return this.#live
  }

  reset(): Promise<void> {
    this.#renew()
    return this.#settled()
  }

  end(): Promise<void> {
    if (!this.#isOver) this.#renew()
    this.#isOver = true
    return this.#settled()
  }

  #begin(): LiveMock {
    this.#network = new MswNetwork()
    return new LiveMock(this.#definition, {
      label: `mock ${this.#url.text}`,
      url: this.#url,
      network: this.#network,
      clock: runnerClock,
      onWarning: warn,
    })
  }

  async #connect({ client, url, protocols, params }: MswDialled): Promise<void> {
    const link = new MswLink(client, protocols, this.#network)
    const live = this.#live
    if (this.#preparing !== undefined) await this.#preparing
    // Its test may be over by now: nobody would ever answer.
    if (live !== this.#live || this.#isOver) link.reject()
    if (link.isOver) return
    link.answeredBy(live.connect({ url, protocols, headers: {} }, params, link))
    await link.answered
  }

  #renew(): Promise<readonly unknown[]> {
    const ending = this.#endingOf(this.#live)
    this.#endings.add(ending)
    this.#live = this.#begin()
    return ending
  }

  async #endingOf(live: LiveMock): Promise<readonly unknown[]> {
    const ending = await live.end()
    tellConversation(live.contract, () => conversationOf(live, ending), true)
    return ending.errors
  }

  async #settled(): Promise<void> {
    await this.#preparing
    const endings = [...this.#endings]
    this.#endings.clear()
    throwAll((await Promise.all(endings)).flat())
  }

  // MSW neither waits for a reset nor hands on what it throws: errors that nobody comes for become uncaught.
  async #renewForMsw(): Promise<void> {
    const ending = this.#renew()
    const errors = await ending
    if (this.#endings.delete(ending)) for (const error of errors) rethrow(error)
  }
}

/**
 * The same with a contract: the mock does what the contract promises, checks every message of either side, and speaks the
 * contract's words.
 *
 * @param rules come before what the contract implies: `({ on }) => [on('say')…]`
 */
export function toMswHandlers<K extends AnyContract>(
  url: MockUrl,
  contract: K,
  rules?: ContractRuleSource<K>,
  options?: MockOptions,
): ContractMswWsMock<K>
/**
 * A mock as handlers for MSW's `setupServer` and `setupWorker`: `setupServer(...httpHandlers, ...toMswHandlers(url, rules))`.
 *
 * @param url exact, with `:param` or `*`, a RegExp or a URLPattern
 * @param source what it does: rules, a function that makes them for each test, `mock(rules, options)`, or of several by
 * path, as from `fromFile`, the one for this URL; none: the test speaks for the server
 * @returns the mock's handle, and the list of its handlers
 * @throws MistakeError for a URL that is none, or a list that holds anything but finished rules
 */
export function toMswHandlers(url: MockUrl, source?: MockSource, options?: MockOptions): MswWsMock
/**
 * The same for a mock whose contract says where clients connect: `toMswHandlers(mock(chatContract))`.
 *
 * @throws MistakeError where no contract says so
 */
export function toMswHandlers(mock: MockDefinition): MswWsMock
export function toMswHandlers(
  urlOrMock: MockUrl | MockDefinition,
  ...given: SourceArguments<MockOptions>
): MswWsMock | ContractMswWsMock<AnyContract> {
  if (isMockDefinition(urlOrMock)) return toMswHandlers(urlOfContract(urlOrMock), urlOrMock)
  const { source, options = {}, contract } = sourceOf(given)
  const attempted = `toMswHandlers(${String(urlOrMock)})`
  const url = compileUrl(attempted, urlOrMock)
  checkMockOptions(attempted, options)
  const mock = new MswMock(definitionOf(attempted, source, urlOrMock, options), url)
  const handlers = [mock.handler]
  const forMsw: ForMsw = {
    handlers,
    [Symbol.iterator]: () => handlers.values(),
    reset: () => mock.reset(),
    [Symbol.asyncDispose]: () => mock.end(),
  }
  const live = (): LiveMock => mock.live
  const handle = contract === undefined ? new StandingMock(live) : new ContractMock(contract, live)
  return Object.assign(handle, forMsw)
}

function urlOfContract({ contract }: MockDefinition): string {
  const url = contract?.definition.url?.split('?')[0]
  if (url !== undefined) return url
  throw mistake(
    'toMswHandlers(mock)',
    'no contract says where its clients connect',
    'Give the URL: toMswHandlers(url, mock)',
  )
}
