// Who answers a new WebSocket in this worker: the mock of the test it belongs to, the innermost first.
import {
  type Interceptor,
  interceptionOf,
  mistake,
  shownUrl,
  strictest,
  type Uninstall,
  unhandledError,
  warn,
} from '@parley-ws/core/runner'
import { nameOf, type Place, type Placed, type RunningTest, type RunningTests } from './running-tests.ts'

type Dialled = Parameters<Interceptor['answer']>[0]
type Link = Parameters<Interceptor['answer']>[1]
type Answer = ReturnType<Interceptor['answer']>
type Policy = Interceptor['unhandled']

export class Answering implements Interceptor {
  readonly #tests: RunningTests
  /** Mocks that live over the tests of a file. */
  readonly #standing = new Set<Placed>()
  /** Where each test of those that run now has a mock, also between them. */
  readonly #perTest = new Set<Place>()
  readonly #warned = new Set<string>()
  #users = 0
  #uninstall: Uninstall | undefined

  constructor(tests: RunningTests) {
    this.#tests = tests
  }

  /**
   * Answers from now until what is returned is called; the global WebSocket is replaced as long as anybody wants it.
   *
   * @param place of a mock that each test has anew
   */
  begin(place?: Place): Uninstall {
    if (this.#users++ === 0) this.#uninstall = interceptionOf().add(this)
    if (place !== undefined) this.#perTest.add(place)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      if (place !== undefined) this.#perTest.delete(place)
      if (--this.#users === 0) this.#uninstall?.()
    }
  }

  /** Lets a mock answer also where no test is running. */
  stand(placed: Placed): Uninstall {
    this.#standing.add(placed)
    return () => void this.#standing.delete(placed)
  }

  answer(dialled: Dialled, link: Link): Answer {
    const { here } = this.#tests
    if (here !== undefined && !this.#tests.isRunning(here)) return this.#tooLate(here, dialled, link)
    const concerned = this.#concerned.filter((test) => this.#find(test, dialled.url) !== undefined)
    if (concerned.length > 1) {
      throw mistake(
        `new WebSocket(${JSON.stringify(shownUrl(dialled.url))})`,
        `it was made outside the tests that mock this URL and are running: ${concerned.map(nameOf).join(', ')}`,
        'Make the socket in the test itself, give each test a URL of its own, or do not run them concurrently',
      )
    }
    const [test] = concerned
    const placed = test === undefined ? innermost(this.#standing, dialled.url) : this.#find(test, dialled.url)
    const params = placed?.url.match(dialled.url)
    if (placed === undefined || params === undefined) return this.#betweenTests(dialled, link)
    const mock = placed.mock.connect(dialled, params, link)
    return { mock, run: test === undefined ? undefined : this.#tests.contextOf(test) }
  }

  get unhandled(): Policy {
    return strictest(this.#mocks.map(({ unhandled }) => unhandled))
  }

  onUnhandled(url: string, policy: Policy): void {
    for (const { mock } of this.#mocks) mock.sawUnanswered(url)
    if (policy === 'bypass') return
    const error = unhandledError(url, [...new Set(this.#mocks.map((placed) => placed.url.text))])
    const tests = this.#concerned
    if (policy === 'error') for (const test of tests) test.errors.push(error)
    if (policy === 'error' && tests.length > 0) return
    if (!this.#warned.has(url)) warn(error)
    this.#warned.add(url)
  }

  /** The test that a socket made here belongs to, or all it may belong to. */
  get #concerned(): readonly RunningTest[] {
    const { here } = this.#tests
    return here === undefined ? [...this.#tests.all] : [here]
  }

  /** The mocks that a socket made here could have meant. */
  get #mocks(): readonly Placed[] {
    return [...this.#standing, ...this.#concerned.flatMap((test) => [...test.mocks.values()])]
  }

  #find(test: RunningTest, url: string): Placed | undefined {
    return innermost(test.mocks.values(), url)
  }

  // In a beforeAll hook, or by a timer that is no test's: what is mocked must not reach the network from there either.
  #betweenTests({ url, isOwn, polls }: Dialled, link: Link): Answer {
    if (this.#concerned.length > 0 || isOwn === true || polls === true) return undefined
    const place = [...this.#perTest].find((each) => each.url.match(url) !== undefined)
    if (place === undefined || place.unhandled === 'bypass') return undefined
    if (!this.#warned.has(url)) {
      warn(
        `new WebSocket(${JSON.stringify(shownUrl(url))}): it was made while no test ran, and the mock ${place.url.text} is one for each ` +
          'test, so the connection was refused. Make it in the test or in a beforeEach hook, or keep the mock over all ' +
          "tests: setupWsMock(…, { scope: 'file' }).",
      )
    }
    this.#warned.add(url)
    return refused(link, 'no test is running')
  }

  // A reconnect of a test that is over must not reach the next one, nor the network.
  #tooLate(test: RunningTest, { url }: Dialled, link: Link): Answer {
    warn(
      `new WebSocket(${JSON.stringify(shownUrl(url))}): the test ${nameOf(test)} is over, so the connection was refused. ` +
        'Stop what reconnects at the end of the test.',
    )
    return refused(link, 'the test is over')
  }
}

function refused(link: Link, reason: string): Answer {
  link.reject(503, reason)
  return { mock: { frame() {}, closing() {}, closed() {} } }
}

/** The innermost mock of a URL; of several at one depth the first that was set up. */
function innermost(candidates: Iterable<Placed>, url: string): Placed | undefined {
  let found: Placed | undefined
  for (const placed of candidates) {
    if (placed.url.match(url) === undefined) continue
    if (found === undefined || placed.depth > found.depth) found = placed
  }
  return found
}
