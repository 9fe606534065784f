// `wsMock`: makes the mocks of one test, ends them with it, and puts what happened into the report.
import {
  type AnyContract,
  type ContractRuleSource,
  type ContractWsMock,
  type MockOptions,
  type MockSource,
  type MockUrl,
  timeline,
  ViolationError,
  type WsMock,
} from '@parley-ws/core'
import {
  checkMockOptions,
  compileUrl,
  ContractMock,
  definitionOf,
  mistake,
  MistakeError,
  pointAtCaller,
  type SourceArguments,
  sourceOf,
  throwAll,
} from '@parley-ws/core/runner'
import type { BrowserContext, TestInfo } from '@playwright/test'
import { type MockTarget, type PlacedMock, routeMock } from './routed-mock.ts'
import { ServedRedirects, serveMock } from './served-mock.ts'

export type { MockTarget }

export interface WsMockOptions extends MockOptions {
  /**
   * `route` (default): sockets of pages, frames and popups are answered on Playwright's routes, without a network.
   * `server`: those of workers and service workers too, by a server on the loopback interface.
   */
  readonly mode?: 'route' | 'server' | undefined
  /** The pages and contexts whose sockets are answered. Default: the test's `context`, with all its pages. */
  readonly targets?: readonly MockTarget[] | undefined
  /**
   * Messages that no rule answers go to the real server, whose messages go to the page; all is recorded. With a contract
   * everything does, and is checked. Default false. In `mode: 'route'` only.
   */
  readonly passThrough?: boolean | undefined
}

export interface WsMockFunction {
  /**
   * The same with a contract: the mock does what the contract promises, checks every message of either side, and speaks
   * the contract's words.
   *
   * @param rules come before what the contract implies: `({ on }) => [on('say')…]`
   */
  <K extends AnyContract>(
    url: MockUrl,
    contract: K,
    rules?: ContractRuleSource<K>,
    options?: WsMockOptions,
  ): Promise<ContractWsMock<K>>
  /**
   * Mocks a WebSocket server until the test is over; then connections are closed (1001), and what handlers threw, broke the
   * contract or matched no rule fails the test.
   *
   * @param url exact, with `:param` or `*`, a RegExp or a URLPattern
   * @param source what it does: rules, a function that makes them, `mock(rules, options)`, or of several by path, as from
   * `fromFile`, the one for this URL; none: the test speaks for the server
   * @throws MistakeError for a URL that is none or has a mock already, an option that is none, or a list that holds no rules
   */
  (url: MockUrl, source?: MockSource, options?: WsMockOptions): Promise<WsMock>
}

interface Made extends PlacedMock {
  readonly text: string
  readonly targets: readonly MockTarget[]
  /** Gives an error the stack of the call that made the mock. */
  readonly atCall: ReturnType<typeof pointAtCaller>
}

export class TestMocks {
  readonly #context: BrowserContext
  readonly #testInfo: TestInfo
  readonly #redirects = new ServedRedirects()
  readonly #made: Made[] = []

  constructor(context: BrowserContext, testInfo: TestInfo) {
    this.#context = context
    this.#testInfo = testInfo
  }

  // One function for both kinds, as its type says with two signatures.
  readonly wsMock = (async (url: MockUrl, ...given: SourceArguments<WsMockOptions>) => {
    // What is wrong with the call, or with what was said to the mock, is shown at the call.
    const atCall = pointAtCaller(this.wsMock)
    const { source, options = {}, contract } = sourceOf(given)
    const mock = await this.#make(url, source, options, atCall).catch((error: unknown) => {
      throw error instanceof MistakeError ? atCall(error) : error
    })
    return contract === undefined ? mock : new ContractMock(contract, () => mock)
  }) as WsMockFunction

  async #make(
    url: MockUrl,
    source: MockSource,
    options: WsMockOptions,
    atCall: Made['atCall'],
  ): Promise<WsMock> {
    const attempted = `wsMock(${String(url)})`
    const matcher = compileUrl(attempted, url)
    const { mode = 'route', targets = [this.#context], passThrough = false, ...mockOptions } = options
    checkMockOptions(attempted, mockOptions, 'mode', 'targets', 'passThrough')
    checkMode(attempted, mode, passThrough)
    if (
      this.#made.some(
        (made) => made.text === matcher.text && made.targets.some((each) => targets.includes(each)),
      )
    ) {
      throw mistake(attempted, 'this URL has a mock already', 'Use its handle, and add rules with use()')
    }
    const definition = definitionOf(attempted, source, url, mockOptions)
    await definition.contract?.prepare()
    const place =
      mode === 'route'
        ? routeMock(definition, { url, matcher, targets, passThrough })
        : serveMock(attempted, definition, { url, matcher, targets, redirects: this.#redirects })
    const placed = await place
    this.#made.push({ ...placed, text: matcher.text, targets, atCall })
    return placed.mock
  }

  /** @throws what went wrong in the mocks meanwhile */
  async end(): Promise<void> {
    const errors = (await Promise.all(this.#made.map(endOf))).flat()
    const { status, expectedStatus } = this.#testInfo
    if (errors.length > 0 || status !== expectedStatus) {
      for (const made of this.#made) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- the report shows them in their order
        await this.#attach(made)
      }
    }
    throwAll(errors)
  }

  async #attach({ mock, text }: Made): Promise<void> {
    await this.#testInfo.attach(`timeline of ${text}`, {
      body: timeline(mock.transcript),
      contentType: 'text/plain',
    })
    // Loaded by a test that fails alone: the page is large.
    const { htmlTimeline } = await import('@parley-ws/core/views')
    await this.#testInfo.attach(`picture of ${text}`, {
      body: htmlTimeline(mock.transcript, { title: text }),
      contentType: 'text/html',
    })
  }
}

/** What a handler threw has a stack that helps; what Parley found would point into Parley. */
async function endOf({ end, atCall }: Made): Promise<readonly unknown[]> {
  return (await end()).map((error) =>
    error instanceof MistakeError || error instanceof ViolationError ? atCall(error) : error,
  )
}

function checkMode(attempted: string, mode: unknown, passThrough: boolean): void {
  if (mode !== 'route' && mode !== 'server') {
    throw mistake(attempted, `the mode is ${JSON.stringify(mode)}`, "Use 'route' or 'server'")
  }
  if (mode === 'server' && passThrough) {
    throw mistake(attempted, 'a server passes nothing through', "Use mode: 'route', or leave passThrough out")
  }
}
