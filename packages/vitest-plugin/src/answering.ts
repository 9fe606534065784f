// Who answers a new WebSocket in this worker: the mock of the test it belongs to, the innermost first.
import {
  type Interceptor,
  interceptionOf,
  mistake,
  strictest,
  type Uninstall,
  unhandledError,
  warn,
} from '@parley-ws/core/runner'
import { nameOf, type Placed, type RunningTest, type RunningTests } from './running-tests.ts'

type Dialled = Parameters<Interceptor['answer']>[0]
type Link = Parameters<Interceptor['answer']>[1]
type Answer = ReturnType<Interceptor['answer']>
type Policy = Interceptor['unhandled']

export class Answering implements Interceptor {
  readonly #tests: RunningTests
  /** Mocks that live over the tests of a file. */
  readonly #standing = new Set<Placed>()
  readonly #warned = new Set<string>()
  #users = 0
  #uninstall: Uninstall | undefined

  constructor(tests: RunningTests) {
    this.#tests = tests
  }

  /** Answers from now until what is returned is called; the global WebSocket is replaced as long as anybody wants it. */
  begin(): Uninstall {
    if (this.#users++ === 0) this.#uninstall = interceptionOf().add(this)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
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
        `new WebSocket(${JSON.stringify(dialled.url)})`,
        `it was made outside the tests that mock this URL and are running: ${concerned.map(nameOf).join(', ')}`,
        'Make the socket in the test itself, give each test a URL of its own, or do not run them concurrently',
      )
    }
    const [test] = concerned
    const placed = test === undefined ? innermost(this.#standing, dialled.url) : this.#find(test, dialled.url)
    const params = placed?.url.match(dialled.url)
    if (placed === undefined || params === undefined) return undefined
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

  // A reconnect of a test that is over must not reach the next one, nor the network.
  #tooLate(test: RunningTest, { url }: Dialled, link: Link): Answer {
    warn(
      `new WebSocket(${JSON.stringify(url)}): the test ${nameOf(test)} is over, so the connection was refused. ` +
        'Stop what reconnects at the end of the test.',
    )
    link.reject(503, 'the test is over')
    return { mock: { frame() {}, closing() {}, closed() {} } }
  }
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
