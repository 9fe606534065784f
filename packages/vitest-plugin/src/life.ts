// How long a mock lives: for one test, or over the tests of a file. Its beginning and its end, in Vitest's hooks.
import { conversationOf, type Ending, type LiveMock, mistake, throwAll, warn } from '@parley-ws/core/runner'
import { afterAll, aroundEach, beforeAll, type TestContext } from 'vitest'
import { answering, fileCoverage, runningTests } from './current-tests.ts'
import { nameOf, type Place, type Placed, type RunningTest } from './running-tests.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** What the test left behind: connections still open, handlers that had not settled. */
    parley?: readonly string[]
  }
}

/**
 * A mock for each test. `key` stands for it in the running test. The global WebSocket is replaced from the first test
 * to the last: switching costs more than a test has, and what a test left behind must not reach the network between.
 */
export function renewEachTest(key: object, make: () => LiveMock, place: Place): void {
  let stopAnswering: (() => void) | undefined
  beforeAll(() => {
    stopAnswering = answering.begin(place)
  })
  // Vitest reads the names that a hook needs from its parameter, so it is taken apart here.
  aroundEach(async (runTest, { task }) => {
    await live(key, make(), place, task, runTest)
  })
  afterAll(() => stopAnswering?.())
}

/** Lets one mock live for the rest of a test: from a hook around it, or as a fixture. */
export async function live(
  key: object,
  mock: LiveMock,
  place: Place,
  task: TestContext['task'],
  body: () => Promise<void>,
): Promise<void> {
  const test = runningTests.of(task)
  begin(test, key, { ...place, mock })
  const stopAnswering = answering.begin()
  try {
    await runningTests.run(test, async () => {
      try {
        await body()
      } finally {
        // Inside, so that what the app does on close still belongs to this test.
        const ending = await mock.end()
        test.errors.push(...ending.errors)
        hint(task, place, ending)
        count(mock, ending)
      }
    })
  } finally {
    test.mocks.delete(key)
    stopAnswering()
  }
}

/** One mock over the tests of a file or `describe`; rules added in a test end with it. */
export function keepOverFile(key: object, make: () => LiveMock, place: Place): void {
  let mock: LiveMock | undefined
  let stop: (() => void)[] = []
  let user: RunningTest | undefined
  beforeAll(() => {
    mock = make()
    stop = [answering.begin(), answering.stand({ ...place, mock })]
  })
  aroundEach(async (runTest, { task }) => {
    const used = mock
    if (used === undefined) return runTest()
    const { text } = place.url
    const test = runningTests.of(task)
    if (user !== undefined) {
      throw mistake(
        `the test ${nameOf(test)} with setupWsMock(${text}, …, { scope: 'file' })`,
        `the test ${nameOf(user)} is using its connections at the same time`,
        "Run these tests one after another, or use scope: 'test'",
      )
    }
    user = test
    begin(test, key, { ...place, mock: used })
    try {
      await runningTests.run(test, async () => {
        await runTest()
        await used.drain()
        test.errors.push(...used.takeErrors())
      })
    } finally {
      user = undefined
      test.mocks.delete(key)
      used.forgetAddedRules()
    }
  })
  afterAll(async () => {
    const ending = await mock?.end()
    for (const undo of stop) undo()
    if (mock !== undefined && ending !== undefined) count(mock, ending)
    throwAll(ending?.errors ?? [])
  })
}

function begin(test: RunningTest, key: object, placed: Placed): void {
  test.mocks.set(key, placed)
  test.conversations.push(placed)
}

/** What was touched of a contract, where the project wants to know. */
function count(mock: LiveMock, ending: Ending): void {
  const { contract } = mock
  if (contract === undefined || !fileCoverage.isOn) return
  fileCoverage.count({ contract, transcript: conversationOf(mock, ending), isChecked: true })
}

/**
 * Names what the app left open: in the test's `meta` for reporters, and in the output where the test failed, since a
 * connection that nobody closed is often why.
 */
function hint(task: TestContext['task'], { url }: Place, { leftOpen, unsettled }: Ending): void {
  if (leftOpen.length === 0 && unsettled.length === 0) return
  const hints = [
    ...leftOpen.map(
      ({ name }) => `${name} of ${url.text} was still open at the end of the test; closed with 1001`,
    ),
    ...unsettled.map((handler) => `the handler of ${handler} has not settled`),
  ]
  task.meta.parley = [...(task.meta.parley ?? []), ...hints]
  if (task.result?.state === 'fail') warn(hints.join('\n'))
}
